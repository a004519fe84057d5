"""The templates of the pages, and how values are written in them."""

from __future__ import annotations

import re
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from shipping_errors import Actor, RetryBasis

BASIS = {
    RetryBasis.DOCUMENTED: "documented",
    RetryBasis.INFERRED: "our judgement",
}
ACTORS = {
    Actor.NOBODY: "nobody has to act",
    Actor.CALLER: "you have to act",
    Actor.ACCOUNT_OWNER: "the owner of the account has to act",
    Actor.PROVIDER: "the provider has to act",
    Actor.CARRIER: "the carrier has to act",
}
_FENCE = "`" * 12  # longer than any in a text


def _markdown(text: str) -> Markup:
    """Escape what Markdown or HTML would read as more than text."""
    return Markup(re.sub(r"([\\`*_{}\[\]()<>#+.!|$~&-])", r"\\\1", text))  # noqa: S704 - escaped


def _words(name: str) -> str:
    return name.replace("_", " ")


def _raw_html(html: str) -> Markup:
    """Put a block of HTML into a Markdown page as it is."""
    return Markup(f"{_FENCE}{{raw}} html\n{html}\n{_FENCE}")  # noqa: S704 - escaped by the template


ENVIRONMENT = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
ENVIRONMENT.filters.update(markdown=_markdown, words=_words, raw_html=_raw_html)
ENVIRONMENT.globals.update(BASIS=BASIS, ACTORS=ACTORS)


def render(template: str, **values: object) -> str:
    """Return a page."""
    return ENVIRONMENT.get_template(template).render(**values)
