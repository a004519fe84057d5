"""The settings of Sphinx. ``python docs/build.py`` builds the site."""

from __future__ import annotations

import pkgutil
from importlib import metadata
from typing import TYPE_CHECKING

from sphinx.pycode import ModuleAnalyzer

import shipping_errors

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

_WRITTEN_IN = {
    "shipping_errors": (
        "shipping_errors._errors",
        "shipping_errors._normalized_error",
        "shipping_errors._vocabulary",
    ),
    "shipping_errors.testing": ("shipping_errors.testing._samples",),
}
"""By the public module: the files of its classes."""


def _add_generated_files(app: Sphinx, config: Config) -> None:
    config.html_static_path.append(str(app.srcdir / "_static"))


def setup(app: Sphinx) -> None:
    """Let Sphinx find the index of the codes, which is made with the pages."""
    app.connect("config-inited", _add_generated_files)
    app.connect("builder-inited", _add_docs_of_private_modules)


def _add_docs_of_private_modules(_: Sphinx) -> None:
    """Find the texts of attributes: public classes name the package, and not their own file."""
    for package, prefixes in _WRITTEN_IN.items():
        public = ModuleAnalyzer.for_module(package)
        public.analyze()
        for info in pkgutil.walk_packages(shipping_errors.__path__, "shipping_errors."):
            if info.name.startswith(prefixes):
                private = ModuleAnalyzer.for_module(info.name)
                private.analyze()
                public.attr_docs.update(private.attr_docs)
