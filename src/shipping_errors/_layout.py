"""An envelope made ready for reading: its paths are split, and what they share is found once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._catalog import Envelope, FieldErrorPlace

Spot = tuple[int, str]
"""A key in one of the layout's objects, by the object's number."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a provider's bodies hold what.

    ``objects`` are the JSON objects to look into: number 0 is the whole body, number n + 1 stands
    at the spot ``objects[n]``, which lies in an earlier one.
    """

    objects: tuple[Spot, ...]
    code: tuple[Spot, ...]
    message: tuple[Spot, ...]
    success: tuple[Spot, ...]
    retryable: tuple[Spot, ...]
    field_errors: tuple[tuple[int, str, FieldErrorPlace], ...]
    retry_date: tuple[Spot, ...]


def lay_out(envelope: Envelope) -> Layout:
    """Prepare an envelope."""
    numbers: dict[tuple[str, ...], int] = {(): 0}
    objects: list[Spot] = []

    def spot(path: tuple[str, ...]) -> Spot:
        *parents, key = path
        for length in range(1, len(parents) + 1):
            parent = tuple(parents[:length])
            if parent not in numbers:
                objects.append((numbers[parent[:-1]], parent[-1]))
                numbers[parent] = len(objects)
        return numbers[tuple(parents)], key

    def spots(paths: tuple[tuple[str, ...], ...]) -> tuple[Spot, ...]:
        return tuple(map(spot, paths))

    fields = {
        "code": spots(envelope.code),
        "message": spots(envelope.message),
        "success": spots(envelope.success),
        "retryable": spots(envelope.retryable),
        "retry_date": spots(envelope.retry_date),
    }
    places = tuple((*spot(place.at[0]), place) for place in envelope.field_errors)
    return Layout(objects=tuple(objects), field_errors=places, **fields)
