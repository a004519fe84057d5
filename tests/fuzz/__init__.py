"""What a fuzzer does, and what it found."""
