"""A catalog as plain data: all that classification needs, with defaults applied.

It is JSON, so that it can be made once, when the package is built. After a change of its form,
change the format in ``_registry/compiled_files.py``: what an older release made is not read then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .models import resolve

if TYPE_CHECKING:
    from .fields import Span
    from .models import Catalog, Row, Variant


def compile_catalog(catalog: Catalog) -> dict[str, Any]:
    """Return a catalog as plain data."""
    return {
        "provider": catalog.provider,
        "title": catalog.title,
        "aliases": list(catalog.aliases),
        "hosts": list(catalog.hosts),
        "sdk": [named.model_dump() for named in catalog.sdk],
        "envelope": catalog.envelope.model_dump(mode="json", by_alias=True),
        "rows": [_compiled(row, table.source.url) for table, row in catalog.sourced_rows()],
    }


def _compiled(row: Row, source_url: str) -> dict[str, Any]:
    return {
        "label": row.label,
        "said": _said(row),
        "dated": [_said(variant) for variant in row.variants],
        "documentation": row.documentation,
        "source_url": source_url,
        "wait": row.wait,
        "codes": _ends(row.codes) if row.code is None else row.code,
        "http": _ends(row.http),
        "like": row.like,
        "text": row.text,
        "when": row.when and [[fact, list(texts)] for fact, texts in row.when],
    }


def _said(part: Row | Variant) -> list[Any]:
    said = resolve(part)
    return [said.category.value, said.retryable, said.retry_basis.value, said.outcome.value]


def _ends(span: Span | None) -> list[int] | None:
    return None if span is None else [span.first, span.last]
