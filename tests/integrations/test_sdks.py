"""Each provider's own SDK, called for real: its exceptions are read like the response itself."""

from __future__ import annotations

import importlib
import socket
import warnings
from typing import TYPE_CHECKING, Any

import easypost
import pytest
import shippo
import sp_api.api
import spapi
import tracking
from spapi.api.shipping_v2.shipping_api import ShippingApi
from user_catalogs import write

import shipping_errors
from shipping_errors import Category, Classifier, Outcome, ShippingError
from shipping_errors.retries import should_retry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from .conftest import Loopback

pytestmark = pytest.mark.integrations


@pytest.fixture(autouse=True)
def _warnings_of_sdks() -> Iterator[None]:
    """Let AfterShip's SDK use a deprecated part of httpx."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "URL.raw is deprecated")
        yield


TABLES = """
tables:
  - title: Errors
    source: {document: Errors, url: "https://errors.example", retrieved: 2026-11-25}
    rows: [{code: BUSY, judged: {category: busy}}]
"""
CATALOGS = {
    "easypost_sdk": """
sdk: [{exception: easypost.errors.api.api_error.ApiError, status: http_status, body: http_body}]
envelope: {code: [error.code], message: [error.message], code_in_every_answer: false}""",
    "shippo_sdk": """
sdk: [{exception: shippo.models.errors.sdkerror.SDKError}]
envelope: {code: [code], message: [detail], code_in_every_answer: false}""",
    "aftership_sdk": """
sdk: [{exception: tracking.exceptions.ApiException}]
envelope: {code: [meta.code], message: [meta.message], code_in_every_answer: false}""",
    "sp_api_sdk": """
sdk:
  - exception: sp_api.base.exceptions.SellingApiException
    status: code
    body: error
    body_key: errors
envelope: {code: [errors], field_errors: [{at: "errors[]", path: code, message: message}],
  code_in_every_answer: false}""",
    "amzn_sdk": """
sdk: [{exception: spapi.rest.ApiException}]
envelope: {code: [code], message: [message], code_in_every_answer: false}""",
}


def buy_with_easypost(url: str) -> object:
    client = easypost.EasyPostClient("key", api_base=url, timeout=5)
    return client.shipment.buy("shp_1", rate={"id": "rate_1"})


def buy_with_shippo(url: str) -> object:
    client = shippo.Shippo(api_key_header="key", server_url=url)
    order = shippo.components.TransactionCreateRequest(rate="1", async_=False)
    return client.transactions.create(order)


def track_with_aftership(url: str) -> object:
    configuration = tracking.Configuration(domain=url, api_key="key", max_retry=0)
    return tracking.Client(configuration).tracking.get_tracking_by_id("1")


def buy_with_sp_api(url: str) -> object:
    credentials = {"lwa_app_id": "id", "lwa_client_secret": "secret", "refresh_token": "token"}
    client = sp_api.api.Shipping(credentials=credentials, restricted_data_token=TOKEN)
    client.endpoint = url
    return client.purchase_labels("1")


class _Token:
    def get_lwa_access_token(self) -> str:
        return TOKEN


def buy_with_spapi(url: str) -> object:
    configuration = spapi.Configuration()
    configuration.host, configuration.access_token_cache = url, _Token()
    return ShippingApi(spapi.ApiClient(configuration)).purchase_shipment({})


CALLS: dict[str, Callable[[str], object]] = {
    "easypost_sdk": buy_with_easypost,
    "shippo_sdk": buy_with_shippo,
    "aftership_sdk": track_with_aftership,
    "sp_api_sdk": buy_with_sp_api,
    "amzn_sdk": buy_with_spapi,
}
BODIES: dict[str, Any] = {
    "easypost_sdk": {"error": {"code": "BUSY", "message": "Busy", "errors": []}},
    "shippo_sdk": {"code": "BUSY", "detail": "Busy"},
    "aftership_sdk": {"meta": {"code": "BUSY", "message": "Busy", "type": "TooManyRequests"}},
    "sp_api_sdk": {"errors": [{"code": "BUSY", "message": "Busy"}]},
    "amzn_sdk": {"code": "BUSY", "message": "Busy"},
}
TOKEN = "any"  # noqa: S105 - no secret
WITHOUT_HEADERS = {"easypost_sdk"}


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Classifier:
    texts = [
        f"provider: {provider}\ntitle: {provider}{catalog}{TABLES}"
        for provider, catalog in CATALOGS.items()
    ]
    directory: Path = tmp_path_factory.mktemp("catalogs")
    return Classifier(catalogs=[write(directory, *texts)])


def test_every_class_that_a_built_in_catalog_names_is_there() -> None:
    """A catalog that names a class of another SDK asks for that SDK in the extra."""
    for provider in shipping_errors.providers():
        for named in shipping_errors.catalog(provider).sdk:
            module, _, name = named.exception.rpartition(".")
            assert issubclass(getattr(importlib.import_module(module), name), Exception)


def raised_by(provider: str, url: str) -> Exception:
    with pytest.raises(Exception) as caught:  # noqa: PT011 - of any class
        CALLS[provider](url)
    return caught.value


@pytest.mark.parametrize("provider", CALLS)
def test_an_sdk_exception_means_what_the_response_means(
    provider: str, known: Classifier, loopback: Loopback
) -> None:
    body = BODIES[provider]
    loopback.reply(429, body, Retry_After="7")
    exc = raised_by(provider, loopback.url)
    error = known.classify_exception(provider, exc)
    headers = {} if provider in WITHOUT_HEADERS else {"Retry-After": "7"}
    assert error == known.classify(provider, 429, body, headers=headers)
    assert error.http_status == 429
    assert error.category in {Category.BUSY, Category.RATE_LIMITED}
    with pytest.raises(ShippingError) as caught, known.as_shipping_errors(provider):
        CALLS[provider](loopback.url)
    assert caught.value.error == error
    assert loopback.requests == 2


@pytest.mark.parametrize("provider", CALLS)
def test_another_providers_block_leaves_an_sdk_exception_alone(
    provider: str, known: Classifier, loopback: Loopback
) -> None:
    """Nor do the hooks repeat it: what the exception is about may have been done."""
    loopback.reply(429, BODIES[provider])
    exc = raised_by(provider, loopback.url)
    with pytest.raises(type(exc)), known.as_shipping_errors("clickpost"):
        CALLS[provider](loopback.url)
    assert should_retry(exc, idempotent=True, provider="clickpost") is False
    assert should_retry(exc, idempotent=False, provider=provider, classifier=known) in {True, 7.0}


@pytest.mark.parametrize("provider", sorted(CALLS.keys() - {"easypost_sdk", "sp_api_sdk"}))
def test_a_gateways_page_means_what_its_status_means(
    provider: str, known: Classifier, loopback: Loopback
) -> None:
    loopback.reply(502, "<html><title>Bad Gateway</title></html>")
    error = known.classify_exception(provider, raised_by(provider, loopback.url))
    assert (error.rule, error.message, error.outcome) == (
        "http:502",
        "Bad Gateway",
        Outcome.MAYBE_DONE,
    )


def test_what_an_sdk_drops_is_unknown_and_not_repeated(
    known: Classifier, loopback: Loopback
) -> None:
    """EasyPost's drops status and body of what is not JSON; Amazon's by others does not raise."""
    loopback.reply(502, "<html><title>Bad Gateway</title></html>")
    exc = raised_by("easypost_sdk", loopback.url)
    error = known.classify_exception("easypost_sdk", exc)
    assert (error.category, error.retryable) == (Category.UNKNOWN, False)
    assert should_retry(exc, idempotent=True, provider="easypost_sdk", classifier=known) is False
    buy_with_sp_api(loopback.url)


@pytest.fixture
def nowhere() -> str:
    """Return an address where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        return f"http://127.0.0.1:{closed.getsockname()[1]}"


