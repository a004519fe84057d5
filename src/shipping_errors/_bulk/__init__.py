"""Many responses at once: columns, files and tables of counts."""
