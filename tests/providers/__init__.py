"""Tests of what each provider documents and sends. Each provider has a folder; the folders are the list."""
