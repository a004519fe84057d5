"""An envelope becomes the function that reads a body's JSON object: ``plain_parser``, made fast.

An envelope does not change after it is loaded, so a function is generated for it, as the standard
library's ``dataclasses`` does: a third of the time of walking its paths at every call. For the
envelope ``{code: [meta.code, code], message: [meta.text]}`` it is

    def parse_object(body):
        object_1 = body.get('meta')
        if not isinstance(object_1, dict): object_1 = NOTHING
        value = object_1.get('code')
        if value is None: code = None
        elif type(value) is int and -MOST < value < MOST: code = str(value)
        else: code = as_code(value)
        if code is None:
            value = body.get('code')
            ...

Keys enter it as quoted text alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shipping_errors._scalars import LARGEST_NUMBER, as_code, as_flag, as_message

from .body import NO_FACTS, ParsedBody, ParseObject
from .field_errors import read_field_errors
from .listed_errors import find_listed_errors
from .paths import first_usable_at, is_anything_at, read_facts

if TYPE_CHECKING:
    from .envelope import Envelope, Paths, Steps, Usable

_FIELDS = ("code", "message", "success", "retryable", "retry_date")


def compile_parser(envelope: Envelope) -> ParseObject:
    """Generate the function for an envelope."""
    source = _Source(envelope)
    for field in _FIELDS:
        source.add_field(field, getattr(envelope, field))
    source.add_field_errors()
    source.add_listed_errors()
    source.lines += [
        "has_invalid_code = code is None and is_anything_at(body, CODE_PATHS)",
        f"return new(ParsedBody, ({', '.join(_FIELDS)}, field_errors, has_invalid_code, facts,",
        "    None, listed, has_results, False, False, False))",
    ]
    text = "\n    ".join(["def parse_object(body):", *source.lines])
    exec(text, source.names)  # noqa: S102 - our own text, see above
    parse_object: ParseObject = source.names["parse_object"]
    return parse_object


class _Source:
    """The lines of the function, and the names that they use."""

    def __init__(self, envelope: Envelope) -> None:
        self.lines: list[str] = []
        self.names: dict[str, Any] = {
            "CODE_PATHS": envelope.code,
            "ENVELOPE": envelope,
            "MOST": LARGEST_NUMBER,
            "NOTHING": {},
            "NO_FACTS": NO_FACTS,
            "ParsedBody": ParsedBody,
            "as_code": as_code,
            "as_message": as_message,
            "find_listed_errors": find_listed_errors,
            "first_usable_at": first_usable_at,
            "is_anything_at": is_anything_at,
            "new": tuple.__new__,  # ParsedBody's own takes twice as long
            "read_facts": read_facts,
            "read_field_errors": read_field_errors,
        }
        self._envelope = envelope
        self._objects: dict[Steps, str] = {(): "body"}

    def add_field(self, field: str, paths: Paths) -> None:
        """Read a field from the first of its paths that leads to something usable."""
        if not paths:
            self.lines.append(f"{field} = None")
        for number, (steps, usable) in enumerate(paths):
            lines = self._read(field, steps, usable, number)
            indent = "    " if number else ""
            self.lines += [f"if {field} is None:"] if number else []
            self.lines += [f"{indent}{line}" for line in lines]

    def _read(self, field: str, steps: Steps, usable: Usable, number: int) -> list[str]:
        # An object that only a later path leads through is not worth a look in every call.
        is_rare = number > 0 and steps[:-1] not in self._objects
        if not steps or "[]" in steps or is_rare:
            self.names[f"{field}_{number}"] = (steps, usable)
            return [f"{field} = first_usable_at(body, *{field}_{number})"]
        value = f"value = {self._value_at(steps)}"
        if usable is as_flag:
            return [value, f"{field} = value if value is True or value is False else None"]
        is_number = "elif type(value) is int and -MOST < value < MOST"
        name = usable.__name__ if usable in {as_code, as_message} else f"usable_{field}_{number}"
        self.names[name] = usable
        return [
            value,
            f"if value is None: {field} = None",
            *([f"{is_number}: {field} = str(value)"] if usable is as_code else []),
            f"else: {field} = {name}(value)",
        ]

    def add_field_errors(self) -> None:
        """Read the field errors; mostly there are none, which is seen at the first key."""
        self.lines.append("field_errors = ()")
        line = "field_errors = read_field_errors(body, ENVELOPE.field_errors)"
        for place in self._envelope.field_errors:
            head = _head(place.at)
            value = self._value_at(head) if head else "body"
            # At a path without lists, a text is the message; that is the usual case.
            is_text = "" if "[]" in place.at else " and type(value) is not str"
            self.lines += [
                f"value = {value}",
                f"if value{is_text} and not field_errors and code not in ENVELOPE.success_codes:",
                f"    {line}",
            ]

    def add_listed_errors(self) -> None:
        """Read the facts, and the listed errors, of which mostly there are none."""
        self.lines += [
            "facts = read_facts(body, ENVELOPE.facts, NO_FACTS)"
            if self._envelope.facts
            else "facts = NO_FACTS",
            "listed, has_results = (), False",
        ]
        self._add_if_anything(
            [place.at for place in self._envelope.errors],
            "listed, has_results = find_listed_errors(body, ENVELOPE, facts)",
        )

    def _add_if_anything(self, paths: list[Steps], line: str) -> None:
        """Add a line that runs only if there is anything at the beginning of one of the paths."""
        heads = list(map(_head, paths))
        if not all(heads):
            self.lines.append(line)
        elif heads:
            self.lines.append(f"if {' or '.join(map(self._value_at, heads))}:")
            self.lines.append(f"    {line}")

    def _value_at(self, steps: Steps) -> str:
        return f"{self._object_at(steps[:-1])}.get({steps[-1]!r})"

    def _object_at(self, steps: Steps) -> str:
        if steps not in self._objects:
            value = self._value_at(steps)
            name = self._objects[steps] = f"object_{len(self._objects)}"
            self.lines += [
                f"{name} = {value}",
                f"if type({name}) is not dict and not isinstance({name}, dict): {name} = NOTHING",
            ]
        return self._objects[steps]


def _head(path: Steps) -> Steps:
    """Return the keys of a path up to its first branch."""
    for position, step in enumerate(path):
        if step in {"[]", "*"}:
            return path[:position]
    return path
