"""The providers' folders: ``rows.tsv`` is what each documents, ``cases.yaml`` what each sends.

Both are the tests' own transcription: nothing in them comes from a catalog.
"""

from __future__ import annotations

import base64
import csv
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

HERE = Path(__file__).parent
PROVIDERS = sorted(
    folder.name for folder in HERE.iterdir() if folder.is_dir() and not folder.name.startswith("_")
)
NOW = 1_795_000_000.0
"""When the responses came, unless a case says otherwise: 2026-11-18 11:06:40 UTC."""

Conditions = tuple[tuple[str, tuple[str, ...]], ...]
"""The ``when`` of a row: for each fact the texts that fit, both sorted."""


class ExpectedRow(NamedTuple):
    """A line of ``rows.tsv``: what the documentation says, and our reading of it."""

    provider: str
    http: str
    code: str
    like: str
    text: str
    when: str
    documented: str
    wait: str
    category: str
    retryable: str
    outcome: str
    said: str

    @property
    def rule(self) -> str:
        """The rule that names the row."""
        named = _without_spaces(self.code) or self.like or self.text
        return f"{self.provider}:{named or f'http:{_without_spaces(self.http)}'}"

    @property
    def label(self) -> str:
        """The rule without the provider."""
        return self.rule.removeprefix(f"{self.provider}:")

    @property
    def conditions(self) -> Conditions:
        """``when``, parsed."""
        parts = (part.partition("=") for part in self.when.split("; ") if part)
        return conditions({fact: texts.split("|") for fact, _, texts in parts})

    def codes(self) -> list[str]:
        """Every code of the row."""
        return _numbers(self.code) or ([self.code] if self.code else [])

    def statuses(self) -> list[int]:
        """Every HTTP status of the row."""
        return [int(number) for number in _numbers(self.http) or filter(None, [self.http])]


class Case(NamedTuple):
    """A response that a provider sends, and what its error must be."""

    provider: str
    name: str
    source: str
    http_status: int | None
    body: bytes
    expected: dict[str, Any]
    headers: Any
    now: float


class Folder(NamedTuple):
    """Everything in ``cases.yaml``."""

    aliases: list[str]
    body_with_code: Any
    sells_labels: bool
    maybe_bought_twice: list[str]
    safe_to_repeat: dict[str, str]
    cases: list[Case]


@cache
def rows(provider: str) -> list[ExpectedRow]:
    """Read a provider's ``rows.tsv``."""
    with (HERE / provider / "rows.tsv").open(encoding="utf-8", newline="") as file:
        head, *lines = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
    assert tuple(head) == ExpectedRow._fields[1:]
    return [ExpectedRow(provider, *line) for line in lines]


@cache
def folder(provider: str) -> Folder:
    """Read a provider's ``cases.yaml``."""
    text = (HERE / provider / "cases.yaml").read_text(encoding="utf-8")
    data = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - the safe one, in C where it is there
    return Folder(
        aliases=data["aliases"],
        body_with_code=data.get("body_with_code"),
        sells_labels=data.get("sells_labels", True),
        maybe_bought_twice=data["maybe_bought_twice"],
        safe_to_repeat=data.get("safe_to_repeat", {}),
        cases=[_case(provider, case) for case in data["cases"]],
    )


def _case(provider: str, case: Mapping[str, Any]) -> Case:
    return Case(
        provider,
        case["name"],
        case["source"],
        case["http_status"],
        _body(case),
        case["expected"],
        case.get("headers"),
        float(case.get("now", NOW)),
    )


def _body(case: Mapping[str, Any]) -> bytes:
    """Return the bytes of a body; ``body_base64`` is for those that are not UTF-8 text."""
    if "body_base64" in case:
        return base64.b64decode(case["body_base64"], validate=True)
    text: str = case["body"]
    return text.encode()


def conditions(when: Mapping[str, Any]) -> Conditions:
    """Return the texts that fit for each fact, both sorted."""
    return tuple(sorted((fact, tuple(sorted(texts))) for fact, texts in when.items()))


def _without_spaces(span: str) -> str:
    return re.sub(r"^(\d+) - (\d+)$", r"\1-\2", span)


def _numbers(span: str) -> list[str]:
    """Return all numbers of ``500 - 504``; none of what is no range."""
    ends = re.fullmatch(r"(\d+) - (\d+)", span)
    return [str(number) for number in range(int(ends[1]), int(ends[2]) + 1)] if ends else []


ROWS = [row for provider in PROVIDERS for row in rows(provider)]
CASES = [case for provider in PROVIDERS for case in folder(provider).cases]
