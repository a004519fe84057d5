"""Why an answer means what it means: what was read from where, and which rules lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from shipping_errors._normalized_error import NormalizedError  # noqa: TC001 - pydantic reads a model's annotations

from .body import parse_body
from .candidates import Candidate, candidates
from .compiled_parser import compile_parser
from .compose import compose
from .decide import decide
from .index import empty_index

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shipping_errors._catalog_format.models import Catalog, Envelope
    from shipping_errors.typing import Body, Headers

    from .body import ParsedBody
    from .index import Index

_FIELDS = ("code", "message", "success", "retryable", "field_errors", "retry_date")
"""The envelope's keys, and the names in a ``ParsedBody`` of what stands there."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class Extracted(_Part):
    """Something usable that stands at one of the envelope's places."""

    field: str
    """The envelope's key."""
    path: str
    """The place in the body."""
    value: str
    """What stands there, as text."""
    counts: bool
    """Whether it was taken; else an earlier place had something."""


class Explanation(_Part):
    """How an answer was classified."""

    error: NormalizedError
    """What ``classify`` returns."""
    found: tuple[Extracted, ...]
    """What was read from where in the body."""
    rules: tuple[Candidate, ...]
    """The rules that could have decided, in the order in which they are asked."""
    without_catalog: NormalizedError
    """What would have been said if the provider had no catalog."""


def explain(  # noqa: PLR0913 - the arguments of classify
    index: Index,
    catalog: Catalog,
    status: int | None,
    body: Body | None,
    *,
    headers: Headers | None = None,
    now: float | None = None,
) -> Explanation:
    """Classify a response as ``classify`` does, and tell which steps led to the error."""
    bare = empty_index(catalog.provider)
    parsed = parse_body(index.parse_object, body)
    rule = decide(index, status, parsed)
    blind = parse_body(bare.parse_object, body)
    return Explanation(
        error=compose(index, status, parsed, rule, headers, now),
        found=tuple(_found(catalog.envelope, body, parsed)),
        rules=tuple(candidates(index, catalog, status, parsed, rule)),
        without_catalog=compose(bare, status, blind, decide(bare, status, blind), headers, now),
    )


def _found(envelope: Envelope, body: object, parsed: ParsedBody) -> Iterator[Extracted]:
    """Read every place by itself, with the reader that reads them all."""
    if parsed.is_not_structured:
        text = parsed.message or "nothing for people"
        yield Extracted(field="message", path="(not a JSON object)", value=text, counts=True)
        return
    written = envelope.model_dump()
    for field in _FIELDS:
        taken = False
        for place, path in zip(getattr(envelope, field), written[field], strict=True):
            alone = {**dict.fromkeys(_FIELDS, ()), field: (place,)}
            value = getattr(
                parse_body(compile_parser(envelope.model_copy(update=alone)), body), field
            )
            if value is not None and value != ():
                where = path if isinstance(path, str) else path["at"]
                yield Extracted(field=field, path=where, value=_shown(value), counts=not taken)
                taken = True


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return "; ".join(f"{item.path}: {item.message}" for item in value)
    return str(value).lower() if isinstance(value, bool) else str(value)
