"""``triage``: count what the errors of a log mean."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import Annotated, Any

import typer

from shipping_errors._bulk.field_names import USUAL_NAMES

from ._input import AsJson, Catalogs, missing_extra


def _field(role: str, otherwise: str = "") -> Any:  # noqa: ANN401 - an option of typer
    usual = ", ".join(USUAL_NAMES[role]) + otherwise
    return typer.Option(
        f"--{role}-field", metavar="NAME", show_default=False, rich_help_panel="Fields",
        help=f"The field of the {role}. Without it: {usual}.",
    )  # fmt: skip


def triage(  # noqa: PLR0913, PLR0917 - the command's own arguments
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILE]...", show_default=False,
            help="Logs: JSON lines, plain or as .gz or .zst, and Parquet. Patterns in quotes are "
            "expanded: 'logs/**/*.gz'. Without a file, or with -: standard input.",
        ),
    ] = None,
    provider: Annotated[
        str | None,
        typer.Option(help="The provider of all records.", metavar="PROVIDER", show_default=False),
    ] = None,
    provider_field: Annotated[
        str | None, _field("provider", ", or by the host of the URL")
    ] = None,
    status_field: Annotated[
        str | None, _field("status")
    ] = None,
    body_field: Annotated[
        str | None, _field("body")
    ] = None,
    headers_field: Annotated[
        str | None, _field("headers")
    ] = None,
    time_field: Annotated[
        str | None, _field("time")
    ] = None,
    url_field: Annotated[
        str | None, _field("url")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Write the error of each record to a Parquet file.", metavar="FILE.parquet"
        ),
    ] = None,
    text: Annotated[
        bool,
        typer.Option(
            "--text", help="Write messages and field errors too. They may contain personal data."
        ),
    ] = False,
    html: Annotated[
        Path | None,
        typer.Option(help="Write a report with charts as one HTML page.", metavar="FILE.html"),
    ] = None,
    fail_on: Annotated[
        list[str] | None,
        typer.Option(
            metavar="WHAT", show_default=False,
            help="End with status 1 if the log has this: 'unmapped' (codes that are in no "
            "catalog), 'problem' (in the input), 'error', or a category. Repeatable.",
        ),
    ] = None,
    top: Annotated[
        int, typer.Option(min=0, help="How many lines of each table to show; 0: all.")
    ] = 20,
    jobs: Annotated[
        int | None,
        typer.Option(
            min=1, help="How many processes to use. Without it: one for each core.",
            show_default=False,
        ),
    ] = None,
    catalog: Catalogs = None,
    json: AsJson = False,
) -> None:  # fmt: skip
    """Count what the errors of a log mean.

    It counts by provider, category and rule. It also shows codes that are in no catalog, and the
    mistakes that a retry by the HTTP status alone would make. A record that can't be read is
    counted, and the command continues. Ctrl-C stops it and shows the counts so far.

    The exit status is 0 normally, 1 if --fail-on finds something, 2 if something can't be read or
    written, and 130 after Ctrl-C.

    Example: shipping-errors triage logs/*.jsonl.gz --html report.html
    """
    fields = {
        "provider": provider_field, "status": status_field, "body": body_field,
        "headers": headers_field, "time": time_field, "url": url_field,
    }  # fmt: skip
    with missing_extra("triage", "cli,arrow", {"msgspec", "pyarrow", "zstandard"}):
        from ._triage_run import Options, run  # noqa: PLC0415 - it needs the extra

    options = Options(
        files=files or [],
        provider=provider,
        fields={role: name for role, name in fields.items() if name is not None},
        out=out,
        text=text,
        html=html,
        fail_on=fail_on or [],
        top=top or None,
        jobs=jobs,
        catalogs=tuple(catalog or ()),
        json=json,
    )
    raise typer.Exit(run(options))
