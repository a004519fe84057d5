"""Bodies made for a code, out of ``body_with_code``."""

from __future__ import annotations

import json
import re
from typing import Any

import shipping_errors

from .folders import folder


def body_with_code(provider: str, code: str) -> bytes:
    """Return the smallest body that carries a code, as the provider's documentation shows it."""
    form = folder(provider).body_with_code
    if isinstance(form, str):
        return form.replace("$code", code).encode()
    is_number = shipping_errors.catalog(provider).envelope.code_type == "number"
    as_number = is_number and re.fullmatch("0|-?[1-9][0-9]*", code)
    return json.dumps(_filled(form, code, int(code) if as_number else code)).encode()


def _filled(form: Any, code: str, value: str | int) -> Any:
    """Return the form with the code wherever ``$code`` is."""
    if isinstance(form, dict):
        return {key: _filled(item, code, value) for key, item in form.items()}
    if isinstance(form, list):
        return [_filled(item, code, value) for item in form]
    if form == "$code":
        return value
    return form.replace("$code", code) if isinstance(form, str) else form
