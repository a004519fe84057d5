"""The command line: what it prints where, and its exit status."""

from __future__ import annotations

import errno
import json
import os
import re
import signal
import subprocess
import sys
from importlib import import_module
from importlib.metadata import version
from io import BytesIO, StringIO, TextIOWrapper
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

import pytest
from documents import COLOUR_SETTINGS
from own import extension, provider, write

import shipping_errors
from shipping_errors import Category, Classifier, NormalizedError
from shipping_errors._catalog_format.loader import check_file
from shipping_errors._cli import main
from shipping_errors._cli._input import UsageError, read_body
from shipping_errors._registry import packages as _packages
from shipping_errors._registry.registry import Registry
from shipping_errors.authoring._schema import catalog_schema

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Command = Callable[..., "Done"]

LOCKED = '{"meta": {"code": 4155}}'
COMMANDS = (
    "classify", "explain", "providers", "codes", "lint", "diff", "schema", "sample", "stub",
)  # fmt: skip


class Done(NamedTuple):
    """What a command left behind."""

    status: int
    out: str
    err: str


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Run a command in this process, with something on standard input."""
    for name in COLOUR_SETTINGS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("typer.rich_utils.FORCE_TERMINAL", None)

    def run(*arguments: str | Path, stdin: bytes = b"") -> Done:
        monkeypatch.setattr(sys, "argv", ["shipping-errors", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(stdin)))
        with pytest.raises(SystemExit) as ended:
            main()
        return Done(int(ended.value.code or 0), *capsys.readouterr())

    return run


@pytest.fixture
def terminal(command: Command, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run a command whose output goes to a terminal, 80 signs wide."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")

    def run(*arguments: str) -> Done:
        monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
        return command(*arguments)

    return run


def test_classify_prints_an_answer_for_people(command: Command) -> None:
    done = command("classify", "aftership", "200", LOCKED)
    assert (done.status, done.err) == (1, "")
    assert done.out.splitlines() == [
        "provider        aftership_shipping",
        "HTTP status     200",
        "code            4155",
        "category        busy: Another operation in flight holds it, or holds the slot.",
        "message         Access to shipper_account locked during manifest/cancel-label operation.",
        "retryable       yes (the provider's documentation says so)",
        "wait            not said",
        "outcome         not_done",
        "safe to repeat  yes",
        "who acts        nobody",
        "decided by      aftership_shipping:4155",
        "source          https://www.aftership.com/docs/postmen/quickstart/request-errors",
    ]


def test_classify_names_fields_waits_and_doubts(command: Command) -> None:
    body = '{"meta": {"code": 4312, "details": [{"path": "a.b", "info": "bad"}, {"info": "x"}]}}'
    out = command("classify", "aftership", "-", body, "--header", "Retry-After: 2.5").out
    assert "HTTP status     unknown\n" in out
    assert "field           a.b: bad\n" in out
    assert "field           (unnamed): x\n" in out
    assert "wait            2.5 seconds\n" in out
    assert "only if the call is idempotent: it may have taken effect\n" in out
    bare = command("classify", "clickpost", "418", "").out
    assert "code            none\n" in bare
    assert "source" not in bare


def test_classify_json_is_one_document_that_holds_the_whole_answer(command: Command) -> None:
    done = command("classify", "aftership", "200", LOCKED, "--json")
    data = json.loads(done.out)
    extra = {
        "is_error": True,
        "actor": "nobody",
        "safe_to_retry": True,
        "safe_to_retry_if_idempotent": True,
    }
    assert {name: data.pop(name) for name in extra} == extra
    answer = NormalizedError.model_validate_json(json.dumps(data))
    assert answer == shipping_errors.classify("aftership", 200, LOCKED)


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("classify", "clickpost", "200", '{"meta": {"status": 200}}'), 0),
        (("classify", "clickpost", "200", '{"meta": {"status": 102}}'), 0),
        (("classify", "clickpost", "200", '{"meta": {"status": 301}}'), 1),
        (("explain", "clickpost", "200", '{"meta": {"status": 200}}'), 0),
        (("explain", "clickpost", "200", '{"meta": {"status": 301}}'), 1),
        (("classify", "clickpst", "200", "{}"), 2),
        (("classify", "clickpost"), 2),
        (("classify", "clickpost", "200", "{}", "--jsn"), 2),
        (("nonsense",), 2),
    ],
)
def test_the_exit_status_tells_errors_from_successes(
    command: Command, arguments: tuple[str, ...], status: int
) -> None:
    assert command(*arguments).status == status


def test_a_body_comes_from_a_file_or_from_standard_input(command: Command, tmp_path: Path) -> None:
    body = b'\xef\xbb\xbf{"meta": {"code": 4155, "message": "\xff"}}'
    file = tmp_path / "body.json"
    file.write_bytes(body)
    outs = [
        command("classify", "aftership", "200", f"@{file}").out,
        command("classify", "aftership", "200", "-", stdin=body).out,
        command("classify", "aftership", "200", stdin=body).out,
        command("classify", "aftership", "200", os.fsdecode(body)).out,
    ]
    assert "code            4155\n" in outs[0]
    assert outs == outs[:1] * 4


def test_nothing_is_read_from_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(BytesIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", TextIOWrapper(Terminal(b"typed")))
    assert read_body(None) is None
    assert read_body("-") == b"typed"
    monkeypatch.setattr(sys, "stdin", None)
    assert read_body(None) is None


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("classify", "clickpst", "200"), "unknown provider 'clickpst'; did you mean 'clickpost'"),
        (("classify", "clickpost", "{}"), "'{}' is no HTTP status: give a number from 100 to 999"),
        (("classify", "clickpost", "99"), "'99' is no HTTP status"),
        (("classify", "clickpost", "200", "@/no/file"), "can't read '/no/file': No such file"),
        (
            ("classify", "clickpost", "200", "-H", "nope"),
            "'nope' is no header: write 'Name: value'",
        ),
        (("codes", "clickpst"), "did you mean 'clickpost'"),
        (("codes", "????"), "no provider and no code is called '????'"),
        (("sample", "aftership", "xyz"), "the catalog 'aftership_shipping' has no code 'xyz'"),
        (("sample", "nobody", "1"), "unknown provider 'nobody'"),
        (("sample", "aftership", "4155", "--retry-date", "2026-01-01"), "no variant with a date"),
        (("stub", "clickpost", '{"a": {"b": 7}}'), "say so with --code-path: a.b is 7"),
        (("stub", "clickpost", '{"a.b": 1, "c": 2}'), "with --code-path: c is 2\n"),
        (("stub", "clickpost", "<html>"), "the body has nothing that could be a code"),
        (("stub", "clickpost", '{"a": 7}', "--code-path", "b"), "there is no code at b; if"),
        (("stub", "acme", '{"a": 7}', "--new"), "no code at any path; if it stands elsewhere"),
        (("stub", "Ac me", '{"a": 7}', "--new"), "'Ac me' is no id: write lower case"),
        (("stub", "pkge", "{}", "--new"), "'shopify_tracking_app' has a catalog already"),
    ],
)
def test_a_mistake_is_told_in_one_plain_sentence(
    command: Command, arguments: tuple[str, ...], told: str
) -> None:
    done = command(*arguments)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("Error: ")
    assert told in done.err
    assert done.err.count("\n") == 1


def test_a_wrong_catalog_of_ones_own_is_told_with_all_its_problems(
    command: Command, tmp_path: Path
) -> None:
    write(tmp_path, extension("clickpst"), extension("clickpost", "{code: 1}"))
    done = command("classify", "clickpost", "200", "--catalog", tmp_path)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("Error: 3 problems in the catalog\n")


def test_explain_tells_what_was_read_and_which_rules_lost(command: Command) -> None:
    body = '{"meta": {"status": 200, "success": true}, "status_code": 1}'
    done = command("explain", "clickpost", "400", body)
    _, _, rest = done.out.partition("\n\n")
    assert rest.splitlines() == [
        "Read from the body",
        "code\tmeta.status\t200\t",
        "code\tstatus_code\t1\tnot taken",
        "success\tmeta.success\ttrue\t",
        "",
        "Rules, in the order in which they are asked",
        "lost\tclickpost:200\tok\tno\tit means success, and the answer has HTTP 400",
        (
            "decided\tclickpost:400\tinvalid_data\tno\t"
            "the rows for code 200 are out, so the HTTP status decides"
        ),
        "lost\thttp:400\tinvalid_data\tno\tclickpost:400 counts before it",
        "",
        "Without the catalog",
        "http:400\tinvalid_data\tno\tnot_done",
    ]
    assert "nothing at the places" in command("explain", "clickpost", "400", "{}").out


def test_explain_json_is_one_document(command: Command) -> None:
    data = json.loads(command("explain", "aftership", "200", LOCKED, "--json").out)
    assert data["error"]["rule"] == data["rules"][0]["rule"] == "aftership_shipping:4155"
    assert data["found"][0]["path"] == "meta.code"
    assert data["without_catalog"]["category"] == "unknown"


def test_providers_lists_the_built_in_the_own_and_the_packages(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = "{code: E1, judged: {category: busy}}"
    _, guest = check_file("guest", provider("guest", row).encode())
    packages = [
        _packages.Package("brings", (guest,)),
        _packages.Package("broken", failure="the package 'broken' is broken"),
    ]
    monkeypatch.setattr(_packages, "find_packages", lambda: packages)
    write(tmp_path, provider("acme", row, head="aliases: [acme_x, acme_y]\n"))
    done = command("providers", "--catalog", tmp_path)
    lines = done.out.splitlines()
    assert lines[0] == "acme\tAcme\tacme_x acme_y\t1"
    assert [line.partition("\t")[0] for line in lines[1:]] == [
        *shipping_errors.providers(),
        "guest",
    ]
    assert done == (0, done.out, "Warning: the package 'broken' is broken\n")
    data = json.loads(command("providers", "--json").out)
    clickpost = {"provider": "clickpost", "title": "Clickpost", "aliases": [], "rows": 50}
    assert clickpost in data


def test_codes_of_a_provider_can_be_filtered(command: Command) -> None:
    def codes(*filters: str) -> list[str]:
        return [line.split("\t")[1] for line in command("codes", *filters).out.splitlines()]

    assert len(codes("aftership")) == 44
    assert codes("pkge", "--category", "rate_limited") == ["903 with a date", "910", "429"]
    assert codes("pkge", "--category", "rate_limited", "--category", "busy")[1] == "909"
    assert codes("clickpost", "--retryable", "--text", "TRY AGAIN") == ["322"]
    assert "903" in codes("pkge", "--not-retryable")
    assert "903 with a date" not in codes("pkge", "--not-retryable")
    assert len(codes()) == 110


def test_a_code_alone_is_found_in_every_provider(command: Command) -> None:
    lines = command("codes", "429").out.splitlines()
    assert [line.partition("\t")[0] for line in lines] == shipping_errors.providers()
    assert "500-504" in command("codes", "502").out


def test_codes_json_has_a_replaced_row(command: Command, tmp_path: Path) -> None:
    write(tmp_path, extension("clickpost", '{code: "322", judged: {category: busy}}'))
    (row,) = json.loads(command("codes", "322", "--json", "--catalog", tmp_path).out)
    assert (row["category"], row["retryable_documented"], row["http"]) == ("busy", False, None)
    assert row["replaces"][0]["judged"]["category"] == "carrier_unavailable"
    out = command("codes", "322", "--catalog", tmp_path).out
    assert out == "clickpost\t322\t\tbusy\tyes\tnot_done\t322 (carrier_unavailable)\t\n"


def test_lint_tells_every_problem_with_its_place(command: Command, tmp_path: Path) -> None:
    write(tmp_path, extension("clickpst"), extension("clickpost", "{code: 1}"))
    done = command("lint", tmp_path)
    assert (done.status, done.err) == (1, "")
    assert [line.removeprefix(f"{tmp_path}/").partition(": ")[0] for line in (
        done.out.splitlines()
    )] == ["0.yaml:1:10", "1.yaml:6:9", "1.yaml:6:16"]  # fmt: skip


def test_lint_compares_the_names_of_all_files(command: Command, tmp_path: Path) -> None:
    row = "{code: E1, judged: {category: busy}}"
    write(tmp_path, provider("acme", row), provider("other", row, head="aliases: [acme]\n"))
    done = command("lint", tmp_path / "0.yaml", tmp_path / "1.yaml")
    assert done.status == 1
    assert "1.yaml:3:11: 'acme' is a name in " in done.out


def test_lint_says_that_all_is_well(command: Command) -> None:
    path = Registry().built_in.path("clickpost").parent
    assert command("lint", path) == (0, "no problems\n", "")
    assert command("lint", path, "--format", "github") == (0, "", "")


def test_lint_of_what_is_not_there_is_bad_usage(command: Command) -> None:
    done = command("lint", "/no/such/file.yaml")
    assert (done.status, done.out) == (2, "")
    assert "does not exist" in " ".join(done.err.split())


def test_annotations_for_github_are_escaped(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "a,b.yaml"
    file.write_text(extension("clickpost", '{code: "1", judged: {category: "100%\\n"}}'))
    out = command("lint", file, "--format", "github").out
    assert out.startswith(f"::error file={tmp_path}/a%2Cb.yaml,line=6,col=40,title=unknown-word::")
    assert "'100%25" in out
    assert out.count("\n") == 1


def changed(command: Command, tmp_path: Path, old: str, new: str) -> list[str]:
    """Return the lines of a diff between two catalogs."""
    for name, text in (("old", old), ("new", new)):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    done = command("diff", tmp_path / "old.yaml", tmp_path / "new.yaml")
    assert done.status == int(bool(done.out))
    assert done.err == ""
    return done.out.splitlines()


SUPPORT = "([Support](https://support.example))"


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (
            "{code: E1, judged: {category: busy}}",
            "{code: E1, judged: {category: payment}}",
            "- `acme:E1`: category `busy` → `payment`, "
            "retryable `yes` (inferred) → `no` (inferred) " + SUPPORT,
        ),
        (
            "{code: E1, judged: {category: busy}}",
            "{code: E1, retryable: true, judged: {category: busy, outcome: maybe_done}}",
            "- `acme:E1`: retryable `yes` (inferred) → `yes` (documented), "
            "outcome `not_done` → `maybe_done` " + SUPPORT,
        ),
        (
            "{code: E1, judged: {category: busy}}",
            '{code: E1, http: "500-504", message: Hm, judged: {category: busy}}',
            "- `acme:E1`: HTTP (none) → `500-504`, message (none) → `Hm` " + SUPPORT,
        ),
        (
            "{code: E1, judged: {category: busy}}",
            "{code: E2, judged: {category: busy}}",
            "- `acme:E1`: removed: category `busy`, retryable `yes` (inferred), "
            "outcome `not_done` " + SUPPORT,
        ),
        (
            "{code: E2, judged: {category: busy}}",
            "{code: E1, retryable: false, judged: {category: busy}}",
            "- `acme:E1`: added: category `busy`, retryable `no` (documented), "
            "outcome `not_done` " + SUPPORT,
        ),
    ],
)
def test_diff_tells_what_changed_in_a_row(
    command: Command, tmp_path: Path, old: str, new: str, line: str
) -> None:
    assert line in changed(command, tmp_path, provider("acme", old), provider("acme", new))


def test_diff_pairs_the_rows_of_a_code_by_their_status(command: Command, tmp_path: Path) -> None:
    first = "{code: E1, http: 400, judged: {category: busy}}"
    second = "{code: E1, http: 500, judged: {category: busy}}"
    changes = changed(
        command,
        tmp_path,
        provider("acme", first, second),
        provider(
            "acme", second, first.replace("busy", "payment"), "{code: E1, judged: {category: ok}}"
        ),
    )
    assert len(changes) == 2
    assert "category `busy` → `payment`" in changes[0]
    assert "added: category `ok`" in changes[1]


def dated(catalog: str) -> str:
    return catalog.replace("code_in_every", "retry_date: [when], code_in_every", 1)


def test_diff_tells_of_a_date_and_of_heads(command: Command, tmp_path: Path) -> None:
    row = "{code: E1, judged: {category: busy}"
    variant = ", variants: [{when: {retry_date: true}, judged: {category: payment}}]}"
    changes = changed(
        command,
        tmp_path,
        dated(provider("acme", row + "}")),
        dated(provider("acme", row + variant, head="aliases: [a]\n")).replace(
            "[text]", "[text, x.y]"
        ),
    )
    assert changes[0] == "- `acme`: aliases (none) → `['a']`"
    assert changes[1] == "- `acme`: envelope message `['text']` → `['text', 'x.y']`"
    assert changes[2].startswith("- `acme:E1`: with a date (none) → `{")


def coded(codes: str, category: str, more: str = "") -> str:
    key = "codes" if "-" in codes else "code"
    return f'{{{key}: "{codes}", {more}judged: {{category: {category}}}}}'


def test_diff_compares_ranges_code_by_code(command: Command, tmp_path: Path) -> None:
    old = provider("acme", coded("100-110", "carrier_error"), coded("E1", "busy"))
    whole, changed_part = coded("100-104", "carrier_error"), coded("105-110", "busy")
    same = coded("105-110", "carrier_error")
    e1 = coded("E1", "busy")
    assert changed(command, tmp_path, old, provider("acme", whole, same, e1)) == []
    assert changed(command, tmp_path, old, provider("acme", whole, changed_part, e1)) == [
        (
            "- `acme:105-110`: category `carrier_error` → `busy`, "
            "retryable `no` (inferred) → `yes` (inferred), "
            f"outcome `maybe_done` → `not_done` {SUPPORT}"
        )
    ]


def test_diff_folds_only_codes_that_follow_each_other(command: Command, tmp_path: Path) -> None:
    kept = coded("1", "payment")
    codes = ("7", "007", "008", "9", "8", "E1", "E2", "11-12", "13", "99999999999", "14")
    new = [coded(code, "busy") for code in codes]
    lines = changed(command, tmp_path, provider("acme", kept), provider("acme", kept, *new))
    assert [line.partition("`: added")[0].removeprefix("- `acme:") for line in lines] == [
        "7-8", "007", "008", "9", "E1", "E2", "11-14", "99999999999",
    ]  # fmt: skip


def test_diff_keeps_backticks_from_breaking_the_markdown(command: Command, tmp_path: Path) -> None:
    text = provider("acme", coded("E1", "busy"), coded("`", "busy"))
    new = text.replace('E1", ', 'E1", message: "use `a` or ``b``", ').replace(
        "category: busy}}\n", "category: payment}}\n"
    )
    first, second = changed(command, tmp_path, text, new)
    assert ", message (none) → ``` use `a` or ``b`` ``` ([" in first
    assert second.startswith("- `` acme:` ``: category ")


def test_diff_says_what_it_does_not_compare(command: Command, tmp_path: Path) -> None:
    text = provider("acme", coded("E1", "busy"))
    new = text.replace("support.example", "other.example").replace("title: Seen", "title: Said")
    assert new != text
    assert changed(command, tmp_path, text, new) == []
    told = "titles, addresses and dates of tables are not"
    assert told in " ".join(command("diff", "--help").out.split())


def test_diff_counts_rows_and_not_codes(command: Command, tmp_path: Path) -> None:
    old, new = (
        provider("acme", coded("1", "busy")),
        provider("best", coded("1-9", "busy"), coded("E", "busy")),
    )
    assert changed(command, tmp_path, old, new)[1] == "- `best`: added, with 2 rows"


def test_diff_tells_of_providers_that_come_and_go(command: Command, tmp_path: Path) -> None:
    row = "{code: E1, judged: {category: busy}}"
    assert changed(command, tmp_path, provider("acme", row), provider("best", row)) == [
        "- `acme`: removed, with 1 row",
        "- `best`: added, with 1 row",
    ]


def test_diff_of_extensions_and_of_the_same(command: Command, tmp_path: Path) -> None:
    text = extension("clickpost", "{code: E1, judged: {category: busy}}")
    assert changed(command, tmp_path, text, text) == []
    assert len(changed(command, tmp_path, text, text.replace("busy", "payment"))) == 1


def test_diff_of_a_wrong_catalog_is_bad_usage(command: Command, tmp_path: Path) -> None:
    done = command("diff", write(tmp_path, "[]", "provider: [\n"), tmp_path)
    assert (done.status, done.out) == (2, "")
    assert "0.yaml:1:1" in done.err
    assert "1.yaml:2:1" in done.err


def test_schema_prints_the_schema(command: Command) -> None:
    assert json.loads(command("schema").out) == catalog_schema()


def test_a_sample_can_be_piped_into_classify(command: Command) -> None:
    body = command("sample", "clickpost", "323", "--body").out.encode()
    assert (
        "decided by      clickpost:323\n" in command("classify", "clickpost", "200", stdin=body).out
    )


def test_a_sample_is_printed_as_http_or_as_json(command: Command) -> None:
    assert command("sample", "pkge", "902").out.splitlines() == [
        "HTTP/1.1 400 Bad Request",
        "Content-Type: application/json",
        "",
        '{"code": 902, "payload": "Tracking number has already been added"}',
    ]
    assert command("sample", "pkge", "902", "--status", "599").out.startswith("HTTP/1.1 599\n")
    data = json.loads(command("sample", "pkge", "429", "--json").out)
    assert data["headers"]["X-Rate-Limit-Reset"] == "1"
    assert (data["status"], data["body"]["code"]) == (429, 429)


def filled_in(stub: str) -> str:
    """Take away the signs that keep the row of a stub from counting."""
    head, extends, rest = stub.partition("\nextends:")
    return head + extends + re.sub("(?m)^# ", "", rest)


STATUSES = (None, 200, 401, 404, 500, 501, 503)


@pytest.mark.parametrize("status", STATUSES)
def test_a_stub_as_it_stands_changes_nothing(
    command: Command, tmp_path: Path, status: int | None
) -> None:
    body = '{"error": {"id": "X1"}, "meta": {"status": 999}}'
    done = command("stub", "clickpost", body, "--status", str(status).lower())
    placed = command("stub", "clickpost", body, "--code-path", "error.id")
    assert (done.status, done.err) == (0, "")
    told: list[NormalizedError] = []
    own = Classifier(catalogs=[write(tmp_path, done.out, placed.out)], on_unmapped=told.append)
    for seen in STATUSES:
        answer = own.classify("clickpost", seen, body)
        assert answer == shipping_errors.classify("clickpost", seen, body)
        assert answer in told


@pytest.mark.parametrize("status", STATUSES)
def test_the_row_of_a_stub_says_what_is_said_today(
    command: Command, tmp_path: Path, status: int | None
) -> None:
    outcome = "{code: '418', http: 418, judged: {category: busy, outcome: done}}"
    own = tmp_path / "own.yaml"
    own.write_text(extension("clickpost", outcome))
    for seen, provider_, body in (
        (status, "clickpost", '{"meta": {"status": 999}}'),
        (418, "clickpost", '{"meta": {"status": 999}}'),
        (status, "aftership", '{"meta": {"code": 999, "retryable": true}}'),
    ):
        text = str(seen).lower()
        stub = command("stub", provider_, body, "--status", text, "--catalog", own).out
        more = tmp_path / "more.yaml"
        more.write_text(filled_in(stub))
        before = Classifier(catalogs=[own]).classify(provider_, seen, body)
        after = Classifier(catalogs=[own, more]).classify(provider_, seen, body)
        assert after.rule == f"{before.provider}:999"
        for said in ("category", "retryable", "outcome"):
            assert getattr(after, said) == getattr(before, said)


def test_a_stub_that_is_filled_in_is_valid_and_makes_the_code_known(
    command: Command, tmp_path: Path
) -> None:
    body = '{"meta": {"status": 999, "message": "odd \\" thing"}}'
    done = command("stub", "clickpost", body, "--status", "400")
    (tmp_path / "stub.yaml").write_text(filled_in(done.out))
    assert command("lint", tmp_path).out == "no problems\n"
    answer = command("classify", "clickpost", "400", body, "--catalog", tmp_path, "--json")
    assert json.loads(answer.out)["rule"] == "clickpost:999"
    assert '# Its own text, which may hold personal data: "odd \\" thing"' in done.out
    assert all(word in done.out for word in Category if word is not Category.UNKNOWN)


def test_a_status_that_no_row_can_name_is_left_out(command: Command, tmp_path: Path) -> None:
    done = command("stub", "clickpost", '{"meta": {"status": 999}}', "--status", "777")
    assert '- {code: "999", judged' in done.out
    write(tmp_path, filled_in(done.out))
    assert command("lint", tmp_path).out == "no problems\n"


def test_a_stub_can_add_the_place_of_the_code(command: Command, tmp_path: Path) -> None:
    body = '{"error": {"id": "X1", "a.b": 3, "list": [1]}}'
    done = command("stub", "clickpost", "--code-path", "error.id", stdin=body.encode())
    assert "seen without an HTTP status" in done.out
    (tmp_path / "stub.yaml").write_text(filled_in(done.out))
    assert '"rule": "clickpost:X1"' in command(
        "classify", "clickpost", "200", body, "--catalog", tmp_path, "--json"
    ).out  # fmt: skip


@pytest.mark.parametrize("name", ["acme_x", "true", "123", "null"])
def test_a_stub_can_begin_the_catalog_of_a_provider(
    command: Command, tmp_path: Path, name: str
) -> None:
    body = '{"error": {"id": "X1"}}'
    done = command("stub", name, body, "--new", "--code-path", "error.id", "--status", "409")
    (tmp_path / "own.yaml").write_text(done.out)
    assert command("lint", tmp_path).out == "no problems\n"
    answer = Classifier(catalogs=[tmp_path]).classify(name, 409, body)
    assert (answer.rule, answer.category) == (f"{name}:X1", Category.STATE_CONFLICT)
    more = command("stub", name, '{"error": {"id": "X2"}}', "--catalog", tmp_path)
    (tmp_path / "own_more.yaml").write_text(filled_in(more.out))
    assert command("lint", tmp_path).out == "no problems\n"


def test_a_stub_for_a_known_code_says_so(command: Command) -> None:
    done = command("stub", "clickpost", '{"meta": {"status": 301}}')
    assert done.status == 0
    assert done.err == (
        "Warning: code 301 has a row already; this one would take its place (clickpost:301)\n"
    )


def test_on_a_terminal_there_are_heads_and_no_empty_columns(terminal: Command) -> None:
    out = terminal("codes", "pkge", "--category", "quota_exceeded").out
    assert out.splitlines()[0].startswith("\x1b[1mprovider")
    assert "replaces" not in out
    assert "    You've reached your plan's limit" in out
    assert "\x1b[1mcategory" in terminal("classify", "aftership", "200", LOCKED).out
    assert "\x1b[1mreason" in terminal("explain", "aftership", "200", LOCKED).out
    assert terminal("codes", "pkge", "--text", "no such text").out == ""
    row = terminal("codes", "420").out.splitlines()
    assert len(row) == 2


def test_no_color_means_no_escape_sequence(
    terminal: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    for arguments in (
        ("explain", "aftership", "200", LOCKED),
        ("codes", "aftership"),
        ("providers",),
    ):
        out = terminal(*arguments).out
        assert out
        assert "\x1b" not in out


@pytest.mark.parametrize("arguments", [("--help",), ("lint",), ("codes", "--help"), ("no",)])
def test_help_and_bad_usage_obey_no_color_and_pipes(
    terminal: Command,
    command: Command,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
) -> None:
    def text(run: Command) -> str:
        monkeypatch.setattr(sys.stderr, "isatty", lambda: run is terminal, raising=False)
        monkeypatch.setattr(sys.stdout, "isatty", lambda: run is terminal, raising=False)
        return "".join(run(*arguments)[1:])

    assert "\x1b[" in text(terminal)
    piped = text(command)
    monkeypatch.setenv("NO_COLOR", "1")
    for plain in (piped, text(terminal)):
        assert plain.startswith("Usage: ")
        assert not set(plain) & set("\x1b─│╭╮╰╯")


def test_a_pipe_gets_plain_lines_even_where_colours_are_forced(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = command("codes", "aftership").out
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert command("codes", "aftership").out == plain
    assert "\x1b" not in plain


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_in_whole_sentences(command: Command, name: str) -> None:
    for flag in ("--help", "-h"):
        done = command(name, flag)
        assert (done.status, done.err) == (0, "")
        assert f"shipping-errors {name}" in done.out
        assert "\x1b" not in done.out


def test_the_help_names_every_command(command: Command) -> None:
    done = command("--help")
    assert done.status == 0
    assert all(name in done.out for name in COMMANDS)
    assert command().status == 2


def test_the_version_is_the_packages(command: Command) -> None:
    assert command("--version").out == f"{version('shipping-errors')}\n"


def test_the_output_may_be_any_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    out = StringIO()
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "argv", ["shipping-errors", "--version"])
    with pytest.raises(SystemExit):
        main()
    assert out.getvalue() == f"{version('shipping-errors')}\n"


def test_the_module_can_be_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["shipping-errors", "--version"])
    monkeypatch.delitem(sys.modules, "shipping_errors.__main__", raising=False)
    with pytest.raises(SystemExit) as ended:
        import_module("shipping_errors.__main__")
    assert (ended.value.code, capsys.readouterr().out) == (0, f"{version('shipping-errors')}\n")


def test_without_the_extra_it_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delitem(sys.modules, "shipping_errors._cli._app")
    monkeypatch.setitem(sys.modules, "typer", None)
    with pytest.raises(SystemExit) as ended:
        main()
    told = "The command line is an extra: pip install 'shipping-errors[cli]'\n"
    assert (ended.value.code, *capsys.readouterr()) == (2, "", told)


def test_another_missing_module_is_not_taken_for_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "shipping_errors._cli._app")
    monkeypatch.setitem(sys.modules, "shipping_errors._cli._input", None)
    with pytest.raises(ModuleNotFoundError, match="_input"):
        main()


def at_the_end_of_a_pipe(code: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run a program of Python's whose reader is gone."""
    read, written = os.pipe()
    os.close(read)
    try:
        return subprocess.run(
            [sys.executable, "-c", code, *arguments],
            stdout=written,
            stderr=subprocess.PIPE,
            check=False,
        )
    finally:
        os.close(written)


