"""Tests of clients' responses and exceptions: real clients against a real server on the loopback."""
