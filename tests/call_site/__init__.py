"""Tests at the call site: real clients against a real server on the loopback."""
