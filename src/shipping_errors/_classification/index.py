"""Prepare a catalog for look-ups: all work that does not need a response is done here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from shipping_errors._catalog_format.templates import Template, match, parse_template
from shipping_errors._vocabulary import Category, Outcome, RetryBasis

from .body import NOTHING_SAID, ParsedBody, ParseObject
from .compiled_parser import compile_parser
from .decode import XmlOfProvider
from .envelope import Envelope, read_envelope
from .rules import Rule, rule_of_category
from .templates import TemplateIndex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    CompiledRow = Mapping[str, Any]

_SUCCESSES = range(200, 300)
_CATEGORIES = {category.value: category for category in Category}
_BASES = {basis.value: basis for basis in RetryBasis}
_OUTCOMES = {outcome.value: outcome for outcome in Outcome}


class Alternative(NamedTuple):
    """The rows of one code, template or status that have the same conditions."""

    when: tuple[tuple[str, frozenset[str]], ...]
    text: Template | None
    by_status: dict[int, Rule]
    """The rows that name an HTTP status."""
    general: Rule | None
    """The row for all other statuses: the first that names none, else the first."""

    def rule_for(self, status: int | None, parsed: ParsedBody) -> Rule | None:
        """Return the rule if its conditions are met."""
        for fact, texts in self.when:
            if parsed.facts.get(fact) not in texts:
                return None
        if self.text is not None:
            message = parsed.message
            if message is None or match(self.text, message) is None:
                return None
        return (self.by_status.get(status) if status else None) or self.general


class SdkClass(NamedTuple):
    """An exception class of the provider's SDK, and its attributes; see ``SdkException``."""

    exception: str
    status: str | None
    body: str | None
    body_key: str | None
    headers: str | None


@dataclass(frozen=True, slots=True)
class Index:
    """A provider's rules by code, template, text and status, and how to read its bodies."""

    provider: str
    title: str
    sdk: tuple[SdkClass, ...]
    envelope: Envelope
    parse_object: ParseObject
    xml: XmlOfProvider | None
    reset_headers: tuple[str, ...]
    """In lower case."""
    code_in_every_answer: bool
    success_can_be_empty: bool
    by_code: dict[str, Rule]
    """For each code of unconditional rows the one that decides if no alternative does."""
    alternatives: dict[str | int, tuple[Alternative, ...]]
    """For the codes, and the statuses alone, of several rows, or of rows with conditions."""
    likes: TemplateIndex[Alternative]
    """The rows for codes that fit a template."""
    texts: TemplateIndex[Alternative]
    """The rows for messages that fit a template, whatever the code."""
    by_status: dict[int, Rule]
    """The rows for a status alone, and those whose code is their HTTP status."""
    is_empty: bool = False
    """Whether it replaces a catalog that can't be read."""


def build_index(compiled: Mapping[str, Any]) -> Index:
    """Index a catalog's plain data, as ``compile_catalog`` makes it."""
    envelope, provider = compiled["envelope"], compiled["provider"]
    by_key, likes, texts = _sorted_rows(compiled)
    by_status: dict[int, Rule] = {}
    by_code = {
        code: rule_of_category(f"{provider}:{code}", Category.OK)
        for code in envelope["success_codes"]
    }
    alternatives: dict[str | int, tuple[Alternative, ...]] = {}
    for key, rows in by_key.items():
        plain, found = _plain_rule(rows)
        if plain is not None and isinstance(key, int):
            by_status[key] = plain
        elif plain is not None and isinstance(key, str):
            by_code[key] = plain
        if found:
            alternatives[key] = found
    for key, rows in by_key.items():
        if isinstance(key, str):
            _add_status_row(by_status, key, rows)
    read = read_envelope(
        envelope,
        frozenset(code for code, rule in by_code.items() if rule.category is Category.OK),
    )
    return Index(
        provider=provider,
        title=compiled["title"],
        sdk=tuple(SdkClass(**named) for named in compiled["sdk"]),
        envelope=read,
        parse_object=compile_parser(read),
        xml=XmlOfProvider(_top_keys(read)) if envelope["xml"] else None,
        reset_headers=tuple(map(str.lower, envelope["reset_headers"])),
        code_in_every_answer=envelope["code_in_every_answer"],
        success_can_be_empty=envelope["success_can_be_empty"],
        by_code=by_code,
        alternatives=alternatives,
        likes=TemplateIndex(likes),
        texts=TemplateIndex(texts),
        by_status=by_status,
    )


