"""Turn a client's response or exception into a normalized error."""
