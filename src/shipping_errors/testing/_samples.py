"""What a provider would send for a row of its catalog."""

from __future__ import annotations

import difflib
import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from shipping_errors import _default
from shipping_errors._catalog_format.models import Judgement, Row
from shipping_errors._catalog_format.templates import fill
from shipping_errors._vocabulary import Category

from ._bodies import Values, as_json, as_xml, build_body

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from shipping_errors import Classifier
    from shipping_errors._catalog_format.models import Catalog

_RETRY_DATE = datetime(2100, 1, 1, tzinfo=UTC)
_WAIT = "1"  # seconds, in the header that tells when a rate limit ends


@dataclass(frozen=True, slots=True)
class SampleResponse:
    """What a provider would send, and the row that it was made from."""

    provider: str
    """The provider's id."""
    code: str
    """The code in the body, as text; empty for a row without a code."""
    status: int
    """The HTTP status."""
    headers: Mapping[str, str] = field(hash=False)
    """The HTTP headers."""
    body: bytes
    """The body: JSON, or XML of a provider that sends it, in UTF-8."""
    row: Row = field(repr=False)
    """The row of the catalog."""
    judged: Judgement = field(repr=False)
    """What the row, or its variant, means."""

    def json(self) -> Any:  # noqa: ANN401 - any JSON value
        """Return the body, decoded."""
        return json.loads(self.body)

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()


def sample_response(  # noqa: PLR0913 - each is a thing that tests vary
    provider: str,
    code: str | int,
    *,
    http_status: int | None = None,
    message: str | None = None,
    retryable: bool | None = None,
    retry_date: datetime | None = None,
    headers: Mapping[str, str] | None = None,
    data: Mapping[str, Any] | None = None,
    beside: Iterable[str | int] = (),
    classifier: Classifier | None = None,
) -> SampleResponse:
    """Build the response that a provider would send for a code of its catalog.

    ``http_status`` replaces the row's status (200 where the row names none), and chooses among
    several rows of one code. ``message`` replaces the documented text, ``retryable`` what the
    document says, where the provider's bodies have such a flag. ``retry_date`` (UTC if naive)
    asks for the variant with a date in the body. ``headers`` are added, and replace those of the
    same name in any letter case. ``data`` is what else the body holds, such as the waybill of a
    success; objects are joined. ``beside`` are the codes of further errors in the same list, for
    providers that list errors. ``classifier`` knows your own catalogs; the default one knows the
    built-in ones.

    Raises ``UnknownProviderError``; ``LookupError`` for a code without a row, naming the nearest
    codes; ``ValueError`` for a date where the row knows no variant, for a status that is not one of
    HTTP, and for data at a path where the sample itself has a value.
    """
    if http_status is not None and not _is_status(http_status):
        raise ValueError(f"{http_status!r} is not an HTTP status: give a number from 100 to 999")
    catalog = (classifier or _default).catalog(provider)
    row, its_code = _row(catalog, str(code), http_status)
    others = [_row(catalog, str(other), None) for other in beside]
    if retry_date is not None and not row.variants:
        raise ValueError(f"{catalog.provider}:{row.label} has no variant with a date")
    status = next(_statuses(catalog, row, its_code)) if http_status is None else int(http_status)
    sample = _build(catalog, row, its_code, status, message, retryable, retry_date, others)
    if data and catalog.envelope.xml is not None:
        raise ValueError(f"{catalog.provider} sends XML: data can only be added to JSON")
    body = json.dumps(_joined(sample.json(), data), ensure_ascii=False).encode() if data else None
    return replace(sample, headers=_merged(sample.headers, headers or {}), body=body or sample.body)


