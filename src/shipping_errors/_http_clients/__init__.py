"""A client's response or exception becomes a normalized error."""
