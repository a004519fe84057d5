"""Tests of the tools for catalog authors."""
