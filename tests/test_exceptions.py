"""``ShippingError`` and its classes."""

from __future__ import annotations

import copy
import errno
import itertools
import json
import os
import pickle
import socket
import ssl
import traceback
from typing import Any

import httpx
import pytest
import requests

import shipping_errors
from shipping_errors import (
    Category,
    NetworkError,
    PermissionDeniedError,
    ProviderUnavailableError,
    RateLimitedError,
    ShippingError,
    UnknownError,
    classify,
    classify_exception,
)
from shipping_errors._advice import advice

ERRORS = [category for category in Category if category.is_error]


def _error(category: Category) -> shipping_errors.NormalizedError:
    base = classify("clickpost", None, None)
    return base.model_copy(update={"category": category, "outcome": category.outcome})


def test_each_error_category_has_one_flat_class() -> None:
    kinds = [type(ShippingError(_error(category))) for category in ERRORS]

    assert len(set(kinds)) == len(ERRORS)
    assert set(kinds) == set(ShippingError.__subclasses__())
    assert all(kind.__bases__ == (ShippingError,) for kind in kinds)
    assert not any(issubclass(*pair) for pair in itertools.permutations(kinds, 2))


@pytest.mark.parametrize("category", ERRORS)
def test_a_class_is_named_after_its_category_and_public(category: Category) -> None:
    kind = type(ShippingError(_error(category)))
    name = kind.__name__.removesuffix("Error").casefold()
    wanted = category.removesuffix("_error").replace("_", "")

    assert name == ("permissiondenied" if category is Category.PERMISSION else wanted)
    assert kind.__doc__ == category.description
    assert getattr(shipping_errors, kind.__name__) is kind
    assert kind.__module__ == "shipping_errors"


def test_the_module_draws_every_class() -> None:
    tree = str(shipping_errors._exceptions.__doc__)

    assert all(f"── {kind.__name__}\n" in tree for kind in ShippingError.__subclasses__())
    assert tree.count("── ") == len(ERRORS)


def test_what_is_no_error_has_no_class_of_its_own() -> None:
    assert type(ShippingError(_error(Category.PENDING))) is ShippingError


def test_a_class_that_is_named_is_kept() -> None:
    assert type(NetworkError(_error(Category.BUSY))) is NetworkError


@pytest.mark.parametrize("category", ERRORS)
@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_an_exception_survives_pickling(category: Category, protocol: int) -> None:
    exc = ShippingError(_error(category))
    exc.add_note("order 7")
    twin = pickle.loads(pickle.dumps(exc, protocol))

    assert type(twin) is type(exc)
    assert (twin.error, twin.args, str(twin)) == (exc.error, exc.args, str(exc))
    assert twin.__notes__ == ["order 7"]


def test_a_copy_is_an_equal_exception() -> None:
    exc = ShippingError(_error(Category.BUSY))

    assert copy.deepcopy(exc).error == exc.error


def _raised_from(cause: Exception) -> ShippingError:
    with pytest.raises(ShippingError) as caught:
        raise ShippingError(_error(Category.NETWORK)) from cause
    return caught.value


REFUSED = (errno.ECONNREFUSED, os.strerror(errno.ECONNREFUSED))


@pytest.mark.parametrize(
    ("cause", "args"),
    [
        (ConnectionRefusedError(errno.ECONNREFUSED, "POST https://x/?key=SECRET"), REFUSED),
        (OSError(errno.ECONNREFUSED, "?", "/home/SECRET"), REFUSED),
        (ConnectionError("POST https://x/?key=SECRET"), ()),
        (TimeoutError("SECRET"), ()),
        (OSError(10**30, "SECRET"), ()),
        (OSError("SECRET", "SECRET"), ()),
        (socket.gaierror(socket.EAI_NONAME, "SECRET"), ()),
        (ssl.SSLCertVerificationError(1, "SECRET"), ()),
    ],
    ids=repr,
)
def test_pickling_keeps_what_the_system_said_but_no_text_of_it(
    cause: Exception, args: tuple[object, ...]
) -> None:
    pickled = pickle.dumps(_raised_from(cause))
    twin = pickle.loads(pickled)

    assert b"SECRET" not in pickled
    assert (type(twin.__cause__), twin.__cause__.args) == (type(cause), args)


class _SecretiveError(Exception):
    @property
    def args(self) -> Any:
        raise RuntimeError


def test_an_exception_survives_pickling_with_a_cause_that_raises_when_it_is_looked_at() -> None:
    assert pickle.loads(pickle.dumps(_raised_from(_SecretiveError()))).__cause__ is None


