"""Tests of the way from a status and a body to an error."""
