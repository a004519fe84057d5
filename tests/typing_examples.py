"""What type checkers must accept; nobody runs this file."""

from __future__ import annotations
