"""Everything that Sphinx reads: the prose of docs/ as it is, and the pages of codes beside it."""

from __future__ import annotations

import re
from pathlib import Path

from shipping_errors import Category, Classifier, catalog, providers

from .category_page import category_page
from .contents import api_page, with_navigation
from .entries import entries
from .provider_page import provider_page
from .responses import reported
from .search import search_index, search_page
from .templating import render

ROOT = Path(__file__).parents[2]
_FROM_ROOT = {"CONTRIBUTING.md": "contributing.md", "CHANGELOG.md": "changelog.md"}


def pages_of_codes(
    catalogs: Path = ROOT / "catalogs", cases: Path = ROOT / "tests" / "providers"
) -> dict[str, str]:
    """Return the pages and the script that are made from the catalogs, by their paths.

    Raises ``SiteError`` or ``CatalogError``, each with the place of what is wrong.
    """
    is_ours = catalogs == ROOT / "catalogs"
    classifier = Classifier() if is_ours else Classifier(catalogs=[catalogs])
    files = sorted(catalogs.glob("*.yaml"))
    found = [classifier.catalog(file.stem) for file in files]
    listed = {
        each.provider: entries(each, str(file)) for each, file in zip(found, files, strict=True)
    }
    everything = [entry for each in listed.values() for entry in each]
    pages = {
        f"providers/{each.provider}/index.md": provider_page(
            each, listed[each.provider], reported(classifier, each.provider, cases)
        )
        for each in found
    }
    for category in Category:
        pages[f"categories/{category}/index.md"] = category_page(category, everything)
    pages["codes.md"] = search_page(found, everything)
    pages["_static/codes-index.js"] = search_index(found, everything)
    return pages


def prose() -> dict[str, str]:
    """Return the pages of docs/, and those of the root that belong to the site."""
    pages = {path.name: path.read_text("utf-8") for path in sorted((ROOT / "docs").glob("*.md"))}
    for name, page in _FROM_ROOT.items():
        pages[page] = (ROOT / name).read_text("utf-8")
    pages = {name: _with_links(name, text) for name, text in pages.items()}
    pages["index.md"] = pages["index.md"].replace("<!-- search -->", render("search.md.j2"))
    return {**pages, "api.md": api_page()}


def all_pages() -> dict[str, str]:
    """Return everything that Sphinx reads. Raises what ``pages_of_codes`` does."""
    pages = {**prose(), **pages_of_codes()}
    titles = {
        **{f"providers/{name}/index": catalog(name).title for name in providers()},
        **{f"categories/{name}/index": str(name) for name in Category},
    }
    # A doctest needs an empty line at its end, a reader does not.
    return {
        name: re.sub(r"\n\n```$", "\n```", text, flags=re.MULTILINE) if name[-3:] == ".md" else text
        for name, text in with_navigation(pages, titles).items()
    }


def _with_links(name: str, text: str) -> str:
    """Make the links of a page lead within the site, and those of two tables to their pages."""
    for file, page in _FROM_ROOT.items():
        text = re.sub(rf"\]\((\.\./)?{file}(#[\w-]+)?\)", rf"]({page}\2)", text)
    if name in _FROM_ROOT.values():
        text = text.replace("](docs/", "](")
    if name == "errors.md":
        text = re.sub(
            r"^\| `(\w+)` \|(?=.*\| [\w ]+ \|$)", _category_link, text, flags=re.MULTILINE
        )
    if name == "providers.md":
        text = re.sub(r"^\| ([^|]+) \| (`(\w+)`)", _provider_link, text, flags=re.MULTILINE)
    return text


def _category_link(match: re.Match[str]) -> str:
    name = match[1]
    known = name in set(Category)
    return f"| [`{name}`](categories/{name}/index.md) |" if known else match[0]


def _provider_link(match: re.Match[str]) -> str:
    return f"| [{match[1]}](providers/{match[3]}/index.md) | {match[2]}"


def write(folder: Path, pages: dict[str, str]) -> None:
    """Write the pages, and delete what is no page any more. What is the same is left alone."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_file() and str(path.relative_to(folder)) not in pages:
            path.unlink()
    for name, text in pages.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or path.read_text("utf-8") != text:
            path.write_text(text, encoding="utf-8")
