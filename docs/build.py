"""Build the documentation site: ``python docs/build.py``, and ``--serve`` to look at it.

It needs the extra ``site``. A warning of Sphinx is an error, and a row that the site can't show is
one with its place.
"""

from __future__ import annotations

import argparse
import functools
import http.server
import sys
import tarfile
from pathlib import Path

from code_pages.accessible import mend
from code_pages.entries import SiteError
from code_pages.staging import all_pages, write
from sphinx.cmd.build import main as sphinx

from shipping_errors import CatalogError

HERE = Path(__file__).parent
BUILT = HERE.parent / "build" / "site"
PORT = 8000


def build(folder: Path) -> Path:
    """Build the site in a folder and return that of its pages; exit where something is wrong."""
    sources, pages = folder / "sources", folder / "html"
    try:
        write(sources, all_pages())
    except (SiteError, CatalogError) as error:
        sys.exit(str(error))
    folders = ["-c", str(HERE), "-d", str(folder / "doctrees"), str(sources), str(pages)]
    status = sphinx(["--fail-on-warning", "--keep-going", "--quiet", "--jobs", "auto", *folders])
    if status:
        sys.exit(status)
    mend(pages)
    return pages


def serve(pages: Path) -> None:
    """Serve the site on this machine."""
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=pages)
    with http.server.ThreadingHTTPServer(("127.0.0.1", PORT), handler) as server:
        print(f"http://127.0.0.1:{PORT}/")
        server.serve_forever()


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description="Build the documentation site.")
    parser.add_argument("--folder", type=Path, default=BUILT, help="where to build")
    parser.add_argument("--serve", action="store_true", help="serve the site after that")
    arguments = parser.parse_args()
    pages = build(arguments.folder)
    with tarfile.open(arguments.folder / "artifact.tar", "w") as archive:  # what GitHub Pages takes
        archive.add(pages, ".")
    print(pages / "index.html")
    if arguments.serve:
        serve(pages)


if __name__ == "__main__":
    main()
