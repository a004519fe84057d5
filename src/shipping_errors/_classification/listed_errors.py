"""Read the errors that a body lists: follow the path through lists, and read each error."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from itertools import repeat
from typing import TYPE_CHECKING, Any

from shipping_errors._normalized_error import FieldError
from shipping_errors._scalars import as_message

from .body import ParsedBody
from .envelope import KEY
from .field_errors import MOST_FIELD_ERRORS, read_field_errors
from .paths import first_usable, first_usable_at, read_facts, values_at

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .envelope import Envelope, ListedAt, Paths, Steps, Usable

    Scopes = tuple[object, ...]

MOST_ERRORS = 1_000
_MOST_NODES = 100_000  # decoded data may contain itself, so the walk needs a limit
_BRANCHES = frozenset({"[]", "*"})

ReadError = Callable[[object, Mapping[str, str], tuple[object, ...], str | None], ParsedBody | None]
"""Takes a listed error, the facts that are known, the objects around it, and a key on the way."""


def find_listed_errors(
    data: object, envelope: Envelope, facts: Mapping[str, str]
) -> tuple[tuple[ParsedBody, ...], bool]:
    """Return the errors at the first path that has any, and whether something also succeeded."""
    for place in envelope.errors:
        reader = ListedErrors(place, envelope.success_codes)
        errors, has_results = reader.find(data, facts)
        if errors:
            return errors, has_results
    return (), False


class ListedErrors:
    """The errors of one place."""

    def __init__(
        self,
        place: ListedAt,
        success_codes: frozenset[str],
        compile_reader: Callable[[ListedAt], ReadError] | None = None,
    ) -> None:
        """Take the place, and what makes a fast reader for it when there is something to read."""
        self._place = place
        self._success_codes = success_codes
        self._compile = compile_reader
        self._read: ReadError = partial(read_listed_error, place)

    def find(self, data: object, facts: Mapping[str, str]) -> tuple[tuple[ParsedBody, ...], bool]:
        """Return the errors, and whether something also succeeded."""
        if self._compile is not None:
            self._read, self._compile = self._compile(self._place), None
        search = _Search(self._read, self._success_codes, facts)
        search.walk(data, self._place.at, (data,), None)
        if not search.errors:
            return (), False
        return tuple(search.errors), search.has_results or _has_results(data, self._place)


def _has_results(data: object, place: ListedAt) -> bool:
    return place.always_has_results or any(
        bool(value) for steps in place.results for value in values_at(data, steps)
    )


class _Search:
    """A walk from the body along the path of one place."""

    __slots__ = ("_facts", "_nodes", "_read", "_success_codes", "errors", "has_results")

    def __init__(
        self, read: ReadError, success_codes: frozenset[str], facts: Mapping[str, str]
    ) -> None:
        self._read = read
        self._success_codes = success_codes
        self._facts = facts
        self._nodes = 0
        self.errors: list[ParsedBody] = []
        self.has_results = False
        """Whether an item of an outer list, or the value of an outer key, has no error."""

    def walk(self, data: object, steps: Steps, scopes: Scopes, matched_key: str | None) -> None:
        """Search what is left of the path; ``scopes`` are the objects around, the nearest last."""
        for position, step in enumerate(steps):
            if step in _BRANCHES:
                self._branch(data, step, steps[position + 1 :], scopes, matched_key)
                return
            if not isinstance(data, dict):
                return
            data = data.get(step)
            if isinstance(data, dict):
                scopes = (*scopes, data)
        self._add(data, scopes, matched_key)

    def _branch(
        self, data: object, step: str, rest: Steps, scopes: Scopes, matched_key: str | None
    ) -> None:
        for key, value in _branches(data, step, matched_key):
            self._nodes += 1
            if len(self.errors) >= MOST_ERRORS or self._nodes > _MOST_NODES:
                return
            if rest:
                self._follow(value, rest, scopes, key)
            else:
                self._add(value, scopes, key)

    def _follow(self, value: object, rest: Steps, scopes: Scopes, matched_key: str | None) -> None:
        """Search an item of an outer list, or the value of an outer key."""
        before = len(self.errors)
        if not isinstance(value, dict):
            self.walk(value, rest, scopes, matched_key)
            return
        # Most items have no error; the next key shows it.
        if rest[0] in _BRANCHES or value.get(rest[0]):
            self.walk(value, rest, (*scopes, value), matched_key)
        if value and len(self.errors) == before:
            self.has_results = True

    def _add(self, data: object, scopes: Scopes, matched_key: str | None) -> None:
        if not data:
            return
        error = self._read(data, self._facts, scopes, matched_key)
        if error is not None and error.code not in self._success_codes:
            self.errors.append(error)


def _branches(
    data: object, step: str, matched_key: str | None
) -> Iterable[tuple[str | None, object]]:
    """Return the items of a list (one object is a list of one), or the values of all keys."""
    if step == "*":
        items = data.items() if isinstance(data, dict) else ()
        return ((str(key), value) for key, value in items)
    if isinstance(data, list):
        return zip(repeat(matched_key), data)
    return () if data is None else ((matched_key, data),)


def read_listed_error(
    place: ListedAt,
    data: object,
    facts: Mapping[str, str],
    scopes: Scopes,
    matched_key: str | None,
) -> ParsedBody | None:
    """Read one listed error; None if it has neither a code nor a text."""
    code = _first(data, place.code, matched_key)
    message = first_usable(data, place.message)
    if code is None and message is None:
        return None
    return ParsedBody(
        code=code,
        message=message,
        success=False,  # it is listed as an error
        retryable=first_usable(data, place.retryable),
        retry_date=first_usable(data, place.retry_date),
        field_errors=_field_errors(data, place, message, matched_key),
        facts=read_facts(data, place.facts, facts, matched_key),
        item=item_around((*scopes, data), place.item, matched_key),
    )


def _first(data: object, paths: Paths, matched_key: str | None) -> Any:  # noqa: ANN401 - text or None
    """Return the first usable value at one of the paths, of which one can be the key itself."""
    for steps, usable in paths:
        found = _usable_at(data, steps, usable, matched_key)
        if found is not None:
            return found
    return None


def _usable_at(data: object, steps: Steps, usable: Usable, matched_key: str | None) -> Any:  # noqa: ANN401 - text or None
    return usable(matched_key) if steps == KEY else first_usable_at(data, steps, usable)


def _field_errors(
    data: object, place: ListedAt, message: str | None, matched_key: str | None
) -> tuple[FieldError, ...]:
    for steps in place.field:
        name = _usable_at(data, steps, as_field, matched_key)
        if name is not None:
            return (FieldError(name, message or ""),)
    return read_field_errors(data, place.field_errors)


def as_field(value: object) -> str | None:
    """Return the name of a field: a text, or a list of its parts (GraphQL)."""
    if isinstance(value, list):
        parts = [part for part in value[:MOST_FIELD_ERRORS] if isinstance(part, (str, int))]
        value = ".".join(map(str, parts))
    return as_message(value)


def item_around(scopes: Scopes, paths: Paths, matched_key: str | None) -> Any:  # noqa: ANN401 - text or None
    """Return what an error is about, from the nearest object that names it."""
    for scope in reversed(scopes) if paths else ():
        item = _first(scope, paths, matched_key)
        if item is not None:
            return item
    return None