@pytest.mark.parametrize("category", ERRORS)
def test_an_exception_can_be_made_of_its_errors_plain_data(category: Category) -> None:
    """So it comes back from a queue that stores JSON: its class, called with the data."""
    exc = ShippingError(_error(category))
    data = json.loads(json.dumps(exc.error.__json__()))

    for twin in (ShippingError(data), type(exc)(data)):
        assert type(twin) is type(exc)
        assert (twin.error, twin.args, str(twin)) == (exc.error, exc.args, str(exc))


WRONG = {
    "slow": "classify returns, or its plain data, not 'str'; in a test write",
    None: "not 'NoneType'",
    404: "not 'int'",
    (): "not 'tuple'",
}


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("kind", [ShippingError, RateLimitedError])
def test_what_is_no_error_is_refused_when_the_exception_is_made(
    kind: type[ShippingError], wrong: Any
) -> None:
    with pytest.raises(TypeError, match=rf"^{kind.__name__} takes .*{WRONG[wrong]}"):
        kind(wrong)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"category": "weather"}, "category: Input should be 'ok'"),
        ({"field_errors": [{"path": "SECRET"}]}, r"field_errors\.0\.message: "),
        ({"message": 7}, "message: Input should be a valid string"),
        ({"from_the_future": "SECRET"}, "from_the_future: .*another release of shipping-errors$"),
    ],
)
def test_wrong_plain_data_is_refused_with_the_key_and_without_the_values(
    changes: dict[str, Any], problem: str
) -> None:
    data = {**_error(Category.BUSY).__json__(), **changes}
    with pytest.raises(TypeError, match=problem) as caught:
        ShippingError(data)

    assert "SECRET" not in "".join(traceback.format_exception(caught.value))


def test_its_text_never_raises() -> None:
    exc = ShippingError(_error(Category.BUSY))
    for error in (None, "slow", classify, type(exc.error).model_construct(category="busy")):
        exc.error = error
        assert str(exc) == "what it says is lost: its error is missing or incomplete"
    del exc.error
    assert str(exc).startswith("what it says is lost")


@pytest.mark.parametrize(
    ("code", "rule", "shown"),
    [
        ("4155", "none", "acme 4155 "),
        ("BOOK-INPUT_014.a:b/c", "none", "acme BOOK-INPUT_014.a:b/c "),
        ("Rejected by SLM Monitor", "acme:Rejected by SLM Monitor", "acme Rejected by SLM Monitor"),
        ("Anna Person", "none", "acme HTTP 400 "),
        ("a@b.example", "acme:http:400", "acme HTTP 400 "),
        ("x" * 65, "none", "acme HTTP 400 "),
        ("7\n8", "none", "acme HTTP 400 "),
    ],
)
def test_its_text_shows_a_code_only_where_a_row_knows_it_or_it_is_formed_like_one(
    code: str, rule: str, shown: str
) -> None:
    """A provider can send any text as a code."""
    changes = {"provider": "acme", "http_status": 400, "code": code, "rule": rule}
    exc = ShippingError(_error(Category.BUSY).model_copy(update=changes))

    assert str(exc).startswith(shown)


class _JobError(NetworkError):
    def __init__(self, error: shipping_errors.NormalizedError, job: int, *, queue: str) -> None:
        super().__init__(error)
        self.job, self.queue = job, queue


def test_a_subclass_may_take_more() -> None:
    exc = _JobError(_error(Category.NETWORK), 7, queue="labels")

    assert (exc.error.category, exc.job, exc.queue) == (Category.NETWORK, 7, "labels")


def test_pickling_leaves_the_clients_exception_behind_and_keeps_what_is_beneath() -> None:
    """The client's own holds the request, with the key."""
    refused = ConnectionRefusedError(111, "refused")
    cause = requests.ConnectionError(refused, request=requests.Request(headers={"key": "SECRET"}))
    pickled = pickle.dumps(_raised_from(cause))
    twin = pickle.loads(pickled)

    assert b"SECRET" not in pickled
    assert isinstance(twin.__cause__, ConnectionRefusedError)


@pytest.mark.parametrize(
    "cause",
    [
        httpx.ReadTimeout("SECRET"),
        ValueError("SECRET"),
        UnicodeDecodeError("utf-8", b"the SECRET body", 0, 1, "?"),
        pytest.param(ValueError(lambda: None), id="ValueError with a function"),
    ],
    ids=repr,
)
def test_pickling_leaves_every_other_cause_behind(cause: Exception) -> None:
    pickled = pickle.dumps(_raised_from(cause))

    assert b"SECRET" not in pickled
    assert pickle.loads(pickled).__cause__ is None


