"""Headers that are decoded only when they are needed: few responses ask for a wait."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic_core import from_json

from .problems import INVALID_HEADERS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .problems import Problems


class EncodedHeaders:
    """Headers as JSON: an object, or a list of pairs or of objects with name and value."""

    __slots__ = ("_text",)

    def __init__(self, text: bytes | str) -> None:
        """Keep the text, undecoded."""
        self._text = text

    def items(self) -> Iterable[tuple[Any, Any]]:
        """Yield names and values; none if the text is not JSON."""
        try:
            data = from_json(self._text)
        except ValueError:
            return ()
        return tuple(pairs(data))


def pairs(data: object) -> Iterable[tuple[Any, Any]]:
    """Yield the names and values of decoded headers, in any form."""
    if isinstance(data, dict):
        yield from data.items()
    for item in data if isinstance(data, (list, tuple)) else ():
        values = tuple(item.values()) if isinstance(item, dict) else item
        if isinstance(values, (list, tuple)) and len(values) == 2:  # noqa: PLR2004 - name and value
            yield values[0], values[1]


def headers_of_text(text: str | bytes | None, row: int, problems: Problems) -> Any:  # noqa: ANN401 - any JSON
    """Return headers that are written as JSON, undecoded as yet."""
    if not text:
        return None
    if text[:1] in {"{", "[", b"{", b"["}:
        return EncodedHeaders(text)
    problems.add(row, INVALID_HEADERS)
    return None
