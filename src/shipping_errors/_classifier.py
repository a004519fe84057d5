"""``Classifier``: provider, status and body in, ``NormalizedError`` out."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from shipping_errors._catalog_format.provider_names import normalize
from shipping_errors._classification.compose import compose, unmapped_errors
from shipping_errors._classification.index import build_index, empty_index
from shipping_errors._classification.live_text import kept_fields, without_live_text
from shipping_errors._classification.parse import parse_body
from shipping_errors._http_clients import classify as _call_site
from shipping_errors._registry.registry import Registry, plain_name

from ._conversion import ErrorConversion
from ._errors import UnknownProviderError
from ._exceptions import ShippingError
from ._introspection import is_a
from ._scalars import as_code

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from shipping_errors._catalog_format.models import Catalog
    from shipping_errors._classification.explain import Explanation
    from shipping_errors._classification.index import Index
    from shipping_errors._classification.live_text import LiveField

    from ._normalized_error import NormalizedError
    from .typing import Body, CatalogPath, Headers

T = TypeVar("T")


class Classifier:
    """Classifies the responses of every provider that has a catalog. Threads can share one.

    The functions of ``shipping_errors`` are the methods of one default classifier.
    """

    def __init__(
        self,
        *,
        catalogs: Iterable[CatalogPath] = (),
        on_unmapped: Callable[[NormalizedError], object] | None = None,
        private: bool = False,
        keep: Iterable[LiveField] = (),
    ) -> None:
        """Make a classifier with the built-in catalogs, and yours beside them.

        ``catalogs`` are files and directories, which are read now; they add providers or extend
        them, for this classifier alone. A built-in file is read at the first use of its provider.
        ``on_unmapped`` is called, in the thread that classifies, with every error whose code no
        row knows. What it returns is ignored, and so is an exception that it raises.

        ``private`` leaves out all text of a response, so that errors and exceptions can go
        to logs: ``message`` is the documented text or a sentence of ours, ``field_errors`` and
        ``item`` are empty, and so is a ``code`` that no row knows, unless it is formed like a code.
        ``keep`` names what is there all the same: ``field_errors``, ``item``.

        Raises ``CatalogError`` with every problem of all files of ``catalogs``, and ``TypeError``
        or ``ValueError`` where ``keep`` is no list of those names, or is of no use.
        """
        kept = kept_fields(keep)
        if kept and not private:
            raise ValueError("keep is of no use without private=True: everything is kept")
        self._kept = kept if private else None
        self._registry = Registry(catalogs=catalogs)
        self._indexes: dict[str, Index] = {}  # of the providers used so far, by every name
        self._on_unmapped = on_unmapped

    def providers(self) -> list[str]:
        """Return the ids of the built-in catalogs and of yours, sorted.

        Catalogs of installed packages are not among them: they are looked for only when an id is
        asked for that is not known otherwise.
        """
        return self._registry.ids()

    def catalog(self, provider: str) -> Catalog:
        """Return a provider's catalog, by id or alias.

        Call it at start-up: it raises ``UnknownProviderError`` for a misspelt provider, and
        ``CatalogError`` for an installation whose files are damaged.
        """
        return self._registry.catalog(provider)

    def classify(
        self,
        provider: str,
        http_status: int | None,
        body: Body | None,
        *,
        headers: Headers | None = None,
        now: float | None = None,
    ) -> NormalizedError:
        """Return what a provider's response means.

        ``provider`` is an id or an alias; letter case, spaces, hyphens and underscores make no
        difference. ``http_status`` is None when unknown. ``body`` is the body as it came, or its
        decoded JSON. ``headers`` tell how long to wait. ``now`` (epoch seconds) replaces this
        machine's clock, for tests and replays.

        Raises ``UnknownProviderError`` for an unknown provider, and nothing else, whatever the
        other arguments are: for a body that can't be read the status decides. So it does for
        a known provider whose catalog file can't be read; ``catalog`` tells why.
        """
        try:
            index = self._indexes[provider]
        except Exception:  # noqa: BLE001 - not used before, or a hostile ``__hash__``
            index = self._index(provider)
        status = http_status if type(http_status) is int else _plain_int(http_status)
        if status is not None and not 100 <= status <= 999:  # noqa: PLR2004 - three digits
            status = None
        parsed = parse_body(index, body, headers)
        error = compose(index, status, parsed, headers, now)
        if self._kept is not None:
            error = without_live_text(index, error, self._kept)
        if self._on_unmapped is not None:
            for unmapped in unmapped_errors(index, status, parsed, error):
                with suppress(Exception):  # the caller is inside an except block
                    self._on_unmapped(unmapped)
        return error

    def explain(
        self,
        provider: str,
        http_status: int | None,
        body: Body | None,
        *,
        headers: Headers | None = None,
        now: float | None = None,
    ) -> Explanation:
        """Classify a response, and return what was read from which path and which rule decided.

        The arguments are those of ``classify``. Raises ``UnknownProviderError``, and
        ``CatalogError`` where the provider's catalog can't be read.
        """
        from shipping_errors._classification.explain import explain  # noqa: PLC0415 - rarely needed

        catalog = self.catalog(provider)
        index = self._index(provider)
        return explain(index, catalog, http_status, body, headers=headers, now=now)

    def classify_response(self, provider: str, response: object) -> NormalizedError:
        """Return what a response of httpx, requests, aiohttp, urllib3 or another client means.

        Any object will do that has ``status_code``, ``status`` or ``code``, ``headers``, and a
        body in ``content``, ``body``, ``data`` or ``text``. The body must have been read; where it
        was not, or is gone, the status decides, and a 2xx one is ``unknown``. Only a response of
        the standard library is read here (its timeout bounds that), and stays readable.

        Raises ``UnknownProviderError`` for an unknown provider, and nothing else.
        """
        return _call_site.of_response(self.classify, provider, response)

    def classify_exception(self, provider: str, exc: BaseException) -> NormalizedError:
        """Return what an exception means for the call that raised it.

        One that carries a response is classified by it. One of the transport, of httpx, requests,
        aiohttp, urllib3 or the standard library, is ``network``: ``not_done`` if nothing of the
        request can have been sent, else ``maybe_done``; ``rule`` names the phase. One of an SDK is
        classified by the response that it keeps. Causes are followed. Anything else is ``unknown``,
        and not retryable.

        Raises ``UnknownProviderError`` for an unknown provider, and nothing else.
        """
        index = self._index(provider)
        return _call_site.of_exception(self.classify, index.provider, exc, index.sdk)

    def raise_for_error(self, provider: str, response: T) -> T:
        """Return the response if it is not an error (``ok`` or ``pending``), else raise.

        Raises ``ShippingError``, and ``UnknownProviderError`` for an unknown provider.
        """
        error = self.classify_response(provider, response)
        if error.is_error:
            raise ShippingError(error)
        return response

    def as_shipping_errors(self, provider: str) -> ErrorConversion:
        """Return a context manager and decorator that turns failed calls into ``ShippingError``.

        For ``with``, ``async with``, and functions, plain or ``async``. Exceptions of HTTP clients,
        of the transport or with the response of an error, are turned, and those of an SDK that the
        provider's catalog names; the original is the ``__cause__``. All others are left alone.

        Raises ``UnknownProviderError`` for an unknown provider, here and not later.
        """
        index = self._index(provider)
        return ErrorConversion(
            partial(_call_site.error_of_exception, self.classify, index.provider, sdk=index.sdk)
        )

    def _index(self, provider: object) -> Index:
        """Return a provider's index, made at the first use.

        What goes wrong with a catalog must not hide the error that the caller handles: the status
        alone decides then, and the next call tries again. ``catalog`` tells what is wrong.
        """
        asked = plain_name(provider)
        index = self._indexes.get(normalize(asked))
        if index is not None:
            return index
        try:
            compiled, names = self._registry.compiled(asked)
            index = build_index(compiled)
        except UnknownProviderError:
            raise
        except Exception:  # noqa: BLE001 - a damaged installation, no memory, no file descriptors
            return empty_index(self._id(asked))
        # In one step, so that an interruption leaves no name out.
        self._indexes.update({key: index for name in names for key in (name, normalize(name))})
        return index

    def _id(self, asked: str) -> str:
        """Return the id for a name, as far as it can be found out."""
        with suppress(Exception):  # as above
            asked = self._registry.built_in.find(normalize(asked)) or asked
        return as_code(asked) or "unknown"

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle as a call with the same arguments, so that ``classify`` can go to a process."""
        return partial(
            type(self),
            catalogs=self._registry.user_files,
            on_unmapped=self._on_unmapped,
            private=self._kept is not None,
            keep=self._kept or (),
        ), ()


def _plain_int(status: object) -> int | None:
    """Return an ``http.HTTPStatus`` as a plain int; None for what is not a status."""
    if is_a(status, int) and type(status) is not bool:
        return int.__int__(status)
    return None