def _sorted_rows(
    compiled: Mapping[str, Any],
) -> tuple[
    dict[str | int, list[tuple[CompiledRow, Rule]]],
    list[tuple[str, Alternative]],
    list[tuple[str, Alternative]],
]:
    """Return the rows by code or status, those with a template of codes, and those with a text."""
    by_key: dict[str | int, list[tuple[CompiledRow, Rule]]] = {}
    likes: list[tuple[str, Alternative]] = []
    texts: list[tuple[str, Alternative]] = []
    for row in compiled["rows"]:
        rule = _rule(f"{compiled['provider']}:{row['label']}", row, row["said"], row["dated"])
        if row["like"] is not None:
            likes.append((row["like"], _alternative([(row, rule)])))
        elif row["codes"] is None and row["text"] is not None:
            texts.append((row["text"], _alternative([(row, rule)])))
        else:
            keys = _numbers(row["http"]) if row["codes"] is None else _codes(row)
            for key in keys:
                by_key.setdefault(key, []).append((row, rule))
    return by_key, likes, texts


def empty_index(provider: str) -> Index:
    """Return an index without rows, for a provider whose catalog can't be read."""
    envelope = Envelope((), (), (), (), (), (), (), (), frozenset())
    return Index(
        provider=provider,
        title=provider,
        sdk=(),
        envelope=envelope,
        parse_object=lambda _: NOTHING_SAID,
        xml=None,
        reset_headers=(),
        code_in_every_answer=True,
        success_can_be_empty=False,
        by_code={},
        alternatives={},
        likes=TemplateIndex(()),
        texts=TemplateIndex(()),
        by_status={},
        is_empty=True,
    )


def _rule(label: str, row: CompiledRow, said: list[Any], dated: list[list[Any]]) -> Rule:
    category, retryable, retry_basis, outcome = said
    return Rule(
        label,
        _CATEGORIES[category],
        retryable=retryable,
        retry_basis=_BASES[retry_basis],
        outcome=_OUTCOMES[outcome],
        documentation=row["documentation"],
        source_url=row["source_url"],
        wait=row["wait"],
        if_dated=_rule(label, row, dated[0], []) if dated else None,
    )


def _codes(row: CompiledRow) -> Iterable[str]:
    codes = row["codes"]
    return (codes,) if isinstance(codes, str) else map(str, _numbers(codes))


def _numbers(ends: list[int] | None) -> Iterable[int]:
    return () if ends is None else range(ends[0], ends[1] + 1)


def _plain_rule(
    rows: list[tuple[CompiledRow, Rule]],
) -> tuple[Rule | None, tuple[Alternative, ...]]:
    """Return the rule without conditions for a key, and what is asked before it, if anything is."""
    row, rule = rows[0]
    if len(rows) == 1 and not row["when"] and row["text"] is None:
        return rule, ()
    found = tuple(_alternatives(rows))
    last = found[-1]
    return (None if last.when or last.text else last.general), found


def _alternatives(rows: list[tuple[CompiledRow, Rule]]) -> Iterator[Alternative]:
    """Yield the rows of one key by their conditions, in order, those without conditions last."""
    groups: dict[str, list[tuple[CompiledRow, Rule]]] = {}
    for row, rule in rows:
        groups.setdefault(f"{row['when']} {row['text']}", []).append((row, rule))
    found = list(map(_alternative, groups.values()))
    yield from (each for each in found if each.when or each.text)
    yield from (each for each in found if not each.when and not each.text)


def _alternative(rows: list[tuple[CompiledRow, Rule]]) -> Alternative:
    row = rows[0][0]
    by_status: dict[int, Rule] = {}
    for each, rule in rows:
        for status in _numbers(each["http"]):
            by_status.setdefault(status, rule)
    unnamed = (rule for each, rule in rows if each["http"] is None)
    # In a row with a text, the status must match; with a code, it only chooses among several rows.
    general = next(unnamed, None if row["text"] is not None else rows[0][1])
    return Alternative(
        when=tuple((fact, frozenset(texts)) for fact, texts in row["when"] or ()),
        text=parse_template(row["text"]) if row["text"] is not None else None,
        by_status=by_status,
        general=general,
    )


def _add_status_row(
    by_status: dict[int, Rule], code: str, rows: list[tuple[CompiledRow, Rule]]
) -> None:
    """Let a row whose code is its HTTP status decide for that status without a code, too."""
    if len(code) != 3 or not (code.isascii() and code.isdigit()):  # noqa: PLR2004 - a status
        return
    status = int(code)
    for row, rule in rows:
        if status in _numbers(row["http"]) and status not in _SUCCESSES and not row["when"]:
            by_status.setdefault(status, rule)


def _top_keys(envelope: Envelope) -> frozenset[str] | None:
    """Return the first keys of all paths; None if one of them begins with any key."""
    fields = (envelope.code, envelope.message, envelope.success, envelope.retryable)
    paths = [steps for field in (*fields, envelope.retry_date) for steps, _ in field]
    paths += [fact.at for fact in envelope.facts]
    paths += [field_error.at for field_error in envelope.field_errors]
    for place in envelope.errors:
        # An error's item may be in any object around it, the body included.
        paths += [place.at, *place.results, *(steps for steps, _ in place.item)]
    keys = {steps[0] for steps in paths if steps}
    return None if keys & {"*", "[]"} else frozenset(keys)
