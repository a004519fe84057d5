"""A block of code, or a function, whose failed calls come out as ``ShippingError``."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

from ._exceptions import ShippingError
from ._introspection import is_a

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from types import TracebackType

    from ._normalized_error import NormalizedError

P = ParamSpec("P")
T = TypeVar("T")


class ErrorConversion:
    """A context manager and a decorator, for plain and ``async`` code.

    It keeps no state: one can be entered many times, at once, and by many threads.
    """

    def __init__(self, error_of: Callable[[BaseException], NormalizedError | None]) -> None:
        """Take the function that knows what an exception means; None leaves it alone."""
        self.error_of = error_of

    def __enter__(self) -> None:
        """Begin the block."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Raise ``ShippingError`` instead of what the block raised."""
        if not is_a(exc, Exception):
            return
        error = self.error_of(exc)
        if error is not None:
            raise ShippingError(error) from exc

    async def __aenter__(self) -> None:
        """Begin the block."""

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Do as ``__exit__`` does."""
        self.__exit__(kind, exc, traceback)

    def __call__(self, function: Callable[P, T]) -> Callable[P, T]:
        """Decorate a function, plain or ``async``.

        Raises ``TypeError`` for a generator function: between its values it is the caller's code
        that runs. Use ``with`` inside it.
        """
        if inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function):
            raise TypeError("a generator can't be decorated; use `with` inside it")

        @functools.wraps(function)
        def plain(*args: P.args, **kwargs: P.kwargs) -> T:
            with self:
                result = function(*args, **kwargs)
            return cast("T", self._wait_for(result)) if isinstance(result, Coroutine) else result

        @functools.wraps(function)
        async def waiting(*args: P.args, **kwargs: P.kwargs) -> Any:  # noqa: ANN401 - what it awaits
            with self:
                return await cast("Awaitable[Any]", function(*args, **kwargs))

        is_async = inspect.iscoroutinefunction(function)
        return cast("Callable[P, T]", waiting) if is_async else plain

    async def _wait_for(self, result: Awaitable[Any]) -> Any:  # noqa: ANN401 - what it awaits
        with self:
            return await result
