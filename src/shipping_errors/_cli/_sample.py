"""``sample``: responses made from catalogs."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - typer reads the annotations
from http import HTTPStatus
from typing import Annotated

import typer

from shipping_errors import Classifier, UnknownProviderError
from shipping_errors.testing import SampleResponse, sample_response

from ._input import AnyStatus, AsJson, Catalogs, Provider, UsageError, read_status
from ._output import print_json, print_line


def sample(  # noqa: PLR0913, PLR0917 - the command's own arguments
    provider: Provider,
    code: Annotated[
        str,
        typer.Argument(
            help="A code of its catalog (write -- before a code that begins with -).",
            metavar="CODE",
        ),
    ],
    status: AnyStatus = "-",
    retry_date: Annotated[
        datetime | None,
        typer.Option(help="Put this date into the body; it changes the meaning of some codes."),
    ] = None,
    catalog: Catalogs = None,
    body: Annotated[bool, typer.Option("--body", help="Write only the body.")] = False,
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
        raise UsageError(str(error.args[0])) from None
    if json:
        print_json(_as_json(response))
    else:
        print_line(response.text if body else _as_http(response))


def _as_json(response: SampleResponse) -> dict[str, object]:
    headers = dict(response.headers)
    return {"status": response.status, "headers": headers, "body": response.json()}


def _as_http(response: SampleResponse) -> str:
    known = {status.value: f" {status.phrase}" for status in HTTPStatus}
    head = [f"HTTP/1.1 {response.status}{known.get(response.status, '')}"]
    headers = [f"{name}: {value}" for name, value in response.headers.items()]
    return "\n".join([*head, *headers, "", response.text])
