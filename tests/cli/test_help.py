"""Help, version, and the extra that the command line needs."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING

import pytest

from shipping_errors._cli import main

from .running import COMMANDS

if TYPE_CHECKING:
    from .running import Command


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_in_whole_sentences(command: Command, name: str) -> None:
    for flag in ("--help", "-h"):
        done = command(name, flag)
        assert (done.status, done.err) == (0, "")
        assert name in done.out
        assert "\x1b" not in done.out


def test_the_help_names_every_command(command: Command) -> None:
    done = command("--help")
    assert done.status == 0
    assert all(name in done.out for name in COMMANDS)
    assert command().status == 2


def test_the_version_is_the_packages(command: Command) -> None:
    assert command("--version").out == f"{version('shipping-errors')}\n"


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
