"""One response, as the kernel classifies it: the steps of ``classify`` without the object."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from shipping_errors._classification.compiled_parser import compile_parser
from shipping_errors._classification.compose import error_fields, is_unmapped
from shipping_errors._classification.parse import parse_body

from .skipping_decoder import skipping_decoder

if TYPE_CHECKING:
    from shipping_errors._classification.body import ParsedBody
    from shipping_errors._classification.index import Index

Fields = dict[str, Any]
"""The values of an error by the names of its fields."""

Step = Callable[[int | None, Any, Any, float], Fields]
"""Takes status, body, headers and time of a response; returns the fields of its error."""

# A time so far away that no date counts as a wait: see ``seconds_to_wait``.
NO_CLOCK = -9e10


def step_of(index: Index, *, text: bool) -> Step:
    """Return the function that classifies a provider's responses.

    Its fields are those of an error, and ``unmapped``, the codes that no row knows. Without
    ``text`` its messages are not the error's.
    """
    envelope, parse_object, known = index.envelope, index.parse_object, index.by_code
    if not text and not _reads_messages(index):
        envelope = envelope._replace(message=())
        parse_object = compile_parser(envelope)
    decode = skipping_decoder(envelope)

    def step(status: int | None, body: Any, headers: Any, now: float) -> Fields:  # noqa: ANN401 - of a log
        if body.__class__ is str or body.__class__ is bytes:
            try:
                parsed = parse_object(decode(body))
            except Exception:  # noqa: BLE001 - whatever it is, the full decoder knows what to do
                parsed = parse_body(index, body, headers)
        else:
            parsed = parse_body(index, body, headers)
        fields = error_fields(index, status, parsed, headers, now)
        is_known = (parsed.code is None or parsed.code in known) and not parsed.listed
        fields["unmapped"] = () if is_known else _unmapped(index, status, parsed)
        return fields

    return step


def _reads_messages(index: Index) -> bool:
    """Whether the text of a message can decide which row applies."""
    alternatives = (each for group in index.alternatives.values() for each in group)
    return index.texts.has_any or index.likes.has_any or any(each.text for each in alternatives)


def _unmapped(index: Index, status: int | None, parsed: ParsedBody) -> tuple[str, ...]:
    return tuple(
        each.code
        for each in (parsed, *parsed.listed)
        if each.code is not None and is_unmapped(index, status, each)
    )
