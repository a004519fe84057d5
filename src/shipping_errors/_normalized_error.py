"""What ``classify`` returns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from ._vocabulary import Category, Outcome, RetryBasis


@dataclass(frozen=True, slots=True)
class FieldError:
    """One field that the provider refused."""

    path: str
    """The field as the provider names it; empty where it names none."""
    message: str
    """The provider's words, on one line; empty where it gives none."""


class NormalizedError(BaseModel):
    """One provider's error, in words that are the same for every provider.

    Frozen, hashable, picklable; ``model_dump_json`` and ``model_validate_json`` are a round trip.
    It keeps no copy of the body.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    provider: str
    """The provider's id, whatever alias was asked for."""
    http_status: int | None
    """100 to 999; None when unknown."""
    code: str | None
    """The code in the body, as text, whether or not the catalog knows it."""
    category: Category
    """What went wrong."""
    retryable: bool
    """Whether the same request, unchanged, could succeed later. Not a permission to send a write
    again: ask ``safe_to_retry``."""
    retry_basis: RetryBasis
    """Who says that it is or is not retryable."""
    retry_after: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None
    """Seconds to wait before the next try; None when unknown or not retryable."""
    outcome: Outcome
    """Whether the operation took effect."""
    message: str
    """One line for people: the provider's live text, else the documented text, else a sentence of
    ours. It may have personal data in it."""
    documentation: str | None
    """The deciding row's text in the provider's documentation. It never has personal data in it."""
    field_errors: tuple[FieldError, ...]
    """The fields that the provider refused."""
    rule: str
    """What decided: a row (``clickpost:303``), a status (``http:503``), the transport
    (``transport:read_timeout``) or ``none``. Free of personal data, fit for a metric's label."""
    source_url: str | None
    """Where the deciding row is documented."""
    errors: tuple[NormalizedError, ...] = ()
    """The errors that the body lists, in its order, each with a category and a rule of its own;
    empty where it lists none. 1,000 at most."""
    item: str | None = None
    """What of the request a listed error is about: a tracking number, a parcel. It may be personal
    data."""

    @property
    def is_error(self) -> bool:
        """False for ``ok``, ``pending`` and ``partial``."""
        return self.category.is_error

    def __setstate__(self, state: dict[Any, Any]) -> None:
        """Unpickle, also what a release without ``errors`` and ``item`` has pickled."""
        fields = {"errors": (), "item": None, **state["__dict__"]}
        super().__setstate__({**state, "__dict__": fields})

    def safe_to_retry(self, idempotent: bool = False) -> bool:  # noqa: FBT002 - a public signature
        """Whether sending the same request again can neither fail for sure nor act twice.

        True when the error is a retryable error and either the call is idempotent (the caller
        knows: reading, or writing with a key that the provider honours) or it did not take effect.
        """
        return self.is_error and self.retryable and (idempotent or self.outcome is Outcome.NOT_DONE)

    def labels(self) -> dict[str, str]:
        """Return what is fit for logs, traces and metrics: short texts, each from a closed set.

        ``provider``, ``category``, ``outcome``, ``retryable`` ("true" or "false"), ``actor``,
        ``http_status`` ("none" where it is unknown) and ``rule``. Nothing in it is text that the
        provider sent.
        """
        return {
            "provider": self.provider,
            "category": self.category.value,
            "outcome": self.outcome.value,
            "retryable": str(self.retryable).lower(),
            "actor": self.category.actor.value,
            "http_status": str(self.http_status or "none"),
            "rule": self.rule,
        }

    def __json__(self) -> dict[str, Any]:
        """Return plain data, for kombu, which serializes for Celery.

        ``ShippingError`` takes it instead of the error itself.
        """
        return self.model_dump(mode="json")


_new = object.__new__
_set_path = vars(FieldError)["path"].__set__
_set_message = vars(FieldError)["message"].__set__


def field_error(path: str, message: str) -> FieldError:
    """Make a refused field: twice as fast as a frozen class makes it itself."""
    error = _new(FieldError)
    _set_path(error, path)
    _set_message(error, message)
    return error


_FIELDS_SET = set(NormalizedError.model_fields)
# The slots of a model, set as pydantic's own ``model_construct`` sets them, but without a look-up
# of each by name.
_set_fields = vars(BaseModel)["__dict__"].__set__
_set_fields_set = vars(BaseModel)["__pydantic_fields_set__"].__set__
_set_extra = vars(BaseModel)["__pydantic_extra__"].__set__
_set_private = vars(BaseModel)["__pydantic_private__"].__set__


def assemble(fields: dict[str, Any]) -> NormalizedError:
    """Make an error out of all its fields, unchecked: five times as fast as validating them.

    For values that are right by construction.
    """
    error = _new(NormalizedError)
    _set_fields(error, fields)
    _set_fields_set(error, _FIELDS_SET)
    _set_extra(error, None)
    _set_private(error, None)
    return error
