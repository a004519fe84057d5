"""Generate a fast function from an envelope, which reads the same values as ``plain_parser``.

An envelope does not change after it is loaded. So a function is generated for it, as the standard
library's ``dataclasses`` does. It takes a third of the time of following the paths at every call.
For the envelope ``{code: [meta.code, code], message: [meta.text]}`` it begins with:

    def parse(body):
        has_invalid_code = False
        object_1 = body.get('meta')
        if type(object_1) is not dict and not isinstance(object_1, dict): object_1 = NOTHING
        value = object_1.get('code')
        if value is None: code = None
        elif type(value) is int and -LARGEST < value < LARGEST: code = str(value)
        elif ...
        else: code = as_code(value); has_invalid_code = True
        if code is None:
            value = body.get('code')
            ...

A second function of the same kind reads each error of a list.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from shipping_errors._normalized_error import field_error

from .body import NO_FACTS, ParsedBody, ParseObject, has_common_error
from .field_errors import read_field_errors
from .listed_errors import ListedErrors, ReadError, as_field, item_around, read_listed_error
from .parser_source import ParserSource
from .paths import is_anything_at

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .envelope import Envelope, FieldErrorsAt, ListedAt

_FIELDS = ("code", "message", "success", "retryable", "retry_date")


def compile_parser(envelope: Envelope) -> ParseObject:
    """Generate the function that reads a body."""
    source = ParserSource("body")
    source.names |= {"SUCCESS_CODES": envelope.success_codes, "has_common_error": has_common_error}
    _add_code(source, envelope)
    for field in _FIELDS[1:]:
        source.add_field(field, getattr(envelope, field))
    condition = "code not in SUCCESS_CODES" if envelope.success_codes else ""
    _add_field_errors(source, envelope.field_errors, condition)
    source.add_facts(envelope.facts, "NO_FACTS", "None")
    _add_listed_errors(source, envelope)
    source.lines += [
        "has_error = False",
        "if (code is None or code in SUCCESS_CODES) and not listed:",
        "    has_error = has_common_error(body)",
    ]
    values = {name: name for name in ("has_invalid_code", "listed", "has_results")}
    parse: ParseObject = _function(source, "body", {**values, "has_common_error": "has_error"})
    return parse


def compile_error_reader(place: ListedAt) -> ReadError:
    """Generate the function that reads one listed error."""
    source = ParserSource("data")
    source.names |= {
        "read_plainly": partial(read_listed_error, place),
        "field_error": field_error,
        "item_around": item_around,
        "item_paths": place.item,
    }
    source.lines.append(
        "if type(data) is not dict: return read_plainly(data, known, scopes, matched_key)"
    )
    source.add_field("code", place.code, key="matched_key")
    source.add_field("message", place.message)
    source.lines.append("if code is None and message is None: return None")
    source.add_field("retryable", place.retryable)
    source.add_field("retry_date", place.retry_date)
    _add_field_errors(source, place.field_errors, "")
    if place.field:
        source.add_field(
            "field", tuple((steps, as_field) for steps in place.field), key="matched_key"
        )
        source.lines.append(
            "if field is not None: field_errors = (field_error(field, message or ''),)"
        )
    source.add_facts(place.facts, "known", "matched_key")
    source.add_field("item", place.item, key="matched_key")
    if place.item:
        source.lines.append("if item is None: item = item_around(scopes, item_paths, matched_key)")
    arguments = "data, known, scopes, matched_key"
    read: ReadError = _function(source, arguments, {"success": "False", "item": "item"})
    return read


def _add_code(source: ParserSource, envelope: Envelope) -> None:
    """Read the code, and whether there is a value in its place that can't be a code."""
    source.lines.append("has_invalid_code = False")
    source.add_field("code", envelope.code, then="has_invalid_code = True")
    source.lines.append("if code is not None: has_invalid_code = False")
    in_lists = tuple(path for path in envelope.code if "[]" in path[0] or not path[0])
    if in_lists:
        source.names["is_anything_at"] = is_anything_at
        source.lines.append(
            "elif not has_invalid_code: has_invalid_code = "
            f"is_anything_at(body, {source.name_of(in_lists)})"
        )


def _add_field_errors(
    source: ParserSource, places: tuple[FieldErrorsAt, ...], condition: str
) -> None:
    """Read the field errors; usually there are none, and the first key shows it."""
    source.lines.append("field_errors = ()")
    if not places:
        return
    # At a path without lists, a text is the message; that is the usual case.
    found = " or ".join(
        f"({source.leads_to(place.at)})"
        if "[]" in place.at
        else f"((value := {source.leads_to(place.at)}) and type(value) is not str)"
        for place in places
    )
    source.names["read_field_errors"] = read_field_errors
    source.lines += [
        f"if ({found}){condition and f' and {condition}'}:",
        f"    field_errors = read_field_errors({source.root}, {source.name_of(places)})",
    ]


def _add_listed_errors(source: ParserSource, envelope: Envelope) -> None:
    """Read the listed errors at the first path that has any; usually there are none."""
    source.lines.append("listed, has_results = (), False")
    for number, place in enumerate(envelope.errors):
        errors = ListedErrors(place, envelope.success_codes, compile_error_reader)
        first = "not listed and " if number else ""
        source.lines.append(
            f"if {first}{source.leads_to(place.at)}: "
            f"listed, has_results = {source.name_of(errors.find)}(body, facts)"
        )


_VALUES = {
    "code": "code",
    "message": "message",
    "success": "success",
    "retryable": "retryable",
    "retry_date": "retry_date",
    "field_errors": "field_errors",
    "has_invalid_code": "False",
    "facts": "facts",
    "item": "None",
    "listed": "()",
    "has_results": "False",
    "is_not_structured": "False",
    "is_empty": "False",
    "has_common_error": "False",
}
"""The default expression of a generated function for each slot of a ``ParsedBody``."""


def _function(source: ParserSource, arguments: str, values: Mapping[str, str]) -> Any:  # noqa: ANN401 - as its lines say
    """Make the function from its lines; the last step sets all slots of the result."""
    slots = {**_VALUES, **values}
    source.names |= {"new": object.__new__, "NO_FACTS": NO_FACTS, "ParsedBody": ParsedBody}
    lines = [
        f"def parse({arguments}):",
        *source.lines,
        "parsed = new(ParsedBody)",
        *(f"parsed.{slot} = {value}" for slot, value in slots.items()),
        "return parsed",
    ]
    exec("\n    ".join(lines), source.names)  # noqa: S102 - our own text, see above
    return source.names["parse"]
