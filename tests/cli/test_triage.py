"""``triage``: logs in, a summary, rows and a report out."""

from __future__ import annotations

import errno
import gzip
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import make_log
import pyarrow.parquet as pq
import pytest
import zstandard
from user_catalogs import provider, write

from shipping_errors import Classifier
from shipping_errors._bulk import blocks as blocks_module
from shipping_errors._bulk.row_files import RowFile
from shipping_errors._bulk.times import epoch_seconds
from shipping_errors._cli._input import UsageError
from shipping_errors._cli._triage import triage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .running import Command, Done

COUNT = 2_000
PROVIDERS = ["17track", "aftership_shipping", "clickpost", "easyship", "mydhl_express"]
FULL_DISK = Path("/dev/full")


@pytest.fixture(scope="module")
def records() -> list[dict[str, Any]]:
    """Return records of some providers: every run reads the catalogs of a checkout again."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(make_log, "providers", lambda: PROVIDERS)
        return list(make_log.records(COUNT, seed=4))


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory, records: list[dict[str, Any]]) -> Path:
    """Return a directory with the same log in every form."""
    directory = tmp_path_factory.mktemp("logs")
    for name in ("log.jsonl", "log.jsonl.gz", "log.jsonl.zst", "log.parquet"):
        make_log.write(directory / name, iter([dict(record) for record in records]))
    return directory


def summary(done: Done) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(done.out)
    return found


def expected_lines(records: list[dict[str, Any]]) -> dict[tuple[Any, ...], int]:
    """Count what ``classify`` says of each record."""
    classifier, lines = Classifier(), {}
    for record in records:
        error = classifier.classify(
            record["provider"], record["status"], record["body"], headers=record["headers"],
            now=epoch_seconds(record["time"]),
        )  # fmt: skip
        key = (error.provider, error.category, error.rule, error.retryable, error.outcome)
        lines[key] = lines.get(key, 0) + 1
    return lines


def found_lines(found: dict[str, Any]) -> dict[tuple[Any, ...], int]:
    names = ("provider", "category", "rule", "retryable", "outcome")
    return {tuple(line[name] for name in names): line["count"] for line in found["table"]}


@pytest.mark.parametrize("name", ["log.jsonl", "log.jsonl.gz", "log.jsonl.zst", "log.parquet"])
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_the_counts_are_what_classify_says_whatever_the_file_is(  # noqa: PLR0913, PLR0917 - fixtures
    command: Command,
    monkeypatch: pytest.MonkeyPatch,
    logs: Path,
    records: list[dict[str, Any]],
    name: str,
    jobs: str,
) -> None:
    monkeypatch.setattr(blocks_module, "BLOCK", 200_000)
    done = command("triage", logs / name, "--json", "--jobs", jobs)
    assert (done.status, done.err) == (0, "")
    found = summary(done)
    assert found["records"] == COUNT
    assert found_lines(found) == expected_lines(records)


def test_every_form_of_a_log_gives_the_same_summary(command: Command, logs: Path) -> None:
    found = [
        summary(command("triage", logs / name, "--json"))
        for name in ("log.jsonl", "log.jsonl.gz", "log.jsonl.zst", "log.parquet")
    ]
    assert found[0] == found[1] == found[2] == found[3]


def test_patterns_and_several_files_are_added_up(command: Command, logs: Path) -> None:
    found = summary(command("triage", f"{logs}/*.jsonl*", logs / "log.parquet", "--json"))
    assert found["records"] == 4 * COUNT


@pytest.mark.parametrize("arguments", [(), ("-",)])
@pytest.mark.parametrize("compress", [bytes, gzip.compress, zstandard.compress])
def test_standard_input_is_read(
    command: Command, logs: Path, arguments: tuple[str, ...], compress: Any
) -> None:
    content = compress((logs / "log.jsonl").read_bytes())
    done = command("triage", *arguments, "--json", stdin=content)
    assert summary(done)["records"] == COUNT


@pytest.mark.parametrize("stdin", [None, "terminal"])
def test_without_files_on_a_terminal_it_asks_for_them(
    monkeypatch: pytest.MonkeyPatch, stdin: str | None
) -> None:
    terminal = io.StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys, "stdin", terminal if stdin else None)
    with pytest.raises(UsageError, match="name the files to read, or - for standard input"):
        triage()


LINE = {"provider": "clickpost", "status": 200, "body": '{"meta": {"status": 301}}'}


def lines(*records: object) -> bytes:
    return b"".join(
        record if isinstance(record, bytes) else json.dumps(record).encode() + b"\n"
        for record in records
    )


def test_the_summary_for_people(command: Command) -> None:
    records = [
        {**LINE, "time": "2026-11-18T11:06:40Z"},
        {**LINE, "time": "2026-11-18T12:00:00Z"},
        {**LINE, "status": 503, "body": "<html>", "headers": {"Retry-After": "30"}},
        {**LINE, "body": '{"meta": {"status": 98765}}'},
        {**LINE, "provider": "acme"},
        b"broken\n",
        {**LINE, "body": '{"meta": {"status": 200}}', "status": 200},
    ]
    done = command("triage", stdin=lines(*records))
    assert (done.status, done.err) == (0, "")
    assert done.out.replace("\t", " | ") == SUMMARY


SUMMARY = """\
records         7
errors          6 (85.71%)
first           2026-11-18T11:06:40Z
last            2026-11-18T12:00:00Z

