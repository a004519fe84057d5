"""Which of many templates a text fits: found by its first letters, not one after another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from shipping_errors._catalog_format.templates import match, parse_template

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from shipping_errors._catalog_format.templates import Template

T = TypeVar("T")

_HEAD = 6  # letters


class TemplateIndex(Generic[T]):
    """What belongs to each of many templates, and to whole texts."""

    def __init__(self, entries: Iterable[tuple[str, T]]) -> None:
        """Take templates, or whole texts, each with what belongs to it."""
        self._whole: dict[str, list[T]] = {}
        self._by_head: dict[str, list[tuple[Template, T]]] = {}
        self._others: list[tuple[Template, T]] = []
        for text, value in entries:
            template = parse_template(text)
            head = template.pieces[0][:_HEAD]
            if not template.digits:
                self._whole.setdefault(text, []).append(value)
            elif len(head) == _HEAD:
                self._by_head.setdefault(head, []).append((template, value))
            else:
                self._others.append((template, value))
        for entry in (*self._by_head.values(), self._others):
            entry.sort(key=_by_letters)
        self.has_any = bool(self._whole or self._by_head or self._others)
        """Whether there is any template or text."""

    def find(self, text: str) -> Iterator[T]:
        """Yield what belongs to the templates that a text fits, those with most letters first."""
        yield from self._whole.get(text, ())
        with_head = self._by_head.get(text[:_HEAD], [])
        both = [*with_head, *self._others]
        if with_head and self._others:
            both.sort(key=_by_letters)
        for template, value in both:
            if match(template, text) is not None:
                yield value


def _by_letters(entry: tuple[Template, object]) -> int:
    return -entry[0].letters
