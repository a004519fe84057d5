"""What the library brings along when it is imported."""

from __future__ import annotations

import subprocess
import sys

OPTIONAL = ["httpx", "httpcore", "requests", "aiohttp", "urllib3", "stamina", "tenacity"]


def test_no_client_and_no_retry_library_is_imported() -> None:
    program = (
        "import sys, shipping_errors, shipping_errors.retries as retries;"
        "retries.stamina_hook(idempotent=True, provider='clickpost');"
        "shipping_errors.classify_exception('clickpost', TimeoutError());"
        "shipping_errors.classify_response('clickpost', None);"
        f"print([name for name in {OPTIONAL!r} if name in sys.modules])"
    )
    output = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, text=True
    ).stdout

    assert output == "[]\n"
