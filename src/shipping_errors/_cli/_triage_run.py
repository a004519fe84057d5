"""What ``triage`` does, from its options to its exit status."""

from __future__ import annotations

import difflib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from shipping_errors import Category, Classifier
from shipping_errors._bulk.files import STANDARD_INPUT, UnreadableError, expand
from shipping_errors._bulk.summary import summarize
from shipping_errors._bulk.triage import Watcher
from shipping_errors._bulk.triage import triage as triage_files
from shipping_errors._bulk.worker import Settings

from ._input import UsageError, missing_extra
from ._output import print_json, print_warning
from ._triage_output import Progress, print_summary

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shipping_errors._bulk.row_files import RowFile

INTERRUPTED = 130
"""The exit status after Ctrl-C, the same as in shells."""


class Options(NamedTuple):
    """The options of the command."""

    files: Sequence[str]
    provider: str | None
    fields: dict[str, str]
    out: Path | None
    text: bool
    html: Path | None
    fail_on: Sequence[str]
    top: int | None
    jobs: int | None
    catalogs: tuple[Path, ...]
    json: bool


def run(options: Options) -> int:
    """Do what the options say; return the exit status."""
    names = _names(options)
    _check_words(options.fail_on)
    render = _renderer() if options.html is not None else None
    classifier = Classifier(catalogs=options.catalogs)
    if options.provider is not None:
        classifier.catalog(options.provider)  # report a wrong name before anything is read
    summary = _triage(options, names)
    for text in (*summary["failures"], *summary["warnings"]):
        print_warning(text)
    _print(options, summary)
    if render is not None and options.html is not None:
        options.html.write_text(render(summary, _title(names)), encoding="utf-8")
    return _exit_status(options, summary)


def _names(options: Options) -> list[str]:
    """Return the files to read; refuse to write to one of them."""
    if not options.files and (sys.stdin is None or sys.stdin.isatty()):
        raise UsageError("name the files to read, or - for standard input")
    try:
        names = expand(options.files or [STANDARD_INPUT])
    except UnreadableError as error:
        raise UsageError(str(error)) from None
    for output in (options.out, options.html):
        if output is None:
            continue
        if not output.parent.is_dir():
            raise UsageError(f"can't write {str(output)!r}: there is no directory of that name")
        if output.exists() and any(
            output.samefile(name) for name in names if name != STANDARD_INPUT
        ):
            raise UsageError(f"can't write {str(output)!r}: it is one of the logs to be read")
    return names


def _check_words(fail_on: Sequence[str]) -> None:
    words = [*_KINDS, *map(str, Category)]
    for word in fail_on:
        if word not in words:
            nearest = difflib.get_close_matches(word, words, n=1)
            hint = f"did you mean {nearest[0]!r}?" if nearest else f"use one of {', '.join(words)}"
            raise UsageError(f"--fail-on does not know {word!r}; {hint}")


def _renderer() -> Callable[[dict[str, Any], str], str]:
    modules = {"altair", "jinja2", "markupsafe", "vl_convert"}
    with missing_extra("--html", "cli,arrow,report", modules):
        from shipping_errors._bulk.report.page import render  # noqa: PLC0415 - it is an extra

    return render


def _triage(options: Options, names: list[str]) -> dict[str, Any]:
    settings = Settings(
        options.catalogs,
        options.provider,
        writes_rows=options.out is not None,
        text=options.text,
    )
    rows = _row_file(options)
    with Progress(names) as progress:
        watcher = Watcher(progress.advance, rows.append if rows else _discard)
        jobs = options.jobs or _cores()
        found = triage_files(names, options.fields, settings, jobs, watcher)
    try:
        if rows:
            rows.close()
    except OSError as error:
        found.failures.append(f"the rows can't be written: {error.strerror or error}")
    return summarize(found)


def _row_file(options: Options) -> RowFile | None:
    if options.out is None:
        return None
    with missing_extra("--out", "cli,arrow", {"pyarrow"}):
        from shipping_errors._bulk.row_files import RowFile  # noqa: PLC0415 - it is an extra
    try:
        return RowFile(options.out, text=options.text)
    except OSError as error:
        message = f"can't write {str(options.out)!r}: {error.strerror or error}"
        raise UsageError(message) from None


def _discard(_: bytes) -> None:
    """Ignore the rows; used if no row file is written."""


def _cores() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every platform
        return os.cpu_count() or 1


def _print(options: Options, summary: dict[str, Any]) -> None:
    if options.json:
        print_json(summary)
    else:
        print_summary(summary, options.top)


def _title(names: Sequence[str]) -> str:
    name = Path(names[0]).name if names[0] != STANDARD_INPUT else "standard input"
    others = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return f"Errors in {name}{others}"


_KINDS = ("unmapped", "problem", "error")


def _exit_status(options: Options, summary: dict[str, Any]) -> int:
    if summary["is_interrupted"]:
        return INTERRUPTED
    if summary["failures"]:
        return 2
    present = {line["category"] for line in summary["table"]}
    kinds = (summary["unmapped"], summary["problems"], summary["errors"])
    present.update(kind for kind, found in zip(_KINDS, kinds, strict=True) if found)
    return int(not present.isdisjoint(options.fail_on))
