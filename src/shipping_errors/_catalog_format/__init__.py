"""A catalog file becomes a checked ``Catalog``, or a list of all its problems."""
