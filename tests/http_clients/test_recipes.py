"""The code in ``docs/call-site.md`` runs, and does what the page says."""

from __future__ import annotations

import asyncio
import re
import traceback
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import httplib2
import pytest
import requests

from shipping_errors import (
    AlreadyDoneError,
    AuthenticationError,
    CarrierUnavailableError,
    Category,
    InvalidDataError,
    NetworkError,
    NormalizedError,
    ShippingError,
    classify,
)
from shipping_errors._http_clients import phases

from .conftest import PAGE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import httpx

    from .server import Server


@pytest.fixture
def http(page: dict[str, Any], server: Server) -> Iterator[httpx.Client]:
    with page["httpx"].Client(base_url=server.url(""), timeout=1.0) as client:
        yield client


@pytest.fixture(autouse=True)
def _no_sleep(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)


def test_the_page_s_rules_are_all_there_are() -> None:
    found = [it for it in vars(phases).values() if isinstance(it, phases.Phase)]
    rules = {f"transport:{it.name}" for it in found if it.name not in {"answered", "none"}}
    assert set(re.findall(r"transport:[a-z_]+", PAGE.read_text("utf-8"))) == rules


@pytest.mark.parametrize("behaviour", ["clickpost_key_wrong", "redirect_to_key_wrong"])
def test_the_httpx_hook_raises_for_an_error(
    page: dict[str, Any], server: Server, order: str, behaviour: str
) -> None:
    with (
        page["httpx"].Client(
            event_hooks={"response": [page["check"]]}, follow_redirects=True
        ) as client,
        pytest.raises(AuthenticationError),
    ):
        client.post(server.url(f"{behaviour}/{order}"))


def test_the_async_httpx_hook_raises_for_an_error(
    page: dict[str, Any], server: Server, order: str
) -> None:
    async def call() -> None:
        hooks = {"response": [page["check_async"]]}
        async with page["httpx"].AsyncClient(event_hooks=hooks) as client:
            assert (await client.post(server.url(f"clickpost_done/{order}"))).status_code == 200
            await client.post(server.url(f"clickpost_key_wrong/{order}"))

    with pytest.raises(AuthenticationError):
        asyncio.run(call())


@pytest.mark.parametrize("behaviour", ["clickpost_key_wrong", "redirect_to_key_wrong"])
def test_the_requests_hook_raises_for_an_error(
    page: dict[str, Any], server: Server, order: str, behaviour: str
) -> None:
    with page["session"] as session:
        assert session.post(server.url(f"clickpost_done/{order}")).status_code == 200
        with pytest.raises(AuthenticationError):
            session.post(server.url(f"{behaviour}/{order}"))


@pytest.mark.parametrize("behaviour", ["clickpost_key_wrong", "redirect_to_key_wrong"])
def test_the_aiohttp_hook_raises_for_an_error(
    page: dict[str, Any], server: Server, order: str, behaviour: str
) -> None:
    async def call() -> None:
        async with page["new_session"]() as session:
            await session.post(server.url(f"clickpost_done/{order}"))
            await session.post(server.url(f"{behaviour}/{order}"))

    with pytest.raises(AuthenticationError):
        asyncio.run(call())


@pytest.mark.parametrize(
    "track", ["track", "track_with_stamina", "track_with_tenacity", "track_async"]
)
def test_tracking_raises_a_shipping_error(
    page: dict[str, Any], server: Server, http: httpx.Client, order: str, track: str
) -> None:
    server.plans[f"track/{order}"] = ["label", "clickpost_key_wrong"]

    async def call() -> object:
        async with page["httpx"].AsyncClient(base_url=server.url("")) as client:
            return await page[track](client, order)

    def run() -> Any:
        return asyncio.run(call()) if track == "track_async" else page[track](http, order)

    assert run()["result"] == {"waybill": "W1"}
    with pytest.raises(AuthenticationError):
        run()


def test_a_traceback_shows_the_address_unless_the_cause_is_cut_off(page: dict[str, Any]) -> None:
    def get(_: str) -> None:
        raise requests.ConnectionError("Max retries exceeded with url: /?key=SECRET")

    for track, is_shown in (("track", True), ("track_quietly", False)):
        with pytest.raises(NetworkError) as caught:
            page[track](SimpleNamespace(get=get), "1")
        shown = "".join(
            line
            for line in traceback.format_exception(caught.value)
            if "raise requests.ConnectionError" not in line  # the source of this very test
        )
        assert ("SECRET" in shown) is is_shown


@pytest.mark.parametrize("track", ["track_with_stamina", "track_with_tenacity"])
def test_tracking_is_tried_again(
    page: dict[str, Any], server: Server, http: httpx.Client, order: str, track: str
) -> None:
    server.plans[f"track/{order}"] = ["html", "reset_before", "label"]

    assert page[track](http, order)["result"] == {"waybill": "W1"}


