"""What the pages of the theme lack for a keyboard or a screen reader; the browser tests look."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_INSTEAD = {
    # What scrolls sideways has to be reached by the keyboard.
    "<pre>": '<pre tabindex="0">',
    '<div class="table-wrapper ': '<div tabindex="0" class="table-wrapper ',
    '<p class="caption" role="heading">': '<p class="caption" role="heading" aria-level="2">',
    '<aside class="sidebar-drawer">': '<aside class="sidebar-drawer" aria-label="Site">',
    '<aside class="toc-drawer">': '<aside class="toc-drawer" aria-label="This page">',
}


def mend(pages: Path) -> None:
    """Mend all pages of a folder. What is mended already stays the same."""
    for path in pages.rglob("*.html"):
        text = mended = path.read_text("utf-8")
        for old, new in _INSTEAD.items():
            mended = mended.replace(old, new)
        if mended != text:
            path.write_text(mended, "utf-8")
