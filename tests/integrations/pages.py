"""The Python that the documentation shows, section by section."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import ModuleType

DOCS = Path(__file__).parents[2] / "docs"
_BLOCK = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def section(page: str, *titles: str) -> ModuleType:
    """Run what stands above the first section, and the sections; return it as a module.

    The module can be imported, since a worker looks for the function of a job.
    """
    path = DOCS / page
    first, *rest = re.split(r"^## ", path.read_text("utf-8"), flags=re.MULTILINE)
    by_title = {text.partition("\n")[0]: text for text in rest}
    module = sys.modules["page"] = ModuleType("page")
    for text in (first, *(by_title[title] for title in titles)):
        for block in _BLOCK.findall(text):
            exec(compile(block, path, "exec"), vars(module))  # noqa: S102 - the page's own code
    return module