@pytest.mark.parametrize(
    ("sent", "looked_up"),
    [
        (["clickpost_done"], []),
        (["limited", "clickpost_done"], []),
        (["clickpost_exists"], ["label"]),
        (["slow_headers"], ["label"]),
        (["reset_after"], ["html", "label"]),
        (["clickpost_carrier_down"], ["label"]),
        (["reset_before", "clickpost_done"], ["no_label"]),
        (["slow_headers", "clickpost_exists"], ["no_label", "label"]),  # it appeared meanwhile
    ],
)
def test_a_label_is_bought_once_at_most(  # noqa: PLR0913, PLR0917 - fixtures, a table
    page: dict[str, Any],
    server: Server,
    http: httpx.Client,
    order: str,
    sent: list[str],
    looked_up: list[str],
) -> None:
    plans = {f"orders/{order}": [*sent], f"labels/{order}": [*looked_up]}
    server.plans.update(plans)
    server.effects[order] -= looked_up.count("html")  # a look-up buys nothing, however it fails

    assert page["create_label"](http, order)
    assert server.effects[order] == (sent != ["clickpost_exists"])
    assert not any(plans.values())


@pytest.mark.parametrize(
    ("sent", "looked_up", "error"),
    [
        (["bad_data"], [], InvalidDataError),
        (["reset_before", "reset_before"], ["no_label"], NetworkError),
        (["html_with_200"], ["no_label"], ShippingError),
        (["clickpost_exists"], ["no_label"], AlreadyDoneError),
        (["clickpost_exists"], ["no_route"], AlreadyDoneError),
        (["reset_after", "clickpost_exists"], ["no_label", "no_label"], AlreadyDoneError),
        (["reset_after"], ["no_route"], NetworkError),
        (["reset_after"], ["clickpost_key_wrong"], NetworkError),
        (["reset_after"], ["reset_before"] * 4, NetworkError),
        (
            ["clickpost_carrier_down", "clickpost_carrier_down"],
            ["no_label"],
            CarrierUnavailableError,
        ),
    ],
)
def test_a_label_that_can_not_be_bought_is_an_error(  # noqa: PLR0913, PLR0917 - as above
    page: dict[str, Any],
    server: Server,
    http: httpx.Client,
    order: str,
    sent: list[str],
    looked_up: list[str],
    error: type[ShippingError],
) -> None:
    plans = {f"orders/{order}": [*sent], f"labels/{order}": [*looked_up]}
    server.plans.update(plans)

    with pytest.raises(error) as caught:
        page["create_label"](http, order)
    assert not any(plans.values())
    assert not caught.value.error.safe_to_retry()


def test_what_is_pending_is_polled(
    page: dict[str, Any], server: Server, http: httpx.Client, order: str
) -> None:
    server.plans[f"poll/{order}"] = ["clickpost_queued", "clickpost_queued", "label"]

    assert page["wait_until_done"](lambda: http.get(f"poll/{order}")).status_code == 200
    server.plans[f"poll/{order}"] = ["clickpost_queued"] * 3
    with pytest.raises(TimeoutError, match="3 tries"):
        page["wait_until_done"](lambda: http.get(f"poll/{order}"), tries=3)


def _job(error: NormalizedError | None) -> Callable[[str], None]:
    def handle(_: str) -> None:
        if error is not None:
            raise ShippingError(error)

    return handle


def test_a_worker_stops_when_the_key_is_refused(page: dict[str, Any]) -> None:
    refused = classify("clickpost", 200, {"meta": {"status": 301}})

    with pytest.raises(SystemExit, match="stops at job a: clickpost 301 authentication"):
        page["work"](["a", "b"], _job(refused))
    assert page["work"](["a", "b"], _job(classify("clickpost", 503, None))) == ["a", "b"]
    assert page["work"](["a", "b"], _job(None)) == []


@pytest.mark.parametrize("category", Category)
def test_an_alert_goes_to_who_has_to_act(page: dict[str, Any], category: Category) -> None:
    error = classify("clickpost", None, None).model_copy(
        update={"category": category, "message": "Jane Doe, 1 Main St"}
    )
    sent: list[tuple[str, str]] = []
    page["alert"](error, lambda *alert: sent.append(alert))

    assert len(sent) == (category.actor != "nobody")
    assert "Jane" not in str(sent)


def test_httplib2_s_response_is_classified_with_its_body(
    page: dict[str, Any], server: Server, order: str
) -> None:
    http = httplib2.Http(proxy_info=None)
    error = page["order_by_httplib2"](http, server.url(f"clickpost_key_wrong/{order}"), b"{}")

    assert error.rule == "clickpost:301"


@pytest.mark.parametrize(
    ("status", "headers", "seconds"),
    [
        (429, {"Retry-After": "7"}, 7.0),
        (429, {}, 2.0),
        (429, {"Retry-After": "31"}, None),
        (503, {}, None),
    ],
)
def test_a_queue_is_told_how_long_to_wait_for_the_next_try(
    page: dict[str, Any], status: int, headers: dict[str, str], seconds: float | None
) -> None:
    exc = ShippingError(classify("clickpost", status, None, headers=headers))
    assert page["seconds_until_next_try"](exc, 2.0) == seconds
