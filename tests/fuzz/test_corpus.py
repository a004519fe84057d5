"""Each input of the corpus: what the search begins with, and what it found."""

from __future__ import annotations

from pathlib import Path

import pytest

from .target import check

CORPUS = sorted(Path(__file__).with_name("corpus").iterdir())


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
def test_every_promise_holds_for_an_input_of_the_corpus(path: Path) -> None:
    check(path.read_bytes())


def test_what_is_too_short_to_choose_a_provider_is_left_out() -> None:
    check(b"x")
