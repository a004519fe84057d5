"""Turn blocks of JSON lines into rows.

A block is decoded in one step into small objects that have only the wanted fields. If one of its
lines is broken or has another form, each line is decoded separately, and a broken line becomes a
row with a problem.
"""

from __future__ import annotations

import json
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from pydantic_core import from_json

from .blocks import read_blocks
from .field_names import FieldPaths, Path, UnknownFieldError, as_status, find_fields, value_at
from .files import UnreadableError
from .headers import EncodedHeaders, headers_of_text, pairs
from .problems import BROKEN_RECORD, INVALID_HEADERS, INVALID_STATUS, INVALID_TIME, Problems
from .rows import Rows
from .times import epoch_seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from .blocks import Block
    from .files import LogFile
    from .tasks import Provenance

_SAMPLE = 1_000  # records in which fields are searched


_UNDECODABLE = (msgspec.DecodeError, ValueError, RecursionError)


class LinesTask(NamedTuple):
    """Whole lines of a file."""

    file: str
    position: int
    block: Block
    paths: FieldPaths

    def read(self, provenance: Provenance) -> Iterator[tuple[Rows, Sequence[int]]]:
        """Yield the rows of the block with their lines."""
        first = self.block.first_line
        rows, numbers = read_lines(self.block.data, self.paths, provenance)
        yield rows, [first + number for number in numbers]
        if self.block.is_cut and BROKEN_RECORD in rows.problems.get(len(rows) - 1, ""):
            raise UnreadableError(
                f"{self.file}: line {first + numbers[-1]}: the file ends within this line"
            )


def line_tasks(
    file: LogFile, wanted: Mapping[str, str], warn: Callable[[str], object]
) -> Iterator[LinesTask]:
    """Yield the parts of a file of lines, with the fields that its first records have.

    Raises ``UnknownFieldError``, and ``UnreadableError`` where it can't be read further.
    """
    for role, name in wanted.items():
        if not _is_plain(name):
            raise UnknownFieldError(
                f"{name!r} can't be used as the field of the {role}: a name with quotes, "
                "backslashes or control characters is not searched"
            )
    paths = None
    for block in read_blocks(file):
        if paths is None:
            sample = map(decode_record, block.data.split(b"\n", _SAMPLE)[:_SAMPLE])
            records = [record for record in sample if record is not None]
            paths, warnings = find_fields(wanted, records, file.name)
            for warning in warnings:
                warn(warning)
        yield LinesTask(file.name, block.position, block, paths)


def _is_plain(name: str) -> bool:
    """Whether JSON writes a name as it is, which the decoder asks for."""
    return json.dumps(name, ensure_ascii=False) == f'"{name}"'


def read_lines(
    data: bytes, paths: FieldPaths, provenance: Provenance
) -> tuple[Rows, Sequence[int]]:
    """Return the rows of whole lines, and the line of each, counted from 0."""
    problems = Problems()
    form = _form(paths)
    records, numbers = _records(data, form, problems)
    values = {
        role: [None] * len(records) if path is None else form.column(records, path)
        for role, path in zip(FieldPaths._fields, paths, strict=True)
    }
    named = [value if isinstance(value, str) else None for value in values["provider"]]
    rows = Rows(
        provider=provenance.of(named, values["url"]),
        status=[
            value if type(value) is int else _status(value, row, problems)
            for row, value in enumerate(values["status"])
        ],
        body=values["body"],
        headers=[
            None if value is None else _headers(value, row, problems)
            for row, value in enumerate(values["headers"])
        ],
        time=[
            None if value is None else _time(value, row, problems)
            for row, value in enumerate(values["time"])
        ],
        problems=problems,
    )
    return rows, numbers


def decode_record(line: bytes) -> dict[Any, Any] | None:
    """Decode a line as leniently as the standard library; None if it is not a JSON object."""
    try:
        data = json.loads(line.decode("utf-8-sig", "replace"), strict=False)
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None


def _records(block: bytes, form: _Form, problems: Problems) -> tuple[list[Any], Sequence[int]]:
    try:
        records = form.decoder.decode_lines(block)
    except _UNDECODABLE:
        records = []
    if records and len(records) == block.rstrip(b"\n").count(b"\n") + 1:
        return records, range(len(records))
    records, numbers = [], []
    for number, line in enumerate(block.split(b"\n")):
        if line.strip():
            records.append(_record(line, form, len(records), problems))
            numbers.append(number)
    return records, numbers


def _record(line: bytes, form: _Form, row: int, problems: Problems) -> Any:  # noqa: ANN401 - a struct
    try:
        return form.decoder.decode(line)
    except _UNDECODABLE:
        data = decode_record(line)
    if data is None:
        problems.add(row, BROKEN_RECORD)
    return form.make(data or {})


class _Form(NamedTuple):
    """The objects that records are decoded into: they have only the wanted keys of a record."""

    decoder: msgspec.json.Decoder[Any]
    attributes: dict[str, str]
    """The attribute of an object that has the value of a key."""

    def make(self, data: dict[Any, Any]) -> Any:  # noqa: ANN401 - a struct
        """Make such an object of decoded data."""
        named = {attribute: data.get(key) for key, attribute in self.attributes.items()}
        return self.decoder.type(**named)

    def column(self, records: list[Any], path: Path) -> list[Any]:
        """Return the values of the records at a path."""
        key, *rest = path
        values = list(map(attrgetter(self.attributes[key]), records))
        return [value_at(value, tuple(rest)) for value in values] if rest else values


@cache
def _form(paths: FieldPaths) -> _Form:
    keys = dict.fromkeys(path[0] for path in paths if path is not None)
    attributes = {key: f"value_{number}" for number, key in enumerate(keys)}
    raw = {path[0] for path in (paths.headers,) if path is not None and len(path) == 1}
    record = msgspec.defstruct(
        "Record",
        [
            (attribute, msgspec.Raw if key in raw else Any, None)
            for key, attribute in attributes.items()
        ],
        rename={attribute: key for key, attribute in attributes.items()},
        gc=False,
    )
    return _Form(msgspec.json.Decoder(record), attributes)


def _status(value: object, row: int, problems: Problems) -> int | None:
    status = as_status(value)
    if status is None and value is not None and value != "":
        problems.add(row, INVALID_STATUS)
    return status


def _time(value: object, row: int, problems: Problems) -> float | None:
    time = epoch_seconds(value)
    if time is None:
        problems.add(row, INVALID_TIME)
    return time


def _headers(value: object, row: int, problems: Problems) -> Any:  # noqa: ANN401 - any form
    """Return headers in a form that has names and values, decoded or not."""
    if isinstance(value, msgspec.Raw):
        encoded = bytes(value)
        if encoded[:1] in {b"{", b"["}:
            return EncodedHeaders(encoded)
        value = from_json(encoded)
    if value is None or isinstance(value, str):
        return headers_of_text(value, row, problems)
    if isinstance(value, (dict, list)):
        return list(pairs(value))
    problems.add(row, INVALID_HEADERS)
    return None
