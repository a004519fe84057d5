"""PyYAML, imported so that what an interrupted import left behind does no harm."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import MutableMapping


def forget_what_is_left(package: str, *, unless: str, modules: MutableMapping[str, Any]) -> None:
    """Forget the modules of a package that is not imported itself.

    An interruption (Ctrl-C, a timer) removes the package from ``modules`` and leaves its modules,
    which are not attached to the package when it is imported again: PyYAML's C module looks for
    them there, and every later import fails. Where the C module itself is left, all is well.
    """
    if package in modules or unless in modules:
        return
    for name in [name for name in modules if name.startswith(f"{package}.")]:
        del modules[name]


forget_what_is_left("yaml", unless="yaml._yaml", modules=sys.modules)

import yaml  # noqa: E402 - see the line above
from yaml.constructor import SafeConstructor  # noqa: E402 - as above

__all__ = ["SafeConstructor", "yaml"]
