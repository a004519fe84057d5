"""The README is true today. Its examples run as doctests, its commands in ``.ci/run``."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
LINK = re.compile(r"\]\(([^)\s]+)\)")


def anchors(text: str) -> set[str]:
    """Return the anchors of a document's headings."""
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {
        re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in headings
    }


def test_every_link_within_the_documents_leads_somewhere() -> None:
    for document in DOCUMENTS:
        for link in LINK.findall(document.read_text(encoding="utf-8")):
            if "://" in link:
                continue
            name, _, anchor = link.partition("#")
            target = (document.parent / name) if name else document
            assert target.is_file(), (document.name, link)
            if anchor:
                assert anchor in anchors(target.read_text(encoding="utf-8")), (document.name, link)


def test_the_first_screen_has_a_sentence_the_installation_an_example_and_the_four_questions() -> (
    None
):
    screen = README.splitlines()[:60]
    text = "\n".join(screen)
    assert screen[0] == "# shipping-errors"
    assert "pip install shipping-errors" in text
    assert ">>> from shipping_errors import classify" in text
    assert text.count("\n- **") >= 4
    assert text.index("pip install") < text.index(">>> ") < text.index("\n- **")


def test_each_set_up_command_is_one_line() -> None:
    blocks = re.findall(r"^```sh\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    assert len(blocks) == 2
    assert all(block.count("\n") == 1 for block in blocks)
    assert "classify" in blocks[0]
    assert "pytest" in blocks[1]


def test_the_tests_are_run_with_the_packages_that_are_pinned() -> None:
    assert "-c constraints.txt" in README
    assert (ROOT / "constraints.txt").is_file()
