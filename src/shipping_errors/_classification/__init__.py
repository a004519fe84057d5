"""A status and a body become a normalized error."""
