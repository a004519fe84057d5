"""``stub``: catalogs out of bodies."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any

import typer
from pydantic_core import from_json

from shipping_errors import Classifier, UnknownProviderError, authoring
from shipping_errors._catalog_format.fields import PROVIDER_ID
from shipping_errors._scalars import as_code

from ._input import AnyStatus, Body, Catalogs, Provider, UsageError, read_body, read_status
from ._output import print_line, print_warning

if TYPE_CHECKING:
    from collections.abc import Iterator


def stub(  # noqa: PLR0913, PLR0917 - the command's own arguments
    provider: Provider,
    body: Body = None,
    status: AnyStatus = "-",
    code_path: Annotated[
        str, typer.Option(help="The path to the code in the body, if the catalog looks elsewhere.")
    ] = "",
    new: Annotated[
        bool, typer.Option("--new", help="The provider has no catalog yet: begin one.")
    ] = False,
    catalog: Catalogs = None,
) -> None:
    """Turn a body that no row knows into a catalog row, ready to fill in.

    The result is an extension of the provider's catalog, whose row is commented out: it changes
    nothing yet. Fill it in, check it with 'lint', and pass it to Classifier(catalogs=[...]), or
    to these commands with --catalog. With --new the row counts at once.

    Example: shipping-errors stub clickpost @captured.json > clickpost-more.yaml
    """
    classifier, http_status = Classifier(catalogs=catalog or ()), read_status(status)
    if new:
        _refuse_name(classifier, provider)
        code = _code_at(code_path, read_body(body))
        print_line(authoring.new_stub(provider, http_status, code, code_path), nl=False)
        return
    known, content = classifier.catalog(provider), read_body(body)
    error = classifier.classify(provider, http_status, content)
    found = _code_at(code_path, content) if code_path else error.code
    if found is None:
        paths = " or ".join(known.envelope.model_dump()["code"])
        raise UsageError(f"there is no code at {paths or 'any path'}; {_places(content)}")
    if known.rows_for(found):
        print_warning(
            f"code {found} has a row already; this one would take its place ({error.rule})"
        )
    print_line(authoring.stub(known, error, found, code_path), nl=False)


def _refuse_name(classifier: Classifier, provider: str) -> None:
    """Refuse a name that a catalog has, or that is not an id."""
    if not re.fullmatch(PROVIDER_ID, provider):
        raise UsageError(f"{provider!r} is not an id: write lower case, digits and underscores")
    try:
        known = classifier.catalog(provider).provider
    except UnknownProviderError:
        return
    raise UsageError(f"{known!r} has a catalog already; leave out --new to extend it")


def _decoded(content: bytes | None) -> Any:  # noqa: ANN401 - any JSON value
    try:
        return from_json(content or b"null")
    except ValueError:
        return None


def _code_at(path: str, content: bytes | None) -> str:
    for place, code in _places_of_codes(_decoded(content)):
        if place == path:
            return code
    raise UsageError(f"there is no code at {path or 'any path'}; {_places(content)}")


def _places(content: bytes | None) -> str:
    places = [f"{place} is {code}" for place, code in _places_of_codes(_decoded(content))]
    if not places:
        return "the body has nothing that could be a code"
    return f"if it is elsewhere, say so with --code-path: {', '.join(places)}"


def _places_of_codes(data: object, path: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Yield all paths in a decoded body to what can be a code, each with the code."""
    if isinstance(data, dict):
        for key, value in data.items():
            if isinstance(key, str) and key and not set(key) & set(".[]*"):
                yield from _places_of_codes(value, (*path, key))
    elif path and (code := as_code(data)) is not None:
        yield ".".join(path), code
