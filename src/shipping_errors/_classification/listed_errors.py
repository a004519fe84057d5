"""The errors that a body lists: found along a path through lists, and read one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shipping_errors._normalized_error import FieldError
from shipping_errors._scalars import as_message

from .body import ParsedBody
from .envelope import KEY
from .field_errors import MOST_FIELD_ERRORS, read_field_errors
from .paths import first_usable, first_usable_at, read_facts, values_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .envelope import Envelope, ListedAt, Paths, Steps, Usable

MOST_ERRORS = 1_000
_MOST_NODES = 100_000  # decoded data may contain itself, and then no body bounds the walk


def find_listed_errors(
    data: object, envelope: Envelope, facts: Mapping[str, str]
) -> tuple[tuple[ParsedBody, ...], bool]:
    """Return the errors of the first place that has any, and whether something succeeded beside."""
    for place in envelope.errors:
        search = _Search(place, envelope.success_codes, facts)
        search.walk(data, place.at, (data,), None)
        if search.errors:
            return tuple(search.errors), search.has_results or _has_results(data, place)
    return (), False


def _has_results(data: object, place: ListedAt) -> bool:
    return place.always_has_results or any(
        bool(value) for steps in place.results for value in values_at(data, steps)
    )


class _Search:
    """A walk from the body along the path of one place."""

    def __init__(
        self, place: ListedAt, success_codes: frozenset[str], facts: Mapping[str, str]
    ) -> None:
        self._place = place
        self._success_codes = success_codes
        self._facts = facts
        self._nodes = 0
        self.errors: list[ParsedBody] = []
        self.has_results = False
        """Whether an item of an outer list, or the value of an outer key, has no error."""

    def walk(
        self, data: object, steps: Steps, scopes: tuple[object, ...], matched_key: str | None
    ) -> None:
        """Search what is left of the path; ``scopes`` are the objects around, the nearest last."""
        for position, step in enumerate(steps):
            if step in {"[]", "*"}:
                self._branch(data, step, steps[position + 1 :], scopes, matched_key)
                return
            if not isinstance(data, dict):
                return
            data = data.get(step)
            if isinstance(data, dict):
                scopes = (*scopes, data)
        if not data:
            return
        error = read_listed_error(
            data, self._place, self._facts, scopes=scopes, matched_key=matched_key
        )
        if error is not None and error.code not in self._success_codes:
            self.errors.append(error)

    def _branch(
        self,
        data: object,
        step: str,
        rest: Steps,
        scopes: tuple[object, ...],
        matched_key: str | None,
    ) -> None:
        for key, value in _branches(data, step):
            self._nodes += 1
            if len(self.errors) >= MOST_ERRORS or self._nodes > _MOST_NODES:
                return
            before = len(self.errors)
            inner = (*scopes, value) if isinstance(value, dict) else scopes
            self.walk(value, rest, inner, matched_key if key is None else key)
            if rest and len(self.errors) == before and isinstance(value, dict) and value:
                self.has_results = True


def _branches(data: object, step: str) -> Iterator[tuple[str | None, object]]:
    """Yield the items of a list (one object is a list of one), or the values of all keys."""
    if step == "*":
        if isinstance(data, dict):
            yield from ((str(key), value) for key, value in data.items())
    elif isinstance(data, list):
        yield from ((None, item) for item in data)
    elif data is not None:
        yield None, data


def read_listed_error(
    data: object,
    place: ListedAt,
    facts: Mapping[str, str],
    *,
    scopes: tuple[object, ...] = (),
    matched_key: str | None = None,
) -> ParsedBody | None:
    """Read one listed error; None for what has neither a code nor a text."""
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
        item=_item(place, (*scopes, data), matched_key),
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
        name = _usable_at(data, steps, _as_field, matched_key)
        if name is not None:
            return (FieldError(name, message or ""),)
    return read_field_errors(data, place.field_errors)


def _as_field(value: object) -> str | None:
    """Return the name of a field: a text, or a list of its parts (GraphQL)."""
    if isinstance(value, list):
        parts = [part for part in value[:MOST_FIELD_ERRORS] if isinstance(part, (str, int))]
        value = ".".join(map(str, parts))
    return as_message(value)


def _item(place: ListedAt, scopes: tuple[object, ...], matched_key: str | None) -> Any:  # noqa: ANN401 - text or None
    """Return what the error is about: looked for in the error, then in the objects around it."""
    for scope in reversed(scopes) if place.item else ():
        item = _first(scope, place.item, matched_key)
        if item is not None:
            return item
    return None
