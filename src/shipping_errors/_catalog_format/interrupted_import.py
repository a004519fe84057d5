"""A remedy for what an interrupted import of PyYAML leaves behind."""

from __future__ import annotations

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