Errors
clickpost | authentication | clickpost:301 | 2 | 28.57% | 2026-11-18T11:06:40Z | 2026-11-18T12:00:00Z | no | not_done
(none) | unknown | none | 2 | 28.57% |  |  | no | maybe_done
clickpost | provider_unavailable | clickpost:503 | 1 | 14.29% |  |  | yes | maybe_done
clickpost | unknown | none | 1 | 14.29% |  |  | no | maybe_done

No errors
clickpost | ok | clickpost:200 | 1 | 14.29% |  |  | no | done

Unmapped codes
clickpost | 98765 | 200 | 1

Retries by the HTTP status alone
repeated, though it may have taken effect | clickpost | clickpost:503 | 503 | provider_unavailable | 1

Waits asked for
clickpost | up to 1 minute | 1

Problems of the input
unknown_provider | 1
broken_record | 1

Providers without a catalog
acme | 1

Broken records
standard input | 6
"""


def test_the_first_lines_of_a_table_are_shown(command: Command, logs: Path) -> None:
    whole = command("triage", logs / "log.jsonl", "--top", "0").out.splitlines()
    short = command("triage", logs / "log.jsonl", "--top", "2").out.splitlines()
    start = whole.index("Errors")
    assert short[start : start + 3] == whole[start : start + 3]
    assert short[start + 3].endswith("more; --top 0 shows all")
    assert not any(line.endswith("shows all") for line in whole)


def test_on_a_terminal_there_are_heads_and_a_bar(terminal: Command, logs: Path) -> None:
    out = terminal("triage", logs / "log.jsonl", "--top", "3").out
    assert "category" in out
    assert "outcome" not in out  # of the columns that are too many, the least needed are left out
    plain = re.sub("\x1b\\[[0-9;]*m", "", out)
    assert max(map(len, plain.splitlines())) <= 80


def test_a_bar_shows_how_far_it_is(
    command: Command, monkeypatch: pytest.MonkeyPatch, logs: Path
) -> None:
    monkeypatch.setenv("TTY_INTERACTIVE", "1")
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "100")
    done = command("triage", logs / "log.jsonl", logs / "log.parquet")
    assert f"{2 * COUNT:,} records" in done.err
    assert "100%" in done.err


def test_the_fields_can_be_named(command: Command) -> None:
    record = {"api": {"name": "pkge"}, "http": {"code": "429", "text": "{}", "h": {"Retry-After": 9}},
              "at": 1_795_000_000}  # fmt: skip
    options = {"provider": "api.name", "status": "http.code", "body": "http.text",
               "headers": "http.h", "time": "at"}  # fmt: skip
    arguments = [text for role, name in options.items() for text in (f"--{role}-field", name)]
    found = summary(command("triage", "--json", *arguments, stdin=lines(record)))
    (line,) = found["table"]
    assert (line["provider"], line["rule"]) == ("shopify_tracking_app", "shopify_tracking_app:429")
    assert line["first"] == "2026-11-18T11:06:40Z"
    assert found["waits"] == [{"provider": "shopify_tracking_app", "up_to": 15.0, "count": 1}]


def test_the_provider_can_be_given_or_be_found_by_the_url(command: Command) -> None:
    record = {"status": 500, "url": "https://api.clickpost.in/v1"}
    (line,) = summary(command("triage", "--json", stdin=lines(record)))["table"]
    assert line["provider"] == "clickpost"
    named = command("triage", "--json", "--provider", "pkge", stdin=lines(record))
    assert summary(named)["table"][0]["provider"] == "shopify_tracking_app"
    other = {"status": 500, "to": "https://api.clickpost.in/v1"}
    found = command("triage", "--json", "--url-field", "to", stdin=lines(other))
    assert summary(found)["table"][0]["provider"] == "clickpost"


def test_a_misspelt_provider_is_told_before_anything_is_read(command: Command) -> None:
    done = command("triage", "--provider", "clickpast", stdin=lines(LINE))
    assert (done.status, done.out) == (2, "")
    assert "did you mean 'clickpost'" in done.err


def test_own_catalogs_are_used_in_all_processes(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(blocks_module, "BLOCK", 300)
    catalogs = write(tmp_path, provider("acme", '{code: "7", judged: {category: busy}}'))
    log = lines(*[{"provider": "acme", "status": 400, "body": '{"code": 7}'}] * 50)
    done = command("triage", "--json", "--catalog", catalogs, "--jobs", "2", stdin=log)
    (line,) = summary(done)["table"]
    assert (line["rule"], line["count"]) == ("acme:7", 50)


@pytest.mark.parametrize(
    ("record", "what", "status"),
    [
        ({**LINE, "body": '{"meta": {"status": 98765}}'}, "unmapped", 1),
        (LINE, "unmapped", 0),
        (LINE, "error", 1),
        (LINE, "authentication", 1),
        (LINE, "busy", 0),
        ({**LINE, "body": '{"meta": {"status": 200}}'}, "error", 0),
        ({**LINE, "provider": "acme"}, "problem", 1),
        (LINE, "problem", 0),
    ],
)
def test_the_exit_status_tells_what_was_found(
    command: Command, record: dict[str, Any], what: str, status: int
) -> None:
    assert command("triage", "--fail-on", what, stdin=lines(record)).status == status
    assert command("triage", stdin=lines(record)).status == 0
    both = command("triage", "--fail-on", "payment", "--fail-on", what, stdin=lines(record))
    assert both.status == status


@pytest.mark.parametrize(
    ("word", "hint"),
    [("unmaped", "did you mean 'unmapped'?"), ("xyz", "use one of unmapped, problem, error, ok,")],
)
def test_a_misspelt_word_is_told(command: Command, word: str, hint: str) -> None:
    done = command("triage", "--fail-on", word, stdin=lines(LINE))
    assert (done.status, done.out) == (2, "")
    assert f"--fail-on does not know {word!r}; {hint}" in done.err


def test_a_truncated_file_gives_what_is_before_and_the_place(
    command: Command, logs: Path, tmp_path: Path
) -> None:
    content = (logs / "log.jsonl.gz").read_bytes()
    (tmp_path / "cut.jsonl.gz").write_bytes(content[: len(content) // 2])
    done = command("triage", "--json", tmp_path / "cut.jsonl.gz", logs / "log.jsonl")
    found = summary(done)
    assert done.status == 2
    assert 3 * COUNT / 2 < found["records"] + COUNT / 4 < 2 * COUNT
    line = found["records"] - COUNT
    name = tmp_path / "cut.jsonl.gz"
    assert sorted(found["failures"]) == [
        f"{name}: line {line}: the file ends within this line",
        f"{name}: line {line}: the file is truncated: its compressed data ends here",
    ]
    assert found["broken"] == [{"file": str(name), "number": line}]
    assert f"Warning: {name}: line {line}: the file is truncated" in done.err


def test_a_last_line_that_is_cut_is_told(command: Command) -> None:
    done = command("triage", "--json", stdin=lines(LINE, LINE)[:-9])
    found = summary(done)
    assert (done.status, found["records"], found["problems"]) == (2, 2, {"broken_record": 1})
    assert found["failures"] == ["standard input: line 2: the file ends within this line"]
    whole = command("triage", "--json", stdin=lines(LINE, LINE)[:-1])
    assert (whole.status, summary(whole)["records"]) == (0, 2)


def test_a_file_that_can_not_be_read_stops_no_other(
    command: Command, logs: Path, tmp_path: Path
) -> None:
    damaged = tmp_path / "a.parquet"
    damaged.write_bytes(b"PAR1 and no more")
    done = command("triage", "--json", damaged, logs / "log.jsonl")
    found = summary(done)
    assert (done.status, found["records"]) == (2, COUNT)
    assert "a.parquet: the index at the end" in found["failures"][0]


def test_a_field_that_is_nowhere_is_an_error_or_a_warning(command: Command) -> None:
    done = command("triage", "--status-field", "http", stdin=lines(LINE))
    assert done.status == 2
    assert "no record among the first 1 has the field 'http' (status)" in done.err
    done = command("triage", "--headers-field", "h", stdin=lines(LINE))
    assert done.status == 0
    assert "no record among the first 1 has the field 'h' (headers)" in done.err


@pytest.mark.parametrize("name", ['a"b', "a\\b", "a\nb", "a.b\x07"])
def test_a_field_whose_name_is_not_searched_is_told(command: Command, name: str) -> None:
    done = command("triage", "--body-field", name, stdin=lines({**LINE, name: "x"}))
    assert done.status == 2
    assert "can't be used as the field of the body" in done.err


def test_a_file_that_is_nowhere_is_told_before_anything_is_read(command: Command) -> None:
    done = command("triage", "none.jsonl", "*.none")
    assert (done.status, done.out) == (2, "")
    assert "no file is called 'none.jsonl'" in done.err


def test_every_record_is_a_row_of_the_output_in_its_order(
    command: Command, monkeypatch: pytest.MonkeyPatch, logs: Path, tmp_path: Path,
    records: list[dict[str, Any]],
) -> None:  # fmt: skip
    monkeypatch.setattr(blocks_module, "BLOCK", 200_000)
    out = tmp_path / "out.parquet"
    done = command("triage", logs / "log.jsonl", "--out", out, "--jobs", "2")
    assert done.status == 0
    rows = pq.read_table(out).to_pylist()
    assert [row["number"] for row in rows] == list(range(1, COUNT + 1))
    classifier = Classifier()
    for record, row in zip(records, rows, strict=True):
        time = epoch_seconds(record["time"])
        error = classifier.classify(
            record["provider"],
            record["status"],
            record["body"],
            headers=record["headers"],
            now=time,
        )
        assert (row["provider"], row["status"]) == (error.provider, error.http_status)
        assert (row["category"], row["rule"], row["code"]) == (
            error.category,
            error.rule,
            error.code,
        )
        assert row["retry_after"] == error.retry_after
        assert row["time"].timestamp() == pytest.approx(time, abs=1e-3)
        assert row["file"] == str(logs / "log.jsonl")
    assert not {"message", "field_errors"} & set(rows[0])


def test_broken_records_are_rows_of_the_output_with_their_line(
    command: Command, tmp_path: Path
) -> None:
    out = tmp_path / "out.parquet"
    records = ({**LINE, "time": 0}, b"broken\n", b"\n", {**LINE, "status": 7, "time": "x"})
    log = lines(*records) + b'{"cut": '
    done = command("triage", "--out", out, "--text", stdin=log)
    assert done.status == 2
    rows = pq.read_table(out).to_pylist()
    found = [(row["number"], row["problem"], row["category"]) for row in rows]
    assert found == [
        (1, None, "authentication"),
        (2, "broken_record", "unknown"),
        (4, "invalid_time invalid_status", "authentication"),
        (5, "broken_record", "unknown"),
    ]
    assert rows[0]["message"].startswith("Authentication Failed")
    assert [row["is_unmapped"] for row in rows] == [False] * 4


def test_the_output_can_not_be_one_of_the_logs(command: Command, logs: Path) -> None:
    before = (logs / "log.parquet").read_bytes()
    for option in ("--out", "--html"):
        done = command(
            "triage", logs / "log.parquet", option, logs / ".." / logs.name / "log.parquet"
        )
        assert (done.status, done.out) == (2, "")
        assert "it is one of the logs to be read" in done.err
    assert (logs / "log.parquet").read_bytes() == before


def test_the_output_needs_a_directory(command: Command, tmp_path: Path) -> None:
    done = command("triage", "--out", tmp_path / "no" / "out.parquet", stdin=lines(LINE))
    assert done.status == 2
    assert "there is no directory of that name" in done.err
    done = command("triage", "--out", tmp_path, stdin=lines(LINE))
    assert done.status == 2


@pytest.mark.skipif(not FULL_DISK.exists(), reason="this system has no full disk to test with")
def test_a_full_disk_is_told(command: Command, logs: Path) -> None:
    done = command("triage", logs / "log.jsonl", "--out", FULL_DISK)
    assert (done.status, done.out) == (2, "")
    assert "can't write '/dev/full': " in done.err
    assert "No space left on device" in done.err


@pytest.mark.parametrize("method", ["append", "close"])
def test_a_disk_that_gets_full_is_told_with_the_counts_so_far(
    command: Command, monkeypatch: pytest.MonkeyPatch, logs: Path, tmp_path: Path, method: str
) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(RowFile, method, fail)
    done = command("triage", logs / "log.jsonl", "--out", tmp_path / "out.parquet", "--json")
    found = summary(done)
    assert done.status == 2
    assert found["failures"] == ["the rows can't be written: No space left on device"]
    assert found["records"] == (COUNT if method == "close" else 0)


def test_fields_that_are_not_found_are_told(command: Command) -> None:
    found = summary(command("triage", "--json", stdin=lines({"a": 1})))
    assert found["warnings"] == [
        f"standard input: no field of the {role} was found; name it: --{role}-field NAME"
        for role in ("provider", "status", "body")
    ]
    given = command(
        "triage", "--json", "--provider", "pkge", stdin=lines({"status": 500, "body": ""})
    )
    assert summary(given)["warnings"] == []


def test_ctrl_c_leaves_a_summary_and_rows_of_what_was_read(
    command: Command, monkeypatch: pytest.MonkeyPatch, logs: Path, tmp_path: Path
) -> None:
    whole = blocks_module.read_blocks

    def interrupted(file: Any) -> Iterator[Any]:
        for number, block in enumerate(whole(file)):
            if number == 4:
                raise KeyboardInterrupt
            yield block

    monkeypatch.setattr(blocks_module, "BLOCK", 200_000)
    monkeypatch.setattr("shipping_errors._bulk.json_lines.read_blocks", interrupted)
    out, html = tmp_path / "out.parquet", tmp_path / "report.html"
    done = command(
        "triage", logs / "log.jsonl", "--json", "--out", out, "--html", html, "--jobs", "1"
    )
    found = summary(done)
    assert (done.status, found["is_interrupted"]) == (130, True)
    assert 0 < found["records"] < COUNT
    assert pq.read_metadata(out).num_rows == found["records"]
    assert "reading it was interrupted" in html.read_text()
    shown = command("triage", logs / "log.jsonl", "--jobs", "1").out
    assert "interrupted" in shown


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_real_ctrl_c_ends_all_processes_with_a_summary(logs: Path, jobs: str) -> None:
    content = (logs / "log.jsonl").read_bytes()
    blocks = 10 * blocks_module.BLOCK // len(content)
    with subprocess.Popen(
        [sys.executable, "-m", "shipping_errors", "triage", "-", "--jobs", jobs, "--json"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        assert process.stdin is not None
        for _ in range(blocks):  # the pipe holds little: what is written before was read
            process.stdin.write(content)
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=120)
    assert process.returncode == 130, err
    assert err == b""
    found = json.loads(out)
    assert found["is_interrupted"]
    assert 0 < found["records"] < blocks * COUNT


@pytest.mark.skipif(sys.platform != "linux", reason="children are found in /proc")
def test_workers_end_when_their_parent_is_killed(logs: Path) -> None:
    content = (logs / "log.jsonl").read_bytes()
    with subprocess.Popen(
        [sys.executable, "-m", "shipping_errors", "triage", "-", "--jobs", "2"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    ) as process:
        assert process.stdin is not None
        for _ in range(5 * blocks_module.BLOCK // len(content)):
            process.stdin.write(content)
        task = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        children = [Path(f"/proc/{pid}") for pid in task.read_text().split()]
        process.kill()
    assert len(children) >= 2
    deadline = time.monotonic() + 60
    while any(map(_is_running, children)):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _is_running(process: Path) -> bool:
    try:
        return process.joinpath("stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_json_lines_need_no_arrow_and_no_charts(logs: Path) -> None:
    script = (
        "import sys; sys.modules['pyarrow'] = sys.modules['altair'] = None; "
        f"sys.argv = ['shipping-errors', 'triage', {str(logs / 'log.jsonl')!r}, '--jobs', '1']; "
        "from shipping_errors._cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert f"records         {COUNT:,}" in done.stdout


@pytest.mark.parametrize(
    ("module", "arguments", "extra"),
    [
        ("msgspec", (), "cli,arrow"),
        ("zstandard", (), "cli,arrow"),
        ("pyarrow", ("--out", "out.parquet"), "cli,arrow"),
        ("altair", ("--html", "report.html"), "cli,arrow,report"),
    ],
)
def test_without_an_extra_it_says_how_to_install_it(
    tmp_path: Path, module: str, arguments: tuple[str, ...], extra: str
) -> None:
    script = (
        f"import sys; sys.modules[{module!r}] = None; "
        f"sys.argv = ['shipping-errors', 'triage', '-', *{arguments!r}]; "
        "from shipping_errors._cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], input="", capture_output=True, text=True, check=False,
        cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 2
    assert f"pip install 'shipping-errors[{extra}]'" in done.stderr


def test_unknown_providers_are_told(command: Command) -> None:
    found = summary(command("triage", "--json", stdin=lines({**LINE, "provider": "acme"})))
    assert found["unknown_providers"] == [{"provider": "acme", "count": 1}]
