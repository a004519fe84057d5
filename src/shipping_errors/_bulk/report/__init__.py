"""The report on a log: one HTML file that opens without a network."""