RUN = "from shipping_errors._cli import main; main()"
SUCCESS = ("classify", "clickpost", "200", '{"meta": {"status": 200}}')


@pytest.mark.skipif(not hasattr(signal, "SIGPIPE"), reason="the platform has no such signal")
@pytest.mark.parametrize("arguments", [("codes",), ("--version",), ("--help",), SUCCESS])
def test_a_program_whose_reader_is_gone_ends_as_cat_does(arguments: tuple[str, ...]) -> None:
    done = at_the_end_of_a_pipe(RUN, *arguments)
    assert (done.returncode, done.stderr) == (-signal.SIGPIPE, b"")


@pytest.mark.skipif(not hasattr(signal, "SIGPIPE"), reason="it is taken away here")
@pytest.mark.parametrize("arguments", [("codes",), ("--version",), ("--help",), SUCCESS])
def test_without_the_signal_the_program_says_that_its_reader_is_gone(
    arguments: tuple[str, ...],
) -> None:
    done = at_the_end_of_a_pipe(f"import signal; del signal.SIGPIPE; {RUN}", *arguments)
    told = b"Error: can't write the output: Broken pipe\n"
    assert (done.returncode, done.stderr) == (2, told)


@pytest.mark.skipif(not hasattr(signal, "SIGPIPE"), reason="the platform has no such signal")
def test_the_signal_is_left_as_it_was(command: Command) -> None:
    before = signal.getsignal(signal.SIGPIPE)
    assert command("--version").status == 0
    assert signal.getsignal(signal.SIGPIPE) is before


