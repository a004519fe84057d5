"""Errors without the text of a response, for logs and whatever else must stay private."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias, cast, get_args

from shipping_errors._scalars import looks_like_code

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shipping_errors._normalized_error import NormalizedError

    from .index import Index

LiveField: TypeAlias = Literal["field_errors", "item"]


def kept_fields(names: Iterable[str]) -> frozenset[LiveField]:
    """Return the names of the fields to keep.

    Raises ``TypeError`` for a text instead of a list, and ``ValueError`` for another name.
    """
    if isinstance(names, str):
        raise TypeError(f"keep is a list of names: write keep=[{names!r}]")
    kept, known = frozenset(names), get_args(LiveField)
    if not kept <= set(known):
        other = ", ".join(map(repr, sorted(kept - set(known))))
        raise ValueError(f"keep takes {' and '.join(map(repr, known))}, not {other}")
    return cast("frozenset[LiveField]", kept)


def without_live_text(
    index: Index, error: NormalizedError, kept: frozenset[str]
) -> NormalizedError:
    """Return the error, and those that it lists, without what may be personal data.

    A row's own text and the category's sentence stay: neither comes from a response.
    """
    code = error.code
    # Not where it only fits a template: the hole can hold any text.
    is_known = code in index.by_code or code in index.alternatives
    is_code = code is not None and (is_known or looks_like_code(code))
    return error.model_copy(
        update={
            "message": error.documentation or error.category.description,
            "code": code if is_code else None,
            "field_errors": error.field_errors if "field_errors" in kept else (),
            "item": error.item if "item" in kept else None,
            "errors": tuple(without_live_text(index, each, kept) for each in error.errors),
        }
    )
