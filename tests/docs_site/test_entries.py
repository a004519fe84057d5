"""A row that the site can't show fails the build, and the message says where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from code_pages.entries import SiteError, entries
from user_catalogs import provider, write

from shipping_errors import Classifier

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("{codes: '1000 - 2000', judged: {category: busy}}", "1001 codes"),
        ("{code: sources, judged: {category: busy}}", "#sources"),
    ],
)
def test_a_row_that_a_page_cant_show_is_refused_with_its_place(
    tmp_path: Path, row: str, words: str
) -> None:
    write(tmp_path, provider("acme", row))
    (file,) = tmp_path.glob("*.yaml")
    line = next(
        number for number, text in enumerate(file.read_text().splitlines(), 1) if row in text
    )
    catalog = Classifier(catalogs=[file]).catalog("acme")
    with pytest.raises(SiteError) as caught:
        entries(catalog, str(file))
    assert str(caught.value).startswith(f"{file}:{line}: ")
    assert words in str(caught.value)


def test_rows_of_one_code_have_anchors_of_their_own_and_the_first_has_the_codes(
    tmp_path: Path,
) -> None:
    rows = "{http: 400, code: A 1, judged: {category: busy}}\n      - {http: 500, code: A 1, judged: {category: busy}}"
    write(tmp_path, provider("acme", rows))
    catalog = Classifier(catalogs=[tmp_path]).catalog("acme")
    assert [entry.anchor for entry in entries(catalog, "acme.yaml")] == ["A-1", "A-1~2"]
