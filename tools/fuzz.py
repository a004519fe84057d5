"""Search for a response that breaks a promise of `classify`, guided by coverage.

usage: python tools/fuzz.py [--seconds 60]

Needs the extra `fuzz`: atheris, which is built for Linux on x86-64. What must hold is in
tests/fuzz/target.py. The search begins with tests/fuzz/corpus. An input that breaks a promise, or
takes longer than five seconds, is written there: so it is a test (tests/fuzz/test_corpus.py), which
fails until the fault is mended.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import atheris

TESTS = Path(__file__).parent.parent / "tests"
CORPUS = TESTS / "fuzz" / "corpus"


def main() -> None:
    """Search for the given time; the exit status is 0 where nothing was found."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=60)
    options = parser.parse_args()
    sys.path.insert(0, str(TESTS))
    with atheris.instrument_imports(include=["shipping_errors"]):
        from fuzz.target import check  # noqa: PLC0415 - atheris counts what is imported here

        for file in CORPUS.iterdir():  # and what that imports late
            check(file.read_bytes())
    # New inputs that only reach new code go into the first directory, which is not kept.
    with TemporaryDirectory() as reached:
        limits = (f"-max_total_time={options.seconds}", "-timeout=5", "-max_len=4096")
        found = f"-artifact_prefix={CORPUS}/"
        atheris.Setup([sys.argv[0], *limits, found, reached, str(CORPUS)], check)
        atheris.Fuzz()


main()
