"""Import and first call in fresh interpreters, as they are in an installed wheel."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from shipping_errors._registry.compiled_files import DIRECTORY, compile_files

ROOT = Path(__file__).parent.parent
ONE_MODEL = """
from pydantic import BaseModel
class Model(BaseModel):
    name: str
    number: int | None = None
"""
CALL = "from shipping_errors import classify; classify({!r}, 400, b'{{}}')"
SCRIPTS = {
    "nothing": "",
    "pydantic": ONE_MODEL,
    "import": "import shipping_errors",
    "first call by id": CALL.format("aftership_shipping"),
    "first call by alias": CALL.format("aftership"),
    "first call of the largest catalog": CALL.format("ups"),
}


def first_uses(folder: Path, rounds: int) -> dict[str, float]:
    """Return how long each takes, as a ratio to importing pydantic and one model."""
    _install(folder)
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    times: dict[str, list[float]] = {name: [] for name in SCRIPTS}
    for number in range(rounds + 1):  # in turns, so that a slow moment meets all of them
        for name, script in SCRIPTS.items():
            start = time.perf_counter()
            subprocess.run([sys.executable, "-c", script], check=True, env=environment)
            if number:  # the first round writes byte code
                times[name].append(time.perf_counter() - start)
    best = {name: min(values) for name, values in times.items()}  # a busy machine only adds
    start_up = best.pop("nothing")  # the interpreter's own
    base = best.pop("pydantic") - start_up
    return {name: (time_taken - start_up) / base for name, time_taken in best.items()}


def _install(folder: Path) -> None:
    """Copy the package, with the catalogs and what a wheel has compiled of them."""
    package = folder / "shipping_errors"
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "src" / "shipping_errors", package, ignore=ignored)
    shutil.copytree(ROOT / "catalogs", package / "catalogs")
    sources = {file.stem: file.read_bytes() for file in (ROOT / "catalogs").glob("*.yaml")}
    compiled = package / "catalogs" / DIRECTORY
    compiled.mkdir()
    for name, content in compile_files(sources).items():
        (compiled / name).write_bytes(content)
