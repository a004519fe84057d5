"""Tests of what each provider documents and sends."""
