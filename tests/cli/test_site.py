"""``codes`` and ``explain`` name the page of a row, as soon as the project's metadata names a site."""

from __future__ import annotations

import json
from email.message import Message
from typing import TYPE_CHECKING

import pytest
from user_catalogs import extension, provider, write

from shipping_errors import _site_address

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .running import Command

HOME = "https://docs.example/shipping-errors"
PAGE = f"{HOME}/providers/clickpost/#303"


@pytest.fixture
def _fresh() -> Iterator[None]:
    _site_address.home.cache_clear()
    yield
    _site_address.home.cache_clear()


@pytest.fixture
def _published(_fresh: None, monkeypatch: pytest.MonkeyPatch) -> None:
    metadata = Message()
    metadata["Project-URL"] = "Source, https://code.example/"
    metadata["Project-URL"] = f"Documentation, {HOME}/"
    monkeypatch.setattr(_site_address, "metadata", lambda _: metadata)


@pytest.mark.usefixtures("_published")
def test_codes_name_the_page_of_each_row(command: Command) -> None:
    (line,) = [each for each in command("codes", "303").out.splitlines() if "clickpost" in each]
    assert PAGE in line.split("\t")
    rows = json.loads(command("codes", "clickpost", "--json").out)
    assert PAGE in {row["site_url"] for row in rows}


@pytest.mark.usefixtures("_published")
def test_explain_names_the_page_of_the_row_that_decided(command: Command) -> None:
    assert PAGE in command("explain", "clickpost", "200", '{"meta": {"status": 303}}').out
    assert HOME not in command("explain", "clickpost", "418", "").out


@pytest.mark.usefixtures("_published")
def test_rows_of_ones_own_are_not_on_the_site(command: Command, tmp_path: Path) -> None:
    write(tmp_path, provider("acme", "{code: E1, judged: {category: busy}}"))
    assert HOME not in command("codes", "acme", "--catalog", tmp_path).out
    own = "{code: '303', judged: {category: busy}}"
    (tmp_path / "more.yaml").write_text(extension("clickpost", own), encoding="utf-8")
    assert PAGE not in command("codes", "clickpost", "--catalog", tmp_path).out


@pytest.mark.usefixtures("_fresh")
def test_no_address_is_made_up_while_the_metadata_names_none(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_site_address, "metadata", lambda _: Message())
    assert _site_address.home() is None
    assert "site_url" not in json.loads(command("codes", "clickpost", "--json").out)[0]
    assert (
        "on the site" not in command("explain", "clickpost", "200", '{"meta": {"status": 303}}').out
    )


@pytest.mark.parametrize(
    ("label", "end"),
    [("E 1", "#E-1"), ("ADDRESS.{}", "#ADDRESS.%7B%7D"), ("ünï", "#%C3%BCn%C3%AF")],
)
def test_an_anchor_is_fit_for_an_address(label: str, end: str) -> None:
    assert _site_address.row_address(HOME, "acme", label) == f"{HOME}/providers/acme/{end}"
