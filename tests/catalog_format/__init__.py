"""Tests of catalog files: what loads, and what is said of the rest."""
