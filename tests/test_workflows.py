"""The workflows of the repository's host run nothing but what is fixed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

WORKFLOWS = sorted((Path(__file__).parent.parent / ".github" / "workflows").glob("*.yml"))


@pytest.fixture(params=WORKFLOWS, ids=lambda path: path.name)
def workflow(request: pytest.FixtureRequest) -> str:
    text: str = request.param.read_text(encoding="utf-8")
    return text


def jobs(workflow: str) -> Iterator[dict[str, Any]]:
    yield from yaml.safe_load(workflow)["jobs"].values()


def test_every_action_is_pinned_by_its_commit_beside_its_release(workflow: str) -> None:
    """A tag can be moved; Renovate reads the release and replaces both."""
    uses = [line for line in workflow.splitlines() if re.match(r"\s*(- )?uses:", line)]
    assert uses
    for line in uses:
        assert re.search(r"uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line), line


def test_every_command_is_a_check_that_runs_here_too(workflow: str) -> None:
    commands = [step["run"] for job in jobs(workflow) for step in job["steps"] if "run" in step]
    assert commands
    assert all(re.fullmatch(r"\.ci/run [\w ]+", command) for command in commands)


def test_no_job_has_a_right_that_it_does_not_need(workflow: str) -> None:
    default = yaml.safe_load(workflow)["permissions"]
    assert default in ({}, {"contents": "read"})
    for job in jobs(workflow):
        rights = job.get("permissions", default)
        may_publish = rights in ({"id-token": "write"}, {"pages": "write", "id-token": "write"})
        assert may_publish or rights == {"contents": "read"}
        # What may publish runs no code that a commit of ours could change.
        assert not (may_publish and any("run" in step for step in job["steps"]))
