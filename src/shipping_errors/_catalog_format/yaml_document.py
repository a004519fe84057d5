"""YAML as plain data, with the position of everything in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from shipping_errors._errors import Problem
from shipping_errors._scalars import is_visible, visible

from .pyyaml import SafeConstructor, yaml
from .yaml_limits import check_size

Location = tuple[str | int, ...]
"""Keys and indexes from the top: ``("tables", 0, "rows", 3, "code")``."""

Position = tuple[int, int]
"""A line and a column, from 1."""

_MOST_PROBLEMS = 1_000
_LONGEST_NUMBER = 100
_LONGEST_TEXT = 2_000
_LONGEST_LIST = 500
_LONG_LISTS = {("tables",), ("rows",)}

_Loader: Any = getattr(
    yaml, "CSafeLoader", yaml.SafeLoader
)  # a PyYAML built without libyaml has none


_NOT_VISIBLE = "write text on one line, without control characters and marks of direction"

# 1:30 is 90 to YAML, by the minutes of an hour.
_NUMBERS = {"tag:yaml.org,2002:int", "tag:yaml.org,2002:float"}

# What the library raises of a tag that does not fit its text. Not everything: a full stack is no
# mistake of the file.
_WRONG_TAG = (yaml.YAMLError, ValueError, LookupError, AttributeError, TypeError, ArithmeticError)


@dataclass(slots=True)
class Document:
    """A parsed file, and the positions of its parts. ``problems`` is empty for valid YAML."""

    file: str
    data: Any = None
    problems: list[Problem] = field(default_factory=list[Problem])
    values: dict[Location, Position] = field(default_factory=dict[Location, Position])
    keys: dict[Location, Position] = field(default_factory=dict[Location, Position])
    spellings: dict[Location, str] = field(default_factory=dict[Location, str])

    def problem(self, location: Location, rule: str, message: str, *, key: bool = False) -> None:
        """Note a problem with the value, or the key, at a location; of very many the first."""
        if len(self.problems) == _MOST_PROBLEMS:
            self.problems.append(Problem(self.file, 1, 1, "too-many", "and there are more"))
        if len(self.problems) > _MOST_PROBLEMS:
            return
        positions = self.keys if key else self.values
        while location and location not in positions:
            location = location[:-1]  # the parts of a short form have no position
        line, column = positions.get(location, (1, 1))
        self.problems.append(Problem(self.file, line, column, rule, message))


def parse(file: str, content: bytes) -> Document:
    """Parse YAML, always safely; every mistake is noted, none raises."""
    document = Document(file)
    try:
        text = content.decode("utf-8-sig")
        check_size(text, _Loader)
        root = yaml.compose(text, Loader=_Loader)
        if root is None:
            document.problems.append(Problem(file, 1, 1, "not-yaml", "the file is empty"))
        else:
            document.data = _Reader(document).read(root, ())
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - content.rfind(b"\n", 0, error.start)
        document.problems.append(
            Problem(file, line, column, "not-utf-8", "write the file in UTF-8")
        )
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        text = ", ".join(filter(None, [error.context, error.problem]))
        document.problems.append(Problem(file, line, column, "not-yaml", text))
    except yaml.YAMLError as error:
        document.problems.append(Problem(file, 1, 1, "not-yaml", " ".join(str(error).split())))
    return document


class _Reader:
    """Turns nodes into data, and notes the position of each."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._scalars = SafeConstructor()
        self._seen: set[int] = set()

    def read(self, node: yaml.Node, location: Location) -> Any:  # noqa: ANN401 - any YAML value
        mark = node.start_mark
        self._document.values[location] = (mark.line + 1, mark.column + 1)
        if id(node) in self._seen:
            self._document.problem(
                location, "alias", "anchors are not used in catalogs; write it out"
            )
            return None
        self._seen.add(id(node))
        if isinstance(node, yaml.CollectionNode):
            self._check_length(node, location)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, location)
        if isinstance(node, yaml.SequenceNode):
            return [self.read(item, (*location, index)) for index, item in enumerate(node.value)]
        return self._scalar(node, location)

    def _check_length(self, node: yaml.CollectionNode, location: Location) -> None:
        """Refuse what would take time in every call, or at every look-up of a name."""
        if len(node.value) > _LONGEST_LIST and location[-1:] not in _LONG_LISTS:
            message = f"only 'tables' and 'rows' have more than {_LONGEST_LIST} items"
            self._document.problem(location, "too-long", message)
            del node.value[_LONGEST_LIST:]

    def _mapping(self, node: yaml.MappingNode, location: Location) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            is_text = isinstance(key_node, yaml.ScalarNode)
            key = str(key_node.value)[:_LONGEST_TEXT] if is_text else "a list or map"
            place = (*location, key)
            mark = key_node.start_mark
            if place in self._document.keys:
                first = self._document.keys[place][0]
                self._document.keys[place] = (mark.line + 1, mark.column + 1)
                self._document.problem(
                    place,
                    "duplicate-key",
                    f"{key!r} is on line {first} already; keep one",
                    key=True,
                )
                continue
            self._document.keys[place] = (mark.line + 1, mark.column + 1)
            if not is_visible(key):
                self._document.problem(place, "not-visible", _NOT_VISIBLE, key=True)
            data[key] = self.read(value_node, place)
        return data

    def _scalar(self, node: yaml.Node, location: Location) -> Any:  # noqa: ANN401 - any YAML value
        if not is_visible(node.value):
            self._document.problem(location, "not-visible", _NOT_VISIBLE)
            node.value = visible(node.value[:_LONGEST_TEXT])
        if node.tag in _NUMBERS and (":" in node.value or len(node.value) > _LONGEST_NUMBER):
            remedy = "write a number in plain digits, and text in quotes"
            self._document.problem(location, "not-plain", remedy)
            return None
        self._document.spellings[location] = node.value
        try:
            return self._scalars.construct_object(node)
        except _WRONG_TAG as error:
            reason = getattr(error, "problem", None) or str(error)
            self._document.problem(location, "not-yaml", f"{reason}; put the text in quotes")
            return None
