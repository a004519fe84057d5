"""The way of an answer: provider, body and status in, ``NormalizedError`` out."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from . import _call_site
from ._answer import NormalizedError, assemble
from ._blocks import ShippingErrors
from ._decision import decide
from ._errors import CatalogError
from ._exceptions import ShippingError
from ._index import build_bare_index
from ._library import Library
from ._reading import read
from ._vocabulary import Category, RetryBasis
from ._wait import find_date, seconds_to_wait

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ._catalog import Catalog
    from ._index import Index, Verdict
    from ._reading import Reading

    class Headers(Protocol):
        """HTTP headers: any mapping, of any client."""

        def items(self) -> Iterable[tuple[Any, Any]]:
            """Go through the names and values."""
            ...

    Body = bytes | bytearray | memoryview | str | dict[str, Any] | list[Any]

T = TypeVar("T")

_WAITS_FOR_RESET = frozenset({Category.RATE_LIMITED, Category.BUSY})


class Classifier:
    """Classifies the answers of every provider that has a catalog. Threads can share one.

    The functions of ``shipping_errors`` are the methods of one default classifier.
    """

    def __init__(self) -> None:
        """Know the built-in catalogs. Each file is read at the first use of its provider."""
        self._library = Library()

    def providers(self) -> list[str]:
        """Return the ids of the known providers, sorted."""
        return self._library.ids()

    def catalog(self, provider: str) -> Catalog:
        """Return a provider's catalog, by id or alias.

        Call it at start-up: it raises ``UnknownProviderError`` for a misspelt provider, and
        ``CatalogError`` for an installation whose files are damaged.
        """
        return self._library.catalog(provider)

    def classify(
        self,
        provider: str,
        http_status: int | None,
        body: Body | None,
        *,
        headers: Headers | None = None,
        now: float | None = None,
    ) -> NormalizedError:
        """Say what a provider's answer means.

        ``provider`` is an id or an alias; letter case, spaces, hyphens and underscores make no
        difference. ``http_status`` is None when unknown. ``body`` is the body as it came, or its
        decoded JSON. ``headers`` tell how long to wait. ``now`` (epoch seconds) replaces this
        machine's clock, for tests and replays.

        Raises ``UnknownProviderError`` for an unknown provider, and nothing else, whatever the
        other arguments are: a body that can't be read is answered by its status. So is the answer
        of a known provider whose catalog file can't be read; ``catalog`` tells why.
        """
        try:
            index = self._library.indexes[provider]
        except (KeyError, TypeError):
            index = self._index(provider)
        status = http_status if type(http_status) is int else _plain_int(http_status)
        if status is not None and not 100 <= status <= 999:  # noqa: PLR2004 - three digits
            status = None
        reading = read(index.layout, body)
        verdict = decide(index, status, reading)
        return _answer(index, status, reading, verdict, headers, now)

    def classify_response(self, provider: str, response: object) -> NormalizedError:
        """Say what a response means: of httpx, requests, aiohttp, urllib3, or the standard library.

        Any object will do that has ``status_code``, ``status`` or ``code``, ``headers``, and a
        body in ``content``, ``body``, ``data`` or ``text``. The body must have been read; where it
        was not, or is gone, the status answers, and a 2xx one is ``unknown``. Only a response of
        the standard library is read here (its timeout bounds that), and stays readable.

        Raises ``UnknownProviderError`` for an unknown provider, and nothing else.
        """
        return _call_site.of_response(self.classify, provider, response)

    def classify_exception(self, provider: str, exc: BaseException) -> NormalizedError:
        """Say what an exception means for the call that raised it.

        One that carries a response is classified by it. One of the transport, of httpx, requests,
        aiohttp, urllib3 or the standard library, is ``network``: ``not_done`` if nothing of the
        request can have been sent, else ``maybe_done``; ``rule`` names the phase. Causes are
        followed. Anything else is ``unknown``, and not retryable.

        Raises ``UnknownProviderError`` for an unknown provider, and nothing else.
        """
        return _call_site.of_exception(self.classify, provider, exc)

    def raise_for_error(self, provider: str, response: T) -> T:
        """Return the response if it is not an error (``ok`` or ``pending``), else raise.

        Raises ``ShippingError``, and ``UnknownProviderError`` for an unknown provider.
        """
        answer = self.classify_response(provider, response)
        if answer.is_error:
            raise ShippingError(answer)
        return response

    def as_shipping_errors(self, provider: str) -> ShippingErrors:
        """Make a context manager and decorator that turns failed calls into ``ShippingError``.

        For ``with``, ``async with``, and functions, plain or ``async``. Exceptions of the
        transport, and those that carry the response of an error, are turned; the original is the
        ``__cause__``. All others are left alone.

        Raises ``UnknownProviderError`` for an unknown provider, here and not later.
        """
        self.classify(provider, None, None)
        return ShippingErrors(partial(_call_site.error_of_exception, self.classify, provider))

    def _index(self, provider: str) -> Index:
        try:
            return self._library.index(provider)
        except CatalogError:
            return build_bare_index(provider)


def _plain_int(status: object) -> int | None:
    """Return an ``http.HTTPStatus`` as a plain int; None for what is no status."""
    if isinstance(status, int) and not isinstance(status, bool):
        return int.__int__(status)
    return None


def _answer(  # noqa: PLR0913, PLR0917 - everything there is, joined in one place
    index: Index,
    status: int | None,
    reading: Reading,
    verdict: Verdict,
    headers: object,
    now: object,
) -> NormalizedError:
    """Let the live response have its say on top of the verdict."""
    date = None
    if reading.date_text is not None and (verdict.retryable or verdict.if_dated):
        date = find_date(reading.date_text)
        if date is not None and verdict.if_dated is not None:
            verdict = verdict.if_dated
    retryable, retry_basis = verdict.retryable, verdict.retry_basis
    if reading.retryable is not None:
        retryable, retry_basis = reading.retryable, RetryBasis.RESPONSE
    retry_after = None
    if retryable and (headers is not None or date is not None):
        resets = index.reset_headers if verdict.category in _WAITS_FOR_RESET else ()
        retry_after = seconds_to_wait(headers, date, resets, now)
    return assemble(
        {
            "provider": index.provider,
            "http_status": status,
            "code": reading.code,
            "category": verdict.category,
            "retryable": retryable,
            "retry_basis": retry_basis,
            "retry_after": retry_after,
            "outcome": verdict.outcome,
            "message": reading.message
            or verdict.documentation
            or _plain_sentence(index, status, reading.code, verdict.category),
            "documentation": verdict.documentation,
            "field_errors": reading.field_errors,
            "rule": verdict.rule,
            "source_url": verdict.source_url,
        }
    )


def _plain_sentence(index: Index, status: int | None, code: str | None, category: Category) -> str:
    with_what = " and ".join(
        part
        for part in (
            f"HTTP {status}" if status is not None else "",
            f"code {code}" if code is not None else "",
        )
        if part
    )
    return f"{index.title} sent no text with {with_what or 'its answer'}. {category.description}"
