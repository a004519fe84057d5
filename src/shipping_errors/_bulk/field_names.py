"""Find the fields of a record: named by the user, else guessed from usual names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from .times import epoch_seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

Path = tuple[str, ...]
"""The keys that lead to a field, from the outside to the inside."""


class FieldPaths(NamedTuple):
    """The paths of the fields in records; None if there is no such field."""

    provider: Path | None = None
    status: Path | None = None
    body: Path | None = None
    headers: Path | None = None
    time: Path | None = None
    url: Path | None = None


USUAL_NAMES = {
    "provider": ("provider",),
    "status": ("status", "status_code", "http_status", "response.status", "response.status_code"),
    "body": ("body", "response_body", "response.body", "response"),
    "headers": ("headers", "response_headers", "response.headers"),
    "time": ("time", "timestamp", "@timestamp", "ts", "date", "response.time"),
    "url": ("url", "request_url", "request.url", "uri", "host"),
}
"""The names that are tried for each role, in this order."""

_ON_EVERY_RECORD = {"provider", "status"}
"""What is on every record if it is there at all; the rest may be on failures alone."""


class UnknownFieldError(ValueError):
    """A field that was asked for is in no record."""


def find_fields(
    wanted: Mapping[str, str], records: Sequence[Mapping[str, Any]], file: str
) -> tuple[FieldPaths, list[str]]:
    """Return where the records of a file have what, and warnings of fields that none of them has.

    ``wanted`` are the names that the user gave, by role. Raises ``UnknownFieldError`` where no
    record has a field that was asked for and that all records should have.
    """
    found: dict[str, Path | None] = {}
    warnings = []
    for role, is_usable in _USABLE.items():
        name = wanted.get(role)
        if name is None:
            found[role] = _guess(USUAL_NAMES[role], records, is_usable)
            continue
        found[role] = _first_path(name, records) or tuple(name.split("."))
        if records and _first_path(name, records) is None:
            message = _missing(role, name, records, file)
            if role in _ON_EVERY_RECORD:
                raise UnknownFieldError(message)
            warnings.append(message)
    return FieldPaths(**found), warnings


def not_found(paths: FieldPaths, file: str, provider: str | None) -> list[str]:
    """Return a warning for each role of which the records of a file seem to have nothing."""
    has_provider = provider or paths.provider or paths.url
    missing = [
        *([] if has_provider else ["provider"]),
        *(role for role in ("status", "body") if getattr(paths, role) is None),
    ]
    return [
        f"{file}: no field of the {role} was found; name it: --{role}-field NAME"
        for role in missing
    ]


def value_at(record: object, path: Path) -> Any:  # noqa: ANN401 - any JSON value
    """Return the value at a path; None if there is none."""
    for key in path:
        record = record.get(key) if isinstance(record, dict) else None
    return record


def _guess(
    names: Iterable[str], records: Sequence[Mapping[str, Any]], is_usable: Callable[[Any], bool]
) -> Path | None:
    """Return the first usual name that leads to a usable value in one of the records."""
    for name in names:
        for path in paths_of(name):
            if any(is_usable(value_at(record, path)) for record in records):
                return path
    return None


def _first_path(name: str, records: Sequence[Mapping[str, Any]]) -> Path | None:
    for path in paths_of(name):
        if any(value_at(record, path) is not None for record in records):
            return path
    return None


def paths_of(name: str) -> Iterable[Path]:
    """Yield the ways to read a name: as one key, and as keys joined by dots."""
    yield (name,)
    if "." in name:
        yield tuple(name.split("."))


def _missing(role: str, name: str, records: Sequence[Mapping[str, Any]], file: str) -> str:
    keys = dict.fromkeys(key for record in records for key in record)
    return (
        f"{file}: no record among the first {len(records)} has the field {name!r} ({role}); "
        f"they have: {', '.join(map(repr, keys)) or 'nothing'}"
    )


def as_status(value: object) -> int | None:
    """Return an HTTP status that a log has as a number or as text; None for anything else."""
    if type(value) is int:
        return value
    if isinstance(value, str) and value.isascii() and value.strip().isdecimal():
        return int(value) if len(value) < 10 else None  # noqa: PLR2004 - no status is so long
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return None


def _is_status(value: object) -> bool:
    status = as_status(value)
    return status is not None and 100 <= status <= 999  # noqa: PLR2004 - three digits


def _is_text(value: object) -> bool:
    return isinstance(value, str)


_USABLE: dict[str, Callable[[Any], bool]] = {
    "provider": _is_text,
    "status": _is_status,
    "body": lambda value: value is not None,
    "headers": lambda value: isinstance(value, (dict, list)),
    "time": lambda value: epoch_seconds(value) is not None,
    "url": _is_text,
}
