"""Text from outside, made fit for one line, a code, or a label."""

from __future__ import annotations

import re

LONGEST_CODE = 200  # DHL eCommerce's codes are URLs of some fifty characters
LARGEST_NUMBER = 10**LONGEST_CODE
LONGEST_MESSAGE = 2_000
_LONGEST_PLAIN_TEXT = 300
_MOST_UNDECODABLE = 3  # characters of a text; bytes that are no text have more

# What breaks a line, drives a terminal, reverses the text around it, or can't be written as UTF-8.
# Joiners stay: Hindi, Persian and emoji need them.
_UNFIT = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]+"
)
_LIKE_A_CODE = re.compile(r"[A-Za-z0-9_.:/-]{1,64}")
_PAGES = ("<!doctype", "<html", "<head", "<body", "<?xml")


def is_visible(text: str) -> bool:
    """Whether nothing in a text drives a terminal, breaks its line, or reverses it."""
    return text.isprintable() or _UNFIT.search(text) is None


def visible(text: str) -> str:
    """Return text for a terminal or a log, with escapes instead of control characters."""
    return _UNFIT.sub(lambda found: "".join(f"\\u{ord(sign):04x}" for sign in found[0]), text)


def as_message(value: object) -> str | None:
    """Return text on one line, without control characters; None for what says nothing.

    Of a page of HTML the title is what it says, and a text is cut where a page begins in it.
    """
    if not isinstance(value, str):
        return None
    if len(value) <= LONGEST_MESSAGE and value.isprintable() and "<" not in value:
        return value.strip() or None  # nearly all are so
    if not value.isprintable():
        value = " ".join(_UNFIT.sub(" ", value[: 2 * LONGEST_MESSAGE]).split())
    text = value.strip()
    if "<" in text:
        start = _start_of_page(text)
        if start == 0:
            return _title(text)
        text = text[:start].rstrip(" :-")
    return cut(text) or None


def cut(text: str) -> str:
    """Return text of the length of a message at most."""
    return text if len(text) <= LONGEST_MESSAGE else f"{text[: LONGEST_MESSAGE - 1]}…"


def _start_of_page(text: str) -> int | None:
    head = text[:LONGEST_MESSAGE].lower()
    return min((at for page in _PAGES if (at := head.find(page)) >= 0), default=None)


def as_code(value: object) -> str | None:
    """Return the value as a code: text, an integer, or an integral float; nothing else is one."""
    if type(value) is int:  # nearly all are, so its subclasses come last
        return str(value) if -LARGEST_NUMBER < value < LARGEST_NUMBER else None
    if isinstance(value, str):
        code = value.strip()
        return code if 0 < len(code) <= LONGEST_CODE and code.isprintable() else None
    if isinstance(value, float) and value.is_integer():
        return as_code(int(value))
    if isinstance(value, int) and not isinstance(value, bool):
        return as_code(int.__int__(value))
    return None


def looks_like_code(text: str) -> bool:
    """Whether a text is formed like a code. What a provider sends as a code can be any text."""
    return _LIKE_A_CODE.fullmatch(text) is not None


def as_flag(value: object) -> bool | None:
    """Return the value if it is a boolean."""
    return value if isinstance(value, bool) else None


def as_date_text(value: object) -> str | None:
    """Return the value as text in which a date, or a number of seconds, can be searched."""
    return value if isinstance(value, str) else as_code(value)


def message_of_plain_text(text: str) -> str | None:
    """Return what a body that is not JSON says to people.

    The title of an HTML page; nothing of other markup, of JSON that is broken or comes behind a
    text, or of bytes that are no text: they may echo the request. Else the beginning of the text.
    """
    if text.startswith("<"):
        return _title(text)
    head = text[: _LONGEST_PLAIN_TEXT + 1]
    if "\0" in head or head.count("\ufffd") > _MOST_UNDECODABLE or head.startswith('"'):
        return None
    line = as_message(re.split(r"[{\[<]", head, maxsplit=1)[0]) or ""
    too_long = len(line) > _LONGEST_PLAIN_TEXT
    return f"{line[: _LONGEST_PLAIN_TEXT - 1]}…" if too_long else line or None


def _title(page: str) -> str | None:
    head = page[:5_000]
    start = head.lower().find("<title")
    start, end = head.find(">", start) + 1, head.lower().find("</title", start)
    if not 0 < start <= end:
        return None
    import html  # noqa: PLC0415 - a large table of entities, for gateways' pages alone

    title = html.unescape(head[start:end])[:_LONGEST_PLAIN_TEXT]
    return as_message(title.replace("<", " "))
