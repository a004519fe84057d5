"""``stub``: catalogs made from responses."""

from __future__ import annotations

import re
from typing import Annotated

import typer

from shipping_errors import Classifier, UnknownProviderError, authoring
from shipping_errors._catalog_format.fields import PROVIDER_ID

from ._input import AnyStatus, Body, Catalogs, Provider, UsageError, read_body, read_status
from ._output import print_line


def stub(  # noqa: PLR0913, PLR0917 - the command's own arguments
    provider: Provider,
    body: Body = None,
    status: AnyStatus = "-",
    code_path: Annotated[
        str,
        typer.Option(
            help="The path of the code in the body, if the catalog has another: errors[].id."
        ),
    ] = "",
    new: Annotated[
        bool, typer.Option("--new", help="Start a catalog for a provider that has none yet.")
    ] = False,
    catalog: Catalogs = None,
) -> None:
    """Turn a response into catalog rows to fill in: one for each code that has no row yet.

    The result is an extension of the provider's catalog. Its rows are commented out, so it changes
    nothing yet. Fill it in, check it with 'lint', and pass it to Classifier(catalogs=[...]), or
    to these commands with --catalog. If the catalog finds no code in the body, the paths of codes
    and texts are guessed. With --new, the rows are not commented out: you can use the file as soon
    as you have filled in its source.

    Example: shipping-errors stub clickpost @captured.json > clickpost-more.yaml
    """
    classifier, http_status = Classifier(catalogs=catalog or ()), read_status(status)
    if new:
        _refuse_name(classifier, provider)
    known = None if new else classifier.catalog(provider)
    content = read_body(body)
    try:
        text = (
            authoring.new_stub(provider, http_status, content, code_path=code_path)
            if known is None
            else authoring.stub(known, http_status, content, code_path=code_path)
        )
    except ValueError as error:
        raise UsageError(str(error)) from None
    print_line(text, nl=False)


def _refuse_name(classifier: Classifier, provider: str) -> None:
    """Refuse a name that already has a catalog, or that is not an id."""
    if not re.fullmatch(PROVIDER_ID, provider):
        raise UsageError(f"{provider!r} is not an id: write lower case, digits and underscores")
    try:
        known = classifier.catalog(provider).provider
    except UnknownProviderError:
        return
    raise UsageError(f"{known!r} already has a catalog; leave out --new to extend it")
