"""The lines of a generated parser: how a value at a path becomes code, text or flag.

Each line says what ``paths.first_usable`` says, for the exact types that decoded JSON has. What is
of another type goes to the functions that plain code calls. Keys enter as quoted text alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shipping_errors._scalars import (
    LONGEST_CODE,
    LONGEST_MESSAGE,
    as_code,
    as_date_text,
    as_flag,
    as_message,
)

from .envelope import KEY
from .listed_errors import as_field
from .paths import as_fact, first_usable_at

if TYPE_CHECKING:
    from .envelope import FactAt, Paths, Steps, Usable

_NUMBER = "elif type(value) is int and -1_000_000_000 < value < 1_000_000_000: {field} = str(value)"
_CODE = (
    "elif type(value) is str and value and value.isprintable() and ' ' not in value"
    " and len(value) <= LONGEST_CODE: {field} = value"
)
_MESSAGE = (
    "elif type(value) is str and value.isprintable() and '<' not in value"
    " and len(value) <= LONGEST_MESSAGE: {field} = value.strip() or None"
)
_TEXT = "elif type(value) is str: {field} = value"
_FLAG = "elif value is True or value is False: {field} = value"
_SHORT_CUTS: dict[Usable, tuple[str, tuple[str, ...]]] = {
    as_code: ("as_code", (_NUMBER, _CODE)),
    as_fact: ("as_fact", (_NUMBER, _CODE)),
    as_date_text: ("as_date_text", (_TEXT, _NUMBER)),
    as_message: ("as_message", (_MESSAGE,)),
    as_field: ("as_field", (_MESSAGE,)),
    as_flag: ("as_flag", (_FLAG,)),
}
"""By function its name, and what it does with the types that most values have."""


class ParserSource:
    """The lines that read fields of one object, and the names that they use."""

    def __init__(self, root: str) -> None:
        """Take the name of the object in the lines."""
        self.root = root
        self.lines: list[str] = []
        self.names: dict[str, Any] = {
            "LONGEST_CODE": LONGEST_CODE,
            "LONGEST_MESSAGE": LONGEST_MESSAGE,
            "NOTHING": {},
            "first_usable_at": first_usable_at,
        }
        self._objects: dict[Steps, str] = {(): root}
        self._count = 0

    def add_field(self, field: str, paths: Paths, *, then: str = "", key: str = "") -> None:
        """Read a field from the first of its paths that leads to something usable.

        ``then`` is a statement for what is at a path without lists and not of a usual type, and
        ``key`` the name of the key that the path ``*`` means.
        """
        if not paths:
            self.lines.append(f"{field} = None")
        for number, (steps, usable) in enumerate(paths):
            if number == 0:
                self.lines += self._read(field, steps, usable, then, key)
                continue
            # An object that only later paths lead through is looked at where they are asked.
            outside, objects = self.lines, self._objects
            self.lines, self._objects = [], dict(objects)
            inside = self._read(field, steps, usable, then, key)
            block = [*self.lines, *inside]
            self.lines, self._objects = outside, objects
            self.lines += [f"if {field} is None:", *(f"    {line}" for line in block)]

    def _read(self, field: str, steps: Steps, usable: Usable, then: str, key: str) -> list[str]:
        if not steps or "[]" in steps:
            return self._read_generally(field, steps, usable)
        value = key if key and steps == KEY else self.value_at(steps)
        name, short_cuts = self._short_cuts(usable)
        return [
            f"value = {value}",
            f"if value is None: {field} = None",
            *(line.format(field=field) for line in short_cuts),
            f"else: {field} = {name}(value){then and '; '}{then}",
        ]

    def _short_cuts(self, usable: Usable) -> tuple[str, tuple[str, ...]]:
        name, lines = _SHORT_CUTS.get(usable, ("", ()))
        name = name or self.name_of(usable)
        self.names[name] = usable
        return name, lines

    def _read_generally(self, field: str, steps: Steps, usable: Usable) -> list[str]:
        path = self.name_of((steps, usable))
        return [
            f"if {self.leads_to(steps)} is None: {field} = None",
            f"else: {field} = first_usable_at({self.root}, *{path})",
        ]

    def add_facts(self, facts: tuple[FactAt, ...], known: str, matched_key: str) -> None:
        """Read the facts, beside those that are known; both names are of the lines."""
        self.lines.append(f"facts = {{**{known}}}" if facts else f"facts = {known}")
        for name, at, text in facts:
            if text is not None:
                self.lines.append(f"facts[{name!r}] = {text!r}")
                continue
            if at == KEY:
                self.lines.append(f"fact = {matched_key}")
            else:
                self.add_field("fact", ((at, as_fact),) if at else ())
            self.lines.append(f"if fact is not None: facts[{name!r}] = fact")

    def value_at(self, steps: Steps) -> str:
        """Return the text for the value at a path without branches."""
        return f"{self._object_at(steps[:-1])}.get({steps[-1]!r})"

    def leads_to(self, steps: Steps) -> str:
        """Return the text for the value where a path first branches; it may be put into ``value``.

        No object is looked at before it is asked whether there is one.
        """
        keys = keys_before_branch(steps)
        if not keys:
            return self.root
        known = next(end for end in range(len(keys) - 1, -1, -1) if keys[:end] in self._objects)
        text = f"{self._objects[keys[:known]]}.get({keys[known]!r})"
        for key in keys[known + 1 :]:
            is_object = f"(value := {text}) is not None and isinstance(value, dict)"
            text = f"(value.get({key!r}) if {is_object} else None)"
        return text

    def name_of(self, thing: object) -> str:
        """Return a new name for a thing that the lines use."""
        self._count += 1
        name = f"given_{self._count}"
        self.names[name] = thing
        return name

    def _object_at(self, steps: Steps) -> str:
        if steps not in self._objects:
            value = self.value_at(steps)
            self._count += 1
            name = self._objects[steps] = f"object_{self._count}"
            self.lines += [
                f"{name} = {value}",
                f"if type({name}) is not dict and not isinstance({name}, dict): {name} = NOTHING",
            ]
        return self._objects[steps]


def keys_before_branch(path: Steps) -> Steps:
    """Return the keys of a path up to its first branch."""
    for position, step in enumerate(path):
        if step in {"[]", "*"}:
            return path[:position]
    return path
