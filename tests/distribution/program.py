"""A program that uses the package. However that is installed, it prints the same.

usage: program.py DIRECTORY    (where it may write a file)
       program.py ARGUMENT...  (of the command line)

The first line tells whether a catalog had to be read as YAML.
"""

from __future__ import annotations

import sys
from pathlib import Path

from shipping_errors import Classifier, catalog, classify, providers

OWN = """\
provider: acme
title: Acme
envelope: {code: [code], code_in_every_answer: true}
tables:
  - title: Seen
    source: {document: Support, url: "https://support.example", retrieved: 2026-11-23}
    rows:
      - {code: E1, judged: {category: busy}}
"""


def main() -> None:
    """Print what is known of each provider, and what a catalog of the user's adds."""
    if not Path(sys.argv[1]).is_dir():
        from shipping_errors._cli import main as command_line  # noqa: PLC0415 - it is an extra

        command_line()
    rules = [(name, classify(name, 429, None).rule) for name in providers()]
    print("read as YAML" if "yaml" in sys.modules else "read as compiled")
    print(rules)
    print(classify("aftership", 200, b'{"meta": {"code": 4155}}').rule)
    print(classify("PKGE", 400, b'{"code": 909}').model_dump_json())
    for name in providers():
        print(name, len(catalog(name).rows), catalog(name).title)
    path = Path(sys.argv[1], "acme.yaml")
    path.write_text(OWN, encoding="utf-8")
    print(Classifier(catalogs=[path]).classify("acme", 400, {"code": "E1"}).rule)


if __name__ == "__main__":
    main()
