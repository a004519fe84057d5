"""Tests of the help for users' own tests."""
