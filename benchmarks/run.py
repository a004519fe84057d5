"""Measure classification and import, each as a ratio to something in the same run.

``python benchmarks/run.py`` prints every ratio and the goals; ``--check`` also exits with 1 where a
goal is missed. Machines differ, ratios hardly: close other programs all the same.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
import timeit
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from providers.folders import CASES, Case

from shipping_errors import Classifier, classify
from shipping_errors._registry.registry import Registry

ONE_MODEL = """
from pydantic import BaseModel
class Model(BaseModel):
    name: str
    number: int | None = None
"""
IMPORT = "import shipping_errors"
FIRST = """
from shipping_errors import classify
classify("aftership", 200, b'{"meta":{"code":4153,"message":"Item does not exist."}}')
"""


def seconds(*calls: Callable[[], object]) -> list[float]:
    """Return the time of one call of each: the best of many rounds, which disturb least.

    They are measured in turns, so that a slow moment of the machine meets all of them.
    """
    timers = [timeit.Timer(call) for call in calls]
    number = max(1, timers[0].autorange()[0] // 50)
    rounds = [[timer.timeit(number) / number for timer in timers] for _ in range(60)]
    return [min(times) for times in zip(*rounds, strict=True)]


def calls() -> tuple[float, float]:
    """Compare ``classify`` with ``json.loads`` on every real body; return the two medians."""
    on_bytes, on_data = [], []
    print(f"{'body':64}{'bytes':>7}{'data':>7}  (json.loads of the body is 1)")
    for case in CASES:
        try:
            data = json.loads(case.body)
        except ValueError:
            continue  # no JSON: there is nothing to compare with
        base, with_bytes, with_data = seconds(
            lambda case=case: json.loads(case.body),
            lambda case=case: ask(case, case.body),
            lambda case=case, data=data: ask(case, data),
        )
        on_bytes.append(with_bytes / base)
        on_data.append(with_data / base)
        print(f"{f'{case.provider}: {case.name}'[:63]:64}{on_bytes[-1]:7.2f}{on_data[-1]:7.2f}")
    return statistics.median(on_bytes), statistics.median(on_data)


def ask(case: Case, body: object) -> object:
    """Classify a body as integration code does."""
    return classify(case.provider, case.http_status, body, headers=case.headers)


def imports() -> tuple[float, float]:
    """Compare imports in fresh interpreters with pydantic's and one model's."""
    scripts = {"nothing": "", "pydantic": ONE_MODEL, "import": IMPORT, "first": FIRST}
    times: dict[str, list[float]] = {name: [] for name in scripts}
    for _ in range(25):  # in turns, so that a slow moment of the machine meets all of them
        for name, script in scripts.items():
            start = time.perf_counter()
            subprocess.run([sys.executable, "-c", script], check=True)
            times[name].append(time.perf_counter() - start)
    medians = {name: statistics.median(values) for name, values in times.items()}
    start_up = medians["nothing"]  # the interpreter's own: it would bring every ratio nearer to 1
    base = medians["pydantic"] - start_up
    return (medians["import"] - start_up) / base, (medians["first"] - start_up) / base


def growth() -> tuple[float, float]:
    """Compare a call with many rows, and with many providers, with a call with few."""
    row = '      - {{code: "{}", judged: {{category: busy}}}}\n'
    head = (
        "provider: {}\ntitle: T\nenvelope: {{code: [code], code_in_every_answer: true}}\ntables:\n"
        '  - title: T\n    source: {{document: D, url: "https://e.example", '
        "retrieved: 2026-11-23}}\n    rows:\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        for number in range(200):
            (Path(folder) / f"p{number}.yaml").write_text(head.format(f"p{number}") + row.format(7))
        rows = "".join(row.format(code) for code in range(5000))
        (Path(folder) / "many.yaml").write_text(head.format("many") + rows)
        many, few = classifier_of(folder), classifier_of(folder)
        for provider in many.providers():
            many.catalog(provider)
        few.catalog("p0")
        body = b'{"code":7,"message":"x"}'
        base, with_rows, with_providers = seconds(
            lambda: few.classify("p0", 400, body),
            lambda: many.classify("many", 400, body),
            lambda: many.classify("p7", 400, body),
        )
        return with_rows / base, with_providers / base


def classifier_of(folder: str) -> Classifier:
    """Make a classifier of the catalogs of a folder alone."""
    classifier = Classifier()
    classifier._registry = Registry(Path(folder))
    return classifier


def main() -> int:
    """Run everything, print it, and compare with the goals."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="exit with 1 where a goal is missed")
    check = parser.parse_args().check
    on_bytes, on_data = calls()
    on_import, on_first = imports()
    rows, providers = growth()
    results = [
        ("classify bytes / json.loads, median", on_bytes, 1.5),
        ("classify data / json.loads, median", on_data, on_bytes),
        ("import / pydantic and one model", on_import, 1.4),
        ("import and first answer / pydantic and one model", on_first, 2.0),
        ("5000 rows / 1 row", rows, 1.2),
        ("201 providers / 1 provider", providers, 1.2),
    ]
    print()
    for name, ratio, goal in results:
        print(f"{name:52}{ratio:7.2f}   goal: at most {goal:.2f}")
    return int(check and any(ratio > goal for _, ratio, goal in results))


if __name__ == "__main__":
    sys.exit(main())
