"""Turn a status and a body into a normalized error."""
