"""A real response of each provider, out of the cases that the tests classify."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from .entries import SiteError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from shipping_errors import Classifier, NormalizedError

_LONGEST = 1_500


class Response(NamedTuple):
    """A response that a provider sends, and its error."""

    body: str
    """As it is shown, on several lines if it is JSON."""
    language: str
    """``json``, ``xml`` or ``text``."""
    source: str
    error: NormalizedError


class Reported(NamedTuple):
    """How a provider reports errors, by its cases."""

    example: Response
    within_success: bool
    """Whether an error comes with a 2xx status."""
    sells_labels: bool


def reported(classifier: Classifier, provider: str, folder: Path) -> Reported:
    """Read a provider's cases. Raises ``SiteError`` where none is an error that a row explains."""
    file = folder / provider / "cases.yaml"
    if not file.is_file():
        raise SiteError(f"{file} is missing: the page of {provider} shows a response out of it")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data = yaml.load(file.read_text(encoding="utf-8"), loader)  # noqa: S506 - the safe one
    errors = list(_errors(classifier, provider, data["cases"]))
    known = [case for case in errors if case.error.rule.startswith(f"{provider}:")]
    if not known:
        raise SiteError(f"{file}: the page of {provider} needs an error that a row explains")
    return Reported(
        min(known, key=_unfitness),
        any(200 <= (case.error.http_status or 0) < 300 for case in errors),  # noqa: PLR2004 - a success
        data.get("sells_labels", True),
    )


def _errors(
    classifier: Classifier, provider: str, cases: list[dict[str, Any]]
) -> Iterator[Response]:
    for case in cases:
        if "body" not in case or "headers" in case:  # bytes that are no text, or more than a body
            continue
        error = classifier.classify(provider, case["http_status"], case["body"])
        if error.is_error and error.http_status is not None:
            yield Response(*_shown(case["body"]), case["source"], error)


def _shown(body: str) -> tuple[str, str]:
    with suppress(ValueError):
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False), "json"
    return body.strip(), "xml" if body.lstrip()[:1] == "<" else "text"


def _unfitness(case: Response) -> tuple[bool, bool, bool, int]:
    """Order by what an example should be: seen and not made, short, and with some text."""
    return (
        case.source.startswith("made"),
        len(case.body) > _LONGEST,
        case.language == "text",
        -min(len(case.body), 250),
    )
