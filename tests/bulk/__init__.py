"""Columns, files and tables of counts."""
