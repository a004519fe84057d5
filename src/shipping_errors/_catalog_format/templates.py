"""Templates: text with holes, ``{}`` for any text and ``{#}`` for digits.

A template fits the whole text, and letter case counts. Each literal piece is searched once, from
left to right, and never again: the time is linear in the text, whatever is in a body.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_HOLE = re.compile(r"\{#?\}")
_LONGEST_TEXT = 2_000  # longer than any documented message


class Template(NamedTuple):
    """A template, split at its holes."""

    pieces: tuple[str, ...]
    """The literal text before, between and behind the holes: one more than there are holes."""
    digits: tuple[bool, ...]
    """For each hole whether it takes digits alone."""

    @property
    def letters(self) -> int:
        """How many characters are literal; of several templates that fit, the most win."""
        return sum(map(len, self.pieces))


def parse_template(text: str) -> Template:
    """Split a template at its holes."""
    holes = tuple(hole == "{#}" for hole in _HOLE.findall(text))
    return Template(tuple(_HOLE.split(text)), holes)


def match(template: Template, text: str) -> tuple[str, ...] | None:
    """Return what fills the holes; None where the template does not fit.

    ``{}`` may be empty, ``{#}`` is one digit or more.
    """
    pieces = template.pieces
    first, last = pieces[0], pieces[-1]
    if len(pieces) == 1:
        return () if text == first else None
    end = len(text) - len(last)
    start = len(first)
    if end < start or len(text) > _LONGEST_TEXT or not text.startswith(first):
        return None
    if not text.endswith(last):
        return None
    holes = []
    for piece in pieces[1:-1]:
        found = text.find(piece, start, end)
        if found < 0:
            return None
        holes.append(text[start:found])
        start = found + len(piece)
    holes.append(text[start:end])
    for hole, digits in zip(holes, template.digits, strict=True):
        if digits and not (hole.isascii() and hole.isdigit()):
            return None
    return tuple(holes)


def fill(text: str, holes: str = "any", digits: str = "1") -> str:
    """Return a text that the template fits."""
    return _HOLE.sub(lambda hole: digits if hole[0] == "{#}" else holes, text)


def problem_of(text: str) -> str | None:
    """Return what is wrong with a template, and how to mend it; None where nothing is."""
    pieces, digits = parse_template(text)
    if not digits:
        return "a template has a hole, {} or {#}; without one, write the whole text"
    if not any(pieces):
        return "a template has text beside its holes: VAL_{}"
    if any(not piece for piece in pieces[1:-1]):
        return "two holes need text between them, or nothing shows where the first one ends"
    for hole, behind in zip(digits, pieces[1:], strict=True):
        if hole and behind[:1].isdigit():
            return "{#} takes every digit, so no digit can follow it"
    return None
