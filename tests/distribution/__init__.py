"""What the built package does where it is installed, zipped, or put into another program."""