@pytest.mark.parametrize("provider", CALLS)
def test_a_refused_connection_is_recognized_through_an_sdk(
    provider: str, known: Classifier, nowhere: str
) -> None:
    exc = raised_by(provider, nowhere)
    error = known.classify_exception(provider, exc)
    assert (error.rule, error.outcome) == ("transport:refused", Outcome.NOT_DONE)
    assert should_retry(exc, idempotent=False, provider=provider, classifier=known) is True


def wait_with_easypost(url: str) -> None:
    easypost.EasyPostClient("key", api_base=url, timeout=1).shipment.buy("1", rate={})


def wait_with_aftership(url: str) -> None:
    configuration = tracking.Configuration(domain=url, api_key="key", max_retry=0, timeout=300)
    tracking.Client(configuration).tracking.get_tracking_by_id("1")


@pytest.mark.parametrize(
    ("provider", "call"),
    [("easypost_sdk", wait_with_easypost), ("aftership_sdk", wait_with_aftership)],
)
def test_a_timeout_that_an_sdk_hides_is_in_doubt(
    provider: str, call: Callable[[str], None], known: Classifier
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(Exception) as caught:  # noqa: PT011 - of any class
            call(url)
    error = known.classify_exception(provider, caught.value)
    assert (error.rule, error.outcome) == ("transport:read_timeout", Outcome.MAYBE_DONE)


def test_aftership_repeats_by_itself_and_its_last_try_is_then_in_doubt(
    known: Classifier, loopback: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    loopback.reply(500, {"meta": {"code": "BUSY", "type": "InternalError", "message": ""}})
    configuration = tracking.Configuration(domain=loopback.url, api_key="key", max_retry=1)
    with pytest.raises(tracking.exceptions.ApiException) as caught:
        tracking.Client(configuration).tracking.get_tracking_by_id("1")
    assert loopback.requests == 2
    error = known.classify_exception("aftership_sdk", caught.value)
    assert (error.category, error.outcome) == (Category.BUSY, Outcome.MAYBE_DONE)
