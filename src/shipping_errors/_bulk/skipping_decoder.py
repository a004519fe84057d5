"""A decoder of JSON bodies that skips values which no path of an envelope reads.

It checks the whole body, like a full decoder, but makes no objects for the skipped values, which
are most of a success.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

import msgspec

from shipping_errors._classification.body import COMMON_ERROR_KEYS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from shipping_errors._classification.envelope import Envelope, Steps

    Decode = Callable[[str | bytes], dict[str, Any]]


def skipping_decoder(envelope: Envelope) -> Decode:
    """Return a function that decodes a text or UTF-8 to what the envelope's paths lead to.

    It raises where a body is no JSON object, or has another form than the paths expect.
    """
    type_ = _type_of(list(_paths(envelope)))
    decoder = msgspec.json.Decoder(dict[str, Any] if type_ is Any else type_.__args__[0])
    decode_text: Callable[[str], dict[str, Any]] = decoder.decode

    def decode(body: str | bytes) -> dict[str, Any]:
        # The whole body has to be valid text, also the skipped parts.
        return decode_text(body if isinstance(body, str) else body.decode())

    return decode


def _paths(envelope: Envelope) -> Iterator[Steps]:
    """Yield the paths of all that is read, from the body on."""
    fields = (envelope.code, envelope.message, envelope.success, envelope.retryable)
    for field in (*fields, envelope.retry_date):
        yield from (steps for steps, _ in field)
    yield from (fact.at for fact in envelope.facts if fact.text is None)
    yield from (place.at for place in envelope.field_errors)
    yield from ((key,) for key in COMMON_ERROR_KEYS)
    for place in envelope.errors:
        yield from place.results
        yield place.at[:1]  # of the objects around an error everything can be read
        yield from (steps[:1] for steps, _ in place.item)


def _type_of(paths: list[Steps], *, is_body: bool = False) -> Any:  # noqa: ANN401 - a type
    """Return the type of a value of which only these paths are read; ``Any`` is all of it."""
    by_step: dict[str, list[Steps]] = {}
    for steps in paths:
        if not steps or steps[0] == "*":
            return Any
        by_step.setdefault(steps[0], []).append(steps[1:])
    types = {step: _type_of(rest) for step, rest in by_step.items()}
    items = types.pop("[]", None)
    if items is None and types:
        object_ = _new_typed_dict("Object", types, total=False)
        return object_ if is_body else object_ | None
    if types or items is None or items is Any:
        return Any
    return list[items] | None  # type: ignore[valid-type] # it is made at run time


_new_typed_dict: Any = TypedDict  # type checkers want its keys in the source
