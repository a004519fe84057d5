"""Measure classification and first use, each as a ratio to something in the same run.

``python benchmarks/run.py`` prints a table; ``--write`` puts it into docs/performance.md, and
``--fast`` takes fewer rounds. What is compared is measured in turns, in many short rounds of which
the best counts: a busy machine then disturbs both sides, or neither.
"""

from __future__ import annotations

import argparse
import json
import platform
import re
import statistics
import sys
import tempfile
import time
import tracemalloc
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bodies import Response, large_responses, log_responses, real_responses
from first_use import first_uses

from shipping_errors import Classifier, classify, providers
from shipping_errors._classification.index import build_index

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

PAGE = Path(__file__).parent.parent / "docs" / "performance.md"
ROUND = 0.0003  # seconds, about

Line = tuple[str, str]
XML = (
    b'<?xml version="1.0"?><messages xmlns="http://www.canadapost.ca/ws/messages"><message>'
    b"<code>9111</code><description>No match was found</description></message></messages>"
)


def seconds(rounds: int, *calls: Callable[[], object]) -> list[float]:
    """Return the time of one call of each: the best of many short rounds, in turns."""
    for call in calls:
        call()
    number = max(1, int(ROUND / max(_timed(calls[0], 3), 1e-7)))
    turns = [[_timed(call, number) for call in calls] for _ in range(rounds)]
    return [min(times) for times in zip(*turns, strict=True)]


def _timed(call: Callable[[], object], number: int) -> float:
    start = time.perf_counter()
    for _ in range(number):
        call()
    return (time.perf_counter() - start) / number


def ratios(response: Response, rounds: int) -> list[float]:
    """Return how long a call takes on bytes, text and data, by ``json.loads`` of the bytes."""
    _, provider, status, body, headers = response
    given = (body, body.decode(), json.loads(body))
    calls = [partial(classify, provider, status, each, headers=headers) for each in given]
    base, *times = seconds(rounds, partial(json.loads, body), *calls)
    return [each / base for each in times]


def by_kind(responses: Iterable[Response], rounds: int) -> Iterator[Line]:
    """Yield the medians of each kind of response."""
    found: dict[str, list[list[float]]] = {}
    for response in responses:
        found.setdefault(response.kind, []).append(ratios(response, rounds))
    for kind, values in found.items():
        yield f"{kind} ({len(values)} bodies)", _medians(values)
    without_lists = [
        each for kind, values in found.items() if "listed" not in kind for each in values
    ]
    if "listed errors" in found:
        yield f"all without listed errors ({len(without_lists)})", _medians(without_lists)


def _medians(values: list[list[float]]) -> str:
    return "; ".join(f"{statistics.median(column):.2f}" for column in zip(*values, strict=True))


def logs(rounds: int) -> Iterator[Line]:
    """Yield the ratios of bodies of which each comes once."""
    for name, is_success in (("successes", True), ("errors", False)):
        responses = log_responses(is_success=is_success)
        bodies = [each.body for each in responses]
        base, ours = seconds(
            rounds,
            lambda bodies=bodies: [json.loads(body) for body in bodies],
            lambda bodies=bodies: [classify("aftership", 200, body) for body in bodies],
        )
        yield f"2,000 different {name} of a log, bytes", f"{ours / base:.2f}"


def others(rounds: int) -> Iterator[Line]:
    """Yield what has a base of its own: XML, a page, one more listed error."""
    data = b'{"message": {"code": "9111", "description": "No match was found"}}'
    base, ours = seconds(
        rounds, partial(json.loads, data), partial(classify, "canada_post", 404, XML)
    )
    yield f"XML of {len(XML)} bytes, by JSON of the same data", f"{ours / base:.2f}"
    page = b"<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
    hundred = json.dumps({"code": "7", "message": "x" * 72}).encode()
    one, many = ([{"code": "1", "message": f"No {n}."} for n in range(k)] for k in (1, 101))
    base, paged, short, long = seconds(
        rounds,
        partial(json.loads, hundred),
        partial(classify, "aftership", 502, page),
        partial(classify, "fedex", 400, json.dumps({"errors": one}).encode()),
        partial(classify, "fedex", 400, json.dumps({"errors": many}).encode()),
    )
    yield "page of HTML, by JSON of 100 bytes", f"{paged / base:.2f}"
    yield "each further listed error, by JSON of 100 bytes", f"{(long - short) / 100 / base:.2f}"


def growth(rounds: int) -> Iterator[Line]:
    """Yield what the number of catalogs costs: per call, per row, in memory."""
    few, all_of_them = Classifier(), Classifier()
    for provider in providers():
        all_of_them.classify(provider, 400, None)
    body = b'{"meta": {"code": 4155, "message": "x"}}'
    base, ours = seconds(
        rounds,
        partial(few.classify, "aftership", 400, body),
        partial(all_of_them.classify, "aftership", 400, body),
    )
    yield f"a call with {len(providers())} providers loaded, by one with one", f"{ours / base:.2f}"
    compiled, _ = few._registry.compiled("ups")
    (loading,) = seconds(5, partial(build_index, compiled))
    yield "making one row ready, ms", f"{loading * 1_000 / len(compiled['rows']):.3f}"
    tracemalloc.start()
    error = [classify("aftership", 400, body) for _ in range(1_000)]
    kept = tracemalloc.get_traced_memory()[0] / len(error)
    tracemalloc.stop()
    yield "memory of an error that is kept, bytes", f"{kept:.0f}"


def table(rounds: int) -> str:
    """Measure all, and return it as a table."""
    lines = [*by_kind(real_responses(), rounds), *by_kind(large_responses(), min(rounds, 7))]
    lines += [*logs(min(rounds, 7)), *others(rounds), *growth(rounds)]
    with tempfile.TemporaryDirectory() as folder:
        uses = first_uses(Path(folder), rounds)
    lines += [
        (f"{name}, by pydantic and one model", f"{ratio:.2f}") for name, ratio in uses.items()
    ]
    head = [("what", "ratio (bytes; text; data)"), ("---", "---")]
    rows = "\n".join(f"| {name} | {value} |" for name, value in (*head, *lines))
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{rows}\n\nMeasured with {python} on {platform.machine()}."


def main() -> None:
    """Print the table, or write it into the document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fast", action="store_true", help="take fewer rounds")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    arguments = parser.parse_args()
    measured = table(5 if arguments.fast else 25)
    sys.stdout.write(f"{measured}\n")
    if arguments.write:
        text = PAGE.read_text(encoding="utf-8")
        new = f"<!-- speed -->\n{measured}\n<!-- /speed -->"
        text = re.sub("<!-- speed -->.*<!-- /speed -->", lambda _: new, text, flags=re.DOTALL)
        PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
