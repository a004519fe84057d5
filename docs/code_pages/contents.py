"""The order of the pages, and the reference of the Python API."""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

SECTIONS = {
    "Look up": ["codes", "providers", "errors"],
    "Guides": [
        "call-site",
        "job-queues",
        "logs-and-metrics",
        "bulk",
        "own-catalogs",
        "testing",
        "command-line",
    ],
    "Reference": ["api", "catalogs"],
    "Background": ["why", "architecture", "performance", "contributing", "changelog"],
}
"""The pages by section. One that is not here is a guide; one that is not there is left out."""
_BELOW = {"providers.md": "providers/", "errors.md": "categories/"}
"""The pages whose entry in the navigation has the pages of a folder below it."""

MODULES = {
    "shipping_errors": "Classify responses and exceptions",
    "shipping_errors.retries": "Retry loops",
    "shipping_errors.testing": "Tests",
    "shipping_errors.authoring": "Catalog files",
    "shipping_errors.arrow": "Columns",
    "shipping_errors.spark": "Spark",
    "shipping_errors.typing": "Types of arguments",
}


def with_navigation(pages: dict[str, str], titles: dict[str, str]) -> dict[str, str]:
    """Add to the pages where each is in the navigation; ``titles`` are those of the made pages."""
    made = dict(pages)
    there = {name.removesuffix(".md") for name in pages if name.endswith(".md")}
    listed = {name for names in SECTIONS.values() for name in names} | {"index", *titles}
    for title, names in SECTIONS.items():
        more = sorted(there - listed) if title == "Guides" else []
        made["index.md"] += _toctree([n for n in [*names, *more] if n in there], title)
    for name, folder in _BELOW.items():
        below = [f"{title} <{page}>" for page, title in titles.items() if page.startswith(folder)]
        made[name] += _toctree(below, None)
    return made


def _toctree(names: Iterable[str], caption: str | None) -> str:
    options = [":hidden:", f":caption: {caption}"] if caption else [":hidden:"]
    return "\n".join(["\n```{toctree}", *options, "", *names, "```\n"])


def api_page() -> str:
    """Return the page whose text is in the docstrings."""
    parts = []
    for module, title in MODULES.items():
        with suppress(ImportError):  # its packages are not installed
            parts.append(_reference(module, title))
    return "\n".join(["# Python API\n", *parts])


def _reference(name: str, title: str) -> str:
    module = import_module(name)
    members = getattr(module, "__all__", None) or [
        each for each, value in vars(module).items() if getattr(value, "__module__", "") == name
    ]
    listed = ", ".join(each for each in members if each[0] != "_")
    options = f"   :members: {listed}\n   :undoc-members:" if listed else ""
    return f"## {title}\n\n```{{eval-rst}}\n.. automodule:: {name}\n{options}\n```\n"
