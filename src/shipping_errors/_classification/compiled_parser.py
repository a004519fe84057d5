"""An envelope becomes the function that reads a body's JSON object.

Nothing about an envelope changes after it is loaded, so a function is written for it, as the
standard library's ``dataclasses`` does: a third of the time of going through its paths at every
call. For the envelope ``{code: [meta.code, code], message: [meta.text]}`` it is

    def parse_object(body):
        object_1 = body.get('meta')
        if not isinstance(object_1, dict): object_1 = NOTHING
        code = as_code(object_1.get('code'))
        if code is None: code = first_usable(body, other_code, as_code)
        message = as_message(object_1.get('text'))
        ...
        has_invalid_code = code is None and is_anything_at(body, code_paths)
        return new(ParsedBody, (code, message, ..., False))

Keys enter it as quoted text alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shipping_errors._scalars import as_code, as_flag, as_message, as_text

from .body import ParsedBody, ParseObject, field_errors, first_usable, is_anything_at

if TYPE_CHECKING:
    from shipping_errors._catalog_format.models import Envelope

_USABLE = {
    "code": as_code,
    "message": as_message,
    "success": as_flag,
    "retryable": as_flag,
    "retry_date": as_text,
}


def compile_parser(envelope: Envelope) -> ParseObject:
    """Write the function for an envelope."""
    source = _Source()
    for field, usable in _USABLE.items():
        source.add_field(field, usable.__name__, getattr(envelope, field))
    source.lines.append("errors = ()")
    for place in envelope.field_errors:
        source.add_place(place.at[0], place)
    paths = source.name("code_paths", envelope.code)
    source.lines += [
        f"has_invalid_code = code is None and is_anything_at(body, {paths})",
        f"return new(ParsedBody, ({', '.join(_USABLE)}, errors, has_invalid_code, False))",
    ]
    text = "\n    ".join(["def parse_object(body):", *source.lines])
    exec(text, source.names)  # noqa: S102 - our own text, see above
    parse_object: ParseObject = source.names["parse_object"]
    return parse_object


class _Source:
    """The lines of the function, and the names that they use."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.names: dict[str, Any] = {
            **{usable.__name__: usable for usable in _USABLE.values()},
            "NOTHING": {},
            "ParsedBody": ParsedBody,
            "field_errors": field_errors,
            "first_usable": first_usable,
            "is_anything_at": is_anything_at,
            "new": tuple.__new__,  # ParsedBody's own takes twice as long
        }
        self._objects: dict[tuple[str, ...], str] = {(): "body"}

    def add_field(self, field: str, usable: str, paths: tuple[tuple[str, ...], ...]) -> None:
        """Read a field from the first of its paths, and where that has nothing from the others."""
        if not paths:
            self.lines.append(f"{field} = None")
            return
        self.lines.append(f"{field} = {usable}({self._value_at(paths[0])})")
        if len(paths) > 1:
            others = self.name(f"other_{field}", paths[1:])
            self.lines.append(
                f"if {field} is None: {field} = first_usable(body, {others}, {usable})"
            )

    def add_place(self, head: tuple[str, ...], place: object) -> None:
        """Read a place of field errors. Mostly nothing is there, which is seen at once."""
        value = self._value_at(head)
        name = self.name(f"place_{len(self.lines)}", place)
        self.lines += [
            f"listed = {value} if not errors else None",
            f"if listed and not isinstance(listed, str): errors = field_errors({name}, listed)",
        ]

    def _value_at(self, path: tuple[str, ...]) -> str:
        return f"{self._object_at(path[:-1])}.get({path[-1]!r})"

    def _object_at(self, path: tuple[str, ...]) -> str:
        if path not in self._objects:
            value = self._value_at(path)
            name = self._objects[path] = f"object_{len(self._objects)}"
            self.lines += [
                f"{name} = {value}",
                f"if not isinstance({name}, dict): {name} = NOTHING",
            ]
        return self._objects[path]

    def name(self, name: str, value: object) -> str:
        """Let the function use a value by a name."""
        self.names[name] = value
        return name
