"""Tests of which catalogs there are, and under which names."""
