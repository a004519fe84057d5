"""The server, and calls that are watched for what they do to it."""

from __future__ import annotations

import contextlib
import gc
import re
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from shipping_errors import NormalizedError, classify_exception, classify_response

from .clients import LONG, POSTS
from .extras import needs
from .server import Server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


PAGE = Path(__file__).parents[2] / "docs" / "call-site.md"


@pytest.fixture(scope="session", params=["httpx", "httpx2"])
def page(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Run all of the page's Python, and return what it defines; once with httpx's successor."""
    defined: dict[str, Any] = {"__name__": "page"}
    for block in re.findall(
        r"^```python\n(.*?)^```$", PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE
    ):
        code = block.replace("import httpx\n", f"import {request.param} as httpx\n")
        exec(compile(code, PAGE, "exec"), defined)  # noqa: S102 - the page's own code
    return defined


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


@pytest.fixture
def order() -> str:
    """Return a name that no other test uses."""
    return uuid.uuid4().hex


@pytest.fixture(scope="module")
def collected() -> Iterator[None]:
    """Let the garbage collector come at the end of a module, and not in another one."""
    yield
    gc.collect()


@pytest.fixture(params=[pytest.param(name, marks=needs(name)) for name in POSTS])
def client(request: pytest.FixtureRequest) -> str:
    """Return the name of each client in turn."""
    return str(request.param)


@pytest.fixture
def answer_of() -> Callable[..., NormalizedError]:
    """Call a client, and classify whatever comes of it."""

    def answer_of(
        client: str, url: str, provider: str = "clickpost", timeout: float = LONG
    ) -> NormalizedError:
        try:
            response = POSTS[client](url, timeout)
        except Exception as exc:  # noqa: BLE001 - whatever a client raises
            answer = classify_exception(provider, exc)
            with contextlib.suppress(AttributeError):
                exc.close()
            return answer
        answer = classify_response(provider, response)
        if client in ("urllib", "http_client"):
            response.close()
        return answer

    return answer_of
