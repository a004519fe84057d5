"""Files of certificates that are missing, or hold something else."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import requests

from shipping_errors import (
    Outcome,
    classify_exception,
)

from .clients import LONG
from .frames import raised_by
from .server import Server

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def no_certificate(tmp_path: Path) -> str:
    """Return a file that is none."""
    path = tmp_path / "bundle.pem"
    path.write_text("no certificate\n")
    return str(path)


@pytest.mark.parametrize("option", ["verify", "cert"])
@pytest.mark.parametrize("is_there", [False, True])
def test_a_file_of_certificates_that_is_none_is_a_refused_request(
    order: str, no_certificate: str, option: str, *, is_there: bool
) -> None:
    path = no_certificate if is_there else "/nonexistent.pem"
    with Server.sending(b"") as server:
        url = server.url(order, "https")
        options: dict[str, Any] = {option: path}
        exc = raised_by(lambda: requests.post(url, timeout=LONG, **options))
    error = classify_exception("clickpost", exc)

    assert server.received[order] == 0
    assert (error.rule, error.outcome) == ("transport:invalid_request", Outcome.NOT_DONE)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # httpx takes no paths in times to come
def test_a_file_of_certificates_that_httpx_can_not_find_is_a_refused_request() -> None:
    exc = raised_by(lambda: httpx.get("https://127.0.0.1:1/", verify="/nonexistent.pem"))

    assert classify_exception("clickpost", exc).outcome is Outcome.NOT_DONE


def test_a_file_of_another_kind_tells_nothing() -> None:
    """The proof of the tests above: a file that is missing in the caller's own code."""
    exc = raised_by(lambda: ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_cert_chain("/none.pem"))

    assert classify_exception("clickpost", exc).outcome is Outcome.MAYBE_DONE
