"""Programs, run without this checkout's environment."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PROGRAM = Path(__file__).with_name("program.py")


def run(*command: str | Path, cwd: Path, python_path: Path | None = None) -> str:
    """Return what a command prints; it must succeed."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    if python_path is not None:
        env["PYTHONPATH"] = str(python_path)
    done = subprocess.run(
        [*map(str, command)], cwd=cwd, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
