"""The settings of Sphinx. ``python docs/build.py`` builds the site."""

from __future__ import annotations

from importlib import metadata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

project = "shipping-errors"
release = metadata.version("shipping-errors")
extensions = ["myst_parser", "sphinx.ext.autodoc"]
html_theme = "furo"
html_title = f"shipping-errors {release}"
html_static_path = ["code_pages/static"]
html_css_files = ["codes.css"]
html_copy_source = False
html_show_copyright = False
html_show_sphinx = False
myst_heading_anchors = 4
# Transcripts of a shell are no program; the tests run what they show.
suppress_warnings = ["misc.highlighting_failure"]
# The texts of providers are no markup: no quotes or dashes are to change in them.
smartquotes = False
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_preserve_defaults = True


def _add_generated_files(app: Sphinx, config: Config) -> None:
    config.html_static_path.append(str(app.srcdir / "_static"))


def setup(app: Sphinx) -> None:
    """Let Sphinx find the index of the codes, which is made with the pages."""
    app.connect("config-inited", _add_generated_files)
