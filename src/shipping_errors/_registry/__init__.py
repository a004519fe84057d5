"""Which catalogs there are, by id and alias: built-in, user files, installed packages."""