def _is_status(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 100 <= value <= 999  # noqa: PLR2004 - three digits


def _joined(body: dict[str, Any], data: Mapping[str, Any], path: str = "") -> dict[str, Any]:
    """Return the body with the data; raises ``ValueError`` where both have a value."""
    joined = body | {key: value for key, value in data.items() if key not in body}
    for key in data.keys() & body.keys():
        place = f"{path}{key}"
        if not all(isinstance(value, dict) for value in (body[key], data[key])):
            raise ValueError(f"the sample itself has a value at {place!r}; leave it out of data")
        joined[key] = _joined(body[key], data[key], f"{place}.")
    return joined


def _merged(headers: Mapping[str, str], more: Mapping[str, str]) -> dict[str, str]:
    """Return all headers, each name once, and spelt as it was first."""
    merged, spelt = dict(headers), {name.lower(): name for name in headers}
    for name, value in more.items():
        merged[spelt.setdefault(name.lower(), name)] = value
    return merged


def all_samples(provider: str, *, classifier: Classifier | None = None) -> Iterator[SampleResponse]:
    """Yield the samples of a provider: one for each code, HTTP status and variant of a row.

    Raises ``UnknownProviderError``.
    """
    catalog = (classifier or _default).catalog(provider)
    return (
        _build(catalog, row, code, status, None, None, retry_date)
        for row in catalog.rows
        for code in row.all_codes() or (_code_of(row),)
        for status in _statuses(catalog, row, code)
        for retry_date in (None, *(_RETRY_DATE for _ in row.variants))
    )


def _row(catalog: Catalog, code: str, status: int | None) -> tuple[Row, str]:
    """Return the row for a code, or with a label, and the code that its body has."""
    rows = catalog.rows_for(code)
    if not rows and code in catalog.envelope.success_codes:
        return Row(code=code, judged=Judgement(category=Category.OK)), code
    if not rows:
        labelled = [row for row in catalog.rows if row.label == code]
        if labelled:
            return labelled[0], _code_of(labelled[0])
        known = [row.label for row in catalog.rows]
        nearest = difflib.get_close_matches(code, known, n=3, cutoff=0.5)
        hint = f"nearest are {', '.join(nearest)}" if nearest else f"it has {len(known)} others"
        raise LookupError(f"the catalog {catalog.provider!r} has no code {code!r}; {hint}")
    unnamed = (row for row in rows if row.http is None)
    named = (row for row in rows if status in row.all_statuses())
    return next(named, None) or next(unnamed, rows[0]), code


def _statuses(catalog: Catalog, row: Row, code: str) -> Iterator[int]:
    """Yield the statuses that the code comes with, for this row and no other one."""
    statuses = row.all_statuses()
    if statuses:
        yield from [status for status in statuses if str(status) == code] or statuses
        return
    taken = {status for other in catalog.rows_for(code) for status in other.all_statuses()}
    failures = range(400, 600) if row.judged.category is not Category.OK else ()
    yield next(status for status in (*range(200, 300), *failures) if status not in taken)


def _build(  # noqa: PLR0913, PLR0917 - everything that tests vary
    catalog: Catalog,
    row: Row,
    code: str,
    status: int,
    message: str | None,
    retryable: bool | None,
    retry_date: datetime | None,
    beside: Iterable[tuple[Row, str]] = (),
) -> SampleResponse:
    envelope = catalog.envelope
    variant = row.variants[0] if retry_date is not None else None
    judged = variant.judged if variant else row.judged
    said = variant.retryable if variant else row.retryable
    text = _text_of(row) if message is None else message
    values = Values(
        row,
        code or None,
        text,
        said if retryable is None else retryable,
        f"{text} {_written(retry_date)}" if retry_date is not None else None,
    )
    others = [
        Values(other, its_code or None, _text_of(other), other.retryable, None)
        for other, its_code in beside
    ]
    body = build_body(envelope, [values, *others], success=not judged.category.is_error)
    headers = {"Content-Type": "application/json" if envelope.xml is None else "application/xml"}
    if judged.category is Category.RATE_LIMITED:
        headers.update(dict.fromkeys(envelope.reset_headers[:1], _WAIT))
    content = as_json(body) if envelope.xml is None else as_xml(body, envelope.xml)
    return SampleResponse(catalog.provider, code, status, headers, content, row, judged)


def _text_of(row: Row) -> str | None:
    """Return a text that the provider could send: one that the row's own template fits."""
    if row.text is not None and row.message is None:
        return fill(row.text)
    text = row.documentation
    is_silent = text is None and row.judged.category.is_error
    return row.judged.category.description if is_silent else text


def _code_of(row: Row) -> str:
    """Return a code that the row is for; empty where it is for none."""
    return fill(row.like) if row.like is not None else next(iter(row.all_codes()), "")


def _written(date: datetime) -> str:
    date = date.astimezone(UTC) if date.tzinfo else date
    return f"{date:%d.%m.%Y %H:%M}"
