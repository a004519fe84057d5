"""Catalogs of the tests' own, as text and as files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shipping_errors import Classifier

if TYPE_CHECKING:
    from pathlib import Path

SOURCE = 'source: {document: Support, url: "https://support.example", retrieved: 2026-11-23}'


def rows(*lines: str) -> str:
    """Return the ``tables`` of a catalog with these rows."""
    listed = "\n".join(f"      - {line}" for line in lines)
    return f"tables:\n  - title: Seen\n    {SOURCE}\n    rows:\n{listed}\n"


def provider(name: str, *lines: str, head: str = "") -> str:
    """Return a catalog that adds a provider whose bodies hold ``code`` and ``text``."""
    envelope = "envelope: {code: [code], message: [text], code_in_every_answer: true}"
    return f"provider: {name}\ntitle: {name.title()}\n{head}{envelope}\n{rows(*lines)}"


def extension(name: str, *lines: str, head: str = "") -> str:
    """Return a catalog that extends a provider."""
    return f"extends: {name}\n{head}{rows(*lines) if lines else ''}"


def classifier(directory: Path, *texts: str) -> Classifier:
    """Return a classifier with these catalogs, each in a file of its own: 0.yaml, 1.yaml."""
    return Classifier(catalogs=[write(directory, *texts)])


def write(directory: Path, *texts: str) -> Path:
    """Write each text into a file of its own, 0.yaml and so on, and return the directory."""
    for number, text in enumerate(texts):
        (directory / f"{number}.yaml").write_text(text, encoding="utf-8")
    return directory