class FullDisk(StringIO):
    """A stream that can hold nothing, on top of a file."""

    def __init__(self, below: BinaryIO, number: int = errno.ENOSPC) -> None:
        super().__init__()
        self.below, self.number = below, number

    def write(self, _: str, /) -> int:
        raise OSError(self.number, os.strerror(self.number))

    def fileno(self) -> int:
        return self.below.fileno()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EPIPE])
@pytest.mark.parametrize("platform_has_the_signal", [True, False])
def test_what_can_not_be_written_is_told_and_goes_nowhere(
    command: Command,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    number: int,
    platform_has_the_signal: bool,
) -> None:
    if not platform_has_the_signal:
        monkeypatch.delattr(signal, "SIGPIPE", raising=False)
    with (tmp_path / "out").open("wb", buffering=0) as file:
        monkeypatch.setattr(sys, "stdout", FullDisk(file, number))
        done = command("codes")
        file.write(b"lost")
    told = f"Error: can't write the output: {os.strerror(number)}\n"
    assert (done.status, done.err) == (2, told)
    assert (tmp_path / "out").read_bytes() == b""


def test_where_nobody_can_be_told_the_status_tells(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with (tmp_path / "err").open("wb", buffering=0) as file:
        monkeypatch.setattr(sys, "stderr", FullDisk(file))
        assert command("classify", "nobody", "200", "").status == 2
    monkeypatch.setattr(sys, "stderr", None)
    assert command("classify", "nobody", "200", "").status == 2


def test_closed_standard_output_is_told(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    assert command("codes") == (2, "", "Error: standard output is closed\n")


def test_standard_input_that_can_not_be_read_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken(BytesIO):
        def read(self, *_: object) -> bytes:
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(sys, "stdin", TextIOWrapper(Broken()))
    with pytest.raises(UsageError, match=r"^can't read standard input: Input/output error$"):
        read_body(None)
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(UsageError, match=r"^can't read standard input: it is closed$"):
        read_body("-")


def test_a_loop_keeps_its_list_where_a_body_is_given(tmp_path: Path) -> None:
    (tmp_path / "list").write_text("500\n503\n")
    for given in ("''", "</dev/null"):
        loop = f"while read s; do {sys.executable} -m shipping_errors classify clickpost $s {given}"
        done = subprocess.run(
            ["/bin/sh", "-c", f"{loop}; done < list | grep -c provider_"],
            cwd=tmp_path,
            capture_output=True,
            check=False,
        )
        assert done.stdout == b"2\n"


@pytest.mark.parametrize("name", ["classify", "explain", "stub"])
def test_the_help_says_when_standard_input_is_read(command: Command, name: str) -> None:
    text = " ".join(command(name, "--help").out.split())
    assert "read to its end when no body is given and it is no terminal" in text
    assert "'' for an empty one, or </dev/null" in text


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 seconds"),
        (1, "1 second"),
        (2.5, "2.5 seconds"),
        (100, "100 seconds"),
        (7_199, "7199 seconds"),
        (7_200, "7200 seconds, about 2 hours"),
        (1_263_180, "1263180 seconds, about 15 days"),
    ],
)
def test_a_wait_is_written_in_plain_seconds(command: Command, seconds: float, words: str) -> None:
    out = command("classify", "clickpost", "429", "", "-H", f"Retry-After: {seconds}").out
    assert f"wait            {words}\n" in out


def test_signs_that_the_output_can_not_hold_are_escaped(tmp_path: Path) -> None:
    for name, category in (("old", "busy"), ("new", "payment")):
        text = provider("acme", f"{{code: E1, judged: {{category: {category}}}}}")
        (tmp_path / f"{name}.yaml").write_text(text)
    done = subprocess.run(
        [sys.executable, "-m", "shipping_errors", "diff", "old.yaml", "new.yaml"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": "latin-1"},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, b"")
    assert b"`busy` \\u2192 `payment`" in done.stdout
