"""The values at a path of a body."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shipping_errors._scalars import as_code

from .envelope import KEY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .envelope import FactAt, Paths, Steps, Usable

_MOST_ITEMS = 10_000  # of all lists of a path together: decoded data may contain itself


def values_at(data: object, steps: Steps) -> Iterator[object]:
    """Yield the values at a path, in order; an object instead of a list is a list of one."""
    return _values_at(data, steps, [_MOST_ITEMS])


def _values_at(data: object, steps: Steps, items_left: list[int]) -> Iterator[object]:
    for position, step in enumerate(steps):
        if step == "[]":
            rest = steps[position + 1 :]
            for item in data if isinstance(data, list) else [data]:
                items_left[0] -= 1
                if items_left[0] < 0:
                    return
                yield from _values_at(item, rest, items_left)
            return
        if not isinstance(data, dict):
            return
        data = data.get(step)
    if data is not None:
        yield data


def first_usable_at(data: object, steps: Steps, usable: Usable) -> Any:  # noqa: ANN401 - as usable
    """Return the first usable value at a path; None where there is none."""
    for value in values_at(data, steps):
        found = usable(value)
        if found is not None:
            return found
    return None


def first_usable(data: object, paths: Paths) -> Any:  # noqa: ANN401 - as the paths' usable
    """Return the first usable value at the first path that leads to one."""
    for steps, usable in paths:
        found = first_usable_at(data, steps, usable)
        if found is not None:
            return found
    return None


def is_anything_at(data: object, paths: Paths) -> bool:
    """Whether there is anything at one of the paths."""
    return any(True for steps, _ in paths for _ in values_at(data, steps))


def read_facts(
    data: object,
    facts: tuple[FactAt, ...],
    known: Mapping[str, str],
    matched_key: str | None = None,
) -> Mapping[str, str]:
    """Return the facts of a body or a listed error, beside those that are known already."""
    if not facts:
        return known
    read = dict(known)
    for name, at, text in facts:
        value = text if text is not None else _fact_at(data, at, matched_key)
        if value is not None:
            read[name] = value
    return read


def _fact_at(data: object, at: Steps, matched_key: str | None) -> str | None:
    if at == KEY:
        return matched_key
    if not at:
        return None
    fact: str | None = first_usable_at(data, at, as_fact)
    return fact


def as_fact(value: object) -> str | None:
    """Return a fact as text: JSON's true and false by their names, numbers by their digits."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return as_code(value)
