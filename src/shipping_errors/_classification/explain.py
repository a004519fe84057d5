"""Why an answer means what it means: what was read from where, and which rules lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from shipping_errors._normalized_error import NormalizedError  # noqa: TC001 - pydantic reads a model's annotations

from .body import read
from .candidates import Rule, considered
from .compiled_parser import compile_reader
from .compose import compose
from .decide import decide
from .index import build_bare_index

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shipping_errors._catalog_format.models import Envelope
    from shipping_errors._registry.registry import Library
    from shipping_errors.typing import Body, Headers

    from .body import Reading

_FIELDS = ("code", "message", "success", "retryable", "field_errors", "retry_date")
"""The envelope's keys, and the names in a ``Reading`` of what stands there."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class Found(_Part):
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

    answer: NormalizedError
    """What ``classify`` returns."""
    found: tuple[Found, ...]
    """What was read from where in the body."""
    rules: tuple[Rule, ...]
    """The rules that could have decided, in the order in which they are asked."""
    without_catalog: NormalizedError
    """What would have been said if the provider had no catalog."""


def explain(  # noqa: PLR0913 - the arguments of classify
    library: Library,
    provider: str,
    status: int | None,
    body: Body | None,
    *,
    headers: Headers | None = None,
    now: float | None = None,
) -> Explanation:
    """Classify an answer as ``classify`` does, and tell how that came about.

    Raises ``UnknownProviderError``, and ``CatalogError`` where the provider's file is damaged.
    """
    index, catalog = library.index(provider), library.catalog(provider)
    bare = build_bare_index(catalog.provider)
    reading = read(index.read_object, body)
    verdict = decide(index, status, reading)
    blind = read(bare.read_object, body)
    return Explanation(
        answer=compose(index, status, reading, verdict, headers, now),
        found=tuple(_found(catalog.envelope, body, reading)),
        rules=tuple(considered(index, catalog, status, reading, verdict)),
        without_catalog=compose(bare, status, blind, decide(bare, status, blind), headers, now),
    )


def _found(envelope: Envelope, body: object, reading: Reading) -> Iterator[Found]:
    """Read every place by itself, with the reader that reads them all."""
    if reading.foreign:
        text = reading.message or "nothing for people"
        yield Found(field="message", path="(not a JSON object)", value=text, counts=True)
        return
    written = envelope.model_dump()
    for field in _FIELDS:
        taken = False
        for place, path in zip(getattr(envelope, field), written[field], strict=True):
            alone = {**dict.fromkeys(_FIELDS, ()), field: (place,)}
            value = getattr(read(compile_reader(envelope.model_copy(update=alone)), body), field)
            if value is not None and value != ():
                where = path if isinstance(path, str) else path["at"]
                yield Found(field=field, path=where, value=_shown(value), counts=not taken)
                taken = True


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return "; ".join(f"{item.path}: {item.message}" for item in value)
    return str(value).lower() if isinstance(value, bool) else str(value)
