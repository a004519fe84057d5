"""``sample`` and ``stub``: bodies out of catalogs, and catalogs out of bodies."""

from __future__ import annotations

import re
from datetime import datetime  # noqa: TC003 - typer reads the annotations
from http import HTTPStatus
from typing import Annotated, Any

import typer
from pydantic_core import from_json

from shipping_errors import Classifier, UnknownProviderError
from shipping_errors._catalog import PROVIDER_ID
from shipping_errors._stub import new_stub, places_of_codes
from shipping_errors._stub import stub as write_stub
from shipping_errors.testing import SampleResponse, sample_response

from ._input import (
    AsJson,
    Body,
    Catalogs,
    Mistake,
    Provider,
    read_body,
    read_status,
)
from ._output import say, say_json, warn

_AnyStatus = Annotated[
    str, typer.Option("--status", help="The HTTP status.", metavar="STATUS", show_default=False)
]


def sample(  # noqa: PLR0913, PLR0917 - the command's own arguments
    provider: Provider,
    code: Annotated[
        str,
        typer.Argument(
            help="A code of its catalog; one that begins with - stands behind --.", metavar="CODE"
        ),
    ],
    status: _AnyStatus = "-",
    retry_date: Annotated[
        datetime | None,
        typer.Option(help="Put this date into the body, for codes that mean something else then."),
    ] = None,
    catalog: Catalogs = None,
    body: Annotated[bool, typer.Option("--body", help="Write the body alone.")] = False,
    json: AsJson = False,
) -> None:
    """Write the response that a provider would send for a code.

    Example: shipping-errors sample clickpost 323 --body | shipping-errors classify clickpost 200
    """
    http_status, classifier = read_status(status), Classifier(catalogs=catalog or ())
    try:
        response = sample_response(
            provider, code, http_status=http_status, retry_date=retry_date, classifier=classifier
        )
    except UnknownProviderError:
        raise
    except (LookupError, ValueError) as error:
        raise Mistake(str(error.args[0])) from None
    if json:
        say_json(_as_json(response))
    else:
        say(response.text if body else _as_http(response))


def _as_json(response: SampleResponse) -> dict[str, object]:
    headers = dict(response.headers)
    return {"status": response.status, "headers": headers, "body": response.json()}


def _as_http(response: SampleResponse) -> str:
    known = {status.value: f" {status.phrase}" for status in HTTPStatus}
    head = [f"HTTP/1.1 {response.status}{known.get(response.status, '')}"]
    headers = [f"{name}: {value}" for name, value in response.headers.items()]
    return "\n".join([*head, *headers, "", response.text])


def stub(  # noqa: PLR0913, PLR0917 - the command's own arguments
    provider: Provider,
    body: Body = None,
    status: _AnyStatus = "-",
    code_path: Annotated[
        str, typer.Option(help="Where the code stands in the body, if the catalog looks elsewhere.")
    ] = "",
    new: Annotated[
        bool, typer.Option("--new", help="The provider has no catalog yet: begin one.")
    ] = False,
    catalog: Catalogs = None,
) -> None:
    """Turn a body that nothing knows into a catalog row, ready to fill in.

    The result is an extension of the provider's catalog. Fill it in, check it with 'lint', and
    pass it to Classifier(catalogs=[...]), or to these commands with --catalog.

    Example: shipping-errors stub clickpost @captured.json > clickpost-more.yaml
    """
    classifier, http_status = Classifier(catalogs=catalog or ()), read_status(status)
    if new:
        _refuse_name(classifier, provider)
        code = _code_at(code_path, read_body(body))
        say(new_stub(provider, http_status, code, code_path), nl=False)
        return
    known, content = classifier.catalog(provider), read_body(body)
    answer = classifier.classify(provider, http_status, content)
    found = _code_at(code_path, content) if code_path else answer.code
    if found is None:
        paths = " or ".join(known.envelope.model_dump()["code"])
        raise Mistake(f"there is no code at {paths or 'any path'}; {_places(content)}")
    if known.rows_for(found):
        warn(f"code {found} has a row already; this one will take its place ({answer.rule})")
    say(write_stub(known, answer, found, code_path), nl=False)


def _refuse_name(classifier: Classifier, provider: str) -> None:
    """Refuse a name that a catalog has, or that is no id."""
    if not re.fullmatch(PROVIDER_ID, provider):
        raise Mistake(f"{provider!r} is no id: write lower case, digits and underscores")
    try:
        known = classifier.catalog(provider).provider
    except UnknownProviderError:
        return
    raise Mistake(f"{known!r} has a catalog already; leave out --new to extend it")


def _decoded(content: bytes | None) -> Any:  # noqa: ANN401 - any JSON value
    try:
        return from_json(content or b"null")
    except ValueError:
        return None


def _code_at(path: str, content: bytes | None) -> str:
    for place, code in places_of_codes(_decoded(content)):
        if place == path:
            return code
    raise Mistake(f"there is no code at {path or 'any path'}; {_places(content)}")


def _places(content: bytes | None) -> str:
    places = [f"{place} is {code}" for place, code in places_of_codes(_decoded(content))]
    if not places:
        return "the body has nothing that could be a code"
    return f"if it stands elsewhere, say so with --code-path: {', '.join(places)}"
