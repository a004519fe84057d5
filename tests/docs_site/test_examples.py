"""The examples of the pages that are made from the catalogs print what is shown there."""

from __future__ import annotations

import doctest
from typing import TYPE_CHECKING

import pytest
from code_pages.staging import pages_of_codes
from documents import write_files

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.browser


def test_every_example_of_a_made_page_prints_what_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    parser, runner = doctest.DocTestParser(), doctest.DocTestRunner(verbose=False)
    for name, text in pages_of_codes().items():
        write_files(text, tmp_path)
        runner.run(parser.get_doctest(text, {}, name, name, 0))
    results = runner.summarize(verbose=False)
    assert results.failed == 0
    assert results.attempted > 100
