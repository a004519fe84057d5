"""Find catalogs by id and alias: built-in, user files, installed packages."""
