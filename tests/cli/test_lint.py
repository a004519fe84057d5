"""``lint``: every problem of a file, with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from user_catalogs import extension, provider, write

from shipping_errors._registry.registry import Registry

if TYPE_CHECKING:
    from pathlib import Path

    from .running import Command


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
    assert "/no/such/file.yaml" in "".join(done.err.split())


def test_annotations_for_github_are_escaped(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "a,b.yaml"
    file.write_text(extension("clickpost", '{code: "1", judged: {category: "100%"}}'))
    out = command("lint", file, "--format", "github").out
    assert out.startswith(f"::error file={tmp_path}/a%2Cb.yaml,line=6,col=40,title=unknown-word::")
    assert "'100%25" in out
    assert out.count("\n") == 1


def test_a_file_name_can_not_begin_another_annotation(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "a\n::error::b.yaml"
    file.write_text("")
    out = command("lint", file, "--format", "github").out
    assert "/a%0A%3A%3Aerror%3A%3Ab.yaml,line=1" in out
    assert out.count("\n") == 1