TEXTS = {
    "clickpost 322 carrier_unavailable: Internal Server Error In Courier Partners Server, Try Again"
    " (it may have taken effect: look it up before sending it again)": classify(
        "clickpost", 200, {"meta": {"status": 322}}
    ),
    "clickpost HTTP 503 provider_unavailable: Down"
    " (it may have taken effect: look it up before sending it again)": classify(
        "clickpost", 503, "<title>Down</title>"
    ),
    "clickpost network: The connection was refused; nothing was sent (ConnectionRefusedError)"
    " (it took no effect: send it again, after a while)": classify_exception(
        "clickpost", ConnectionRefusedError()
    ),
}


@pytest.mark.parametrize("text", TEXTS)
def test_the_text_says_who_what_why_and_what_to_do(text: str) -> None:
    assert str(ShippingError(TEXTS[text])) == text


def test_a_traceback_names_the_public_class() -> None:
    exc = ShippingError(classify("aftership", 429, b"{}", headers={"Retry-After": "7"}))
    line = traceback.format_exception_only(exc)[0]

    assert line.startswith("shipping_errors.RateLimitedError: aftership_shipping ")
    assert line.endswith("(it took no effect: send it again, in 7 s)\n")


ADVICE = [
    (Category.OK, {}, "it took effect; nothing to do"),
    (Category.PENDING, {}, "accepted and not finished: poll, do not send it again"),
    (Category.ALREADY_DONE, {}, "it is done already: look it up, do not send it again"),
    (Category.INVALID_DATA, {}, "change the request: sent again unchanged it will fail again"),
    (Category.AUTHENTICATION, {}, "the owner of the account has to act"),
    (Category.BUSY, {}, "sending it again unchanged will not help"),
    (
        Category.BUSY,
        {"retryable": True, "retry_after": 0.0},
        "it took no effect: send it again, in 0 s",
    ),
    (
        Category.CARRIER_ERROR,
        {},
        "it may have taken effect: look it up; the carrier has to act",
    ),
    (
        Category.UNKNOWN,
        {},
        "it may have taken effect: look it up, do not send it again unchanged",
    ),
    (
        Category.NETWORK,
        {"retryable": True, "retry_after": 60.0},
        "it may have taken effect: look it up before sending it again, in 60 s",
    ),
]


@pytest.mark.parametrize(("category", "fields", "text"), ADVICE)
def test_the_advice_follows_from_the_answer(
    category: Category, fields: dict[str, object], text: str
) -> None:
    assert advice(_error(category).model_copy(update=fields)) == text


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "1 s"),
        (119.5, "120 s"),
        (121.0, "3 minutes"),
        (7_200.0, "120 minutes"),
        (7_201.0, "3 hours"),
        (172_800.0, "48 hours"),
        (1_263_180.0, "15 days"),
        (126_318_000.0, "1463 days"),
    ],
)
def test_a_wait_is_said_in_plain_words(seconds: float, words: str) -> None:
    error = _error(Category.BUSY).model_copy(update={"retryable": True, "retry_after": seconds})

    assert advice(error) == f"it took no effect: send it again, in {words}"


@pytest.mark.parametrize("category", Category)
@pytest.mark.parametrize("retryable", [False, True])
def test_advice_to_send_it_again_at_once_is_given_only_where_it_is_safe(
    category: Category, *, retryable: bool
) -> None:
    error = _error(category).model_copy(update={"retryable": retryable})

    assert advice(error).startswith("it took no effect: send it again") == (
        error.safe_to_retry() and error.category is not Category.PENDING
    )


def test_a_class_says_nothing_of_retries() -> None:
    """Two errors of one class may differ in whether they can be sent again."""
    refused = classify_exception("clickpost", ConnectionRefusedError())
    reset = classify_exception("clickpost", ConnectionResetError())

    assert type(ShippingError(refused)) is type(ShippingError(reset)) is NetworkError
    assert refused.safe_to_retry() is not reset.safe_to_retry()
    assert not hasattr(RateLimitedError, "retryable")


@pytest.mark.parametrize(
    ("status", "kind"),
    [(403, PermissionDeniedError), (503, ProviderUnavailableError), (None, UnknownError)],
)
def test_the_class_follows_the_category(status: int | None, kind: type[ShippingError]) -> None:
    assert type(ShippingError(classify("clickpost", status, None))) is kind
