"""The hooks for stamina and tenacity: when they say yes, and how long they wait."""

from __future__ import annotations

import asyncio
import functools
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import stamina
import tenacity

from shipping_errors import (
    Category,
    Classifier,
    NormalizedError,
    Outcome,
    RateLimitedError,
    ShippingError,
    UnknownProviderError,
    as_shipping_errors,
    classify,
)
from shipping_errors.retries import should_retry, stamina_hook, tenacity_retry, tenacity_wait

from .clients import post_httpx

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .server import Server


def _error(outcome: Outcome, retry_after: float | None = None, **fields: object) -> ShippingError:
    base = classify("clickpost", None, None)
    fields = {"category": Category.NETWORK, "retryable": True, **fields}
    return ShippingError(
        base.model_copy(update={**fields, "outcome": outcome, "retry_after": retry_after})
    )


NOT_DONE = _error(Outcome.NOT_DONE)
MAYBE_DONE = _error(Outcome.MAYBE_DONE)
HOPELESS = _error(Outcome.NOT_DONE, retryable=False)


def _state(exc: BaseException | None) -> Any:
    outcome = SimpleNamespace(failed=exc is not None, exception=lambda: exc)
    return SimpleNamespace(outcome=outcome)


DECISIONS = [
    (NOT_DONE, False, True),
    (NOT_DONE, True, True),
    (MAYBE_DONE, False, False),
    (MAYBE_DONE, True, True),
    (HOPELESS, True, False),
    (_error(Outcome.NOT_DONE, 0.0), False, 0.0),
    (_error(Outcome.NOT_DONE, 60.0), False, 60.0),
    (_error(Outcome.NOT_DONE, 60.1), False, False),
    (_error(Outcome.MAYBE_DONE, 5.0), False, False),
    (ValueError("?"), True, False),
    (ConnectionRefusedError(), True, False),
    (asyncio.CancelledError(), True, False),
]


@pytest.mark.parametrize(("exc", "idempotent", "decision"), DECISIONS)
def test_stamina_is_told_no_yes_or_how_long(
    exc: Exception, *, idempotent: bool, decision: bool | float
) -> None:
    told = stamina_hook(idempotent=idempotent)(exc)

    assert (type(told), told) == (type(decision), decision)


@pytest.mark.parametrize(("exc", "idempotent", "decision"), DECISIONS)
def test_any_loop_is_told_no_yes_or_how_long(
    exc: Exception, *, idempotent: bool, decision: bool | float
) -> None:
    """In ``if`` a wait of no time would mean no; so it is said as yes."""
    told = should_retry(exc, idempotent=idempotent)

    wanted = True if type(decision) is float and decision == 0 else decision
    assert (type(told), told) == (type(wanted), wanted)


def test_a_loop_that_asks_reads_a_clients_own_exception_only_with_a_provider() -> None:
    refused = httpx.ConnectError("refused")
    refused.__cause__ = ConnectionRefusedError(111, "refused")

    assert should_retry(refused, idempotent=False) is False
    assert should_retry(refused, idempotent=False, provider="clickpost") is True
    with pytest.raises(UnknownProviderError):
        should_retry(refused, idempotent=False, provider="clickpst")
    with pytest.raises(ValueError, match="seconds"):
        should_retry(refused, idempotent=False, limit=-1)


@pytest.mark.parametrize(("exc", "idempotent", "decision"), DECISIONS)
def test_tenacity_is_told_no_or_yes(
    exc: BaseException, *, idempotent: bool, decision: bool | float
) -> None:
    told = tenacity_retry(idempotent=idempotent)(_state(exc))

    assert told is (decision is not False)


def test_tenacity_is_told_not_to_repeat_what_returned() -> None:
    assert tenacity_retry(idempotent=True)(_state(None)) is False
    assert tenacity_retry(idempotent=True)(SimpleNamespace(outcome=None)) is False


@pytest.mark.parametrize(
    ("exc", "seconds"),
    [
        (_error(Outcome.NOT_DONE, 4.0), 4.0),
        (_error(Outcome.NOT_DONE, 0.0), 0.0),
        (_error(Outcome.NOT_DONE, 60.0), 60.0),
        (NOT_DONE, 2.5),
        (ValueError(), 2.5),
        (None, 2.5),
    ],
)
def test_tenacity_waits_as_the_provider_asks_else_as_the_caller_does(
    exc: Exception | None, seconds: float
) -> None:
    assert tenacity_wait(2.5, idempotent=False)(_state(exc)) == seconds
    assert tenacity_wait(tenacity.wait_fixed(2.5), idempotent=False)(_state(exc)) == seconds


@pytest.mark.parametrize(
    "exc", [_error(Outcome.NOT_DONE, 7_200.0), _error(Outcome.MAYBE_DONE, None)]
)
def test_tenacity_raises_in_place_of_a_wait_that_must_not_be(exc: Exception) -> None:
    """Whatever its ``retry=`` says: here it would repeat every error."""

    def fail() -> None:
        raise exc

    retrying = tenacity.Retrying(wait=tenacity_wait(0.0, idempotent=False), sleep=pytest.fail)
    with pytest.raises(type(exc)) as caught:
        retrying(fail)
    assert caught.value is exc


HOOKS: list[Callable[..., object]] = [
    stamina_hook,
    tenacity_retry,
    functools.partial(tenacity_wait, 1.0),
]


@pytest.mark.parametrize("make", HOOKS)
def test_a_misspelt_provider_is_told_about_when_the_hook_is_made(
    make: Callable[..., object],
) -> None:
    with pytest.raises(UnknownProviderError):
        make(idempotent=True, provider="clickpots")
    with pytest.raises(UnknownProviderError):
        make(idempotent=True, provider="clickpots", classifier=Classifier())


@pytest.mark.parametrize("make", HOOKS)
@pytest.mark.parametrize("limit", [-1, float("nan")])
def test_a_limit_is_a_number_of_seconds(make: Callable[..., object], limit: float) -> None:
    with pytest.raises(ValueError, match="a limit is a number of seconds"):
        make(idempotent=True, limit=limit)


@pytest.mark.parametrize("classifier", [None, Classifier()])
def test_with_a_provider_a_client_s_own_exceptions_are_read_too(
    classifier: Classifier | None,
) -> None:
    hook = stamina_hook(idempotent=False, provider="clickpost", classifier=classifier)

    assert hook(ConnectionRefusedError()) is True
    assert hook(httpx.ReadTimeout("?")) is False
    assert hook(ValueError()) is False
    assert hook(asyncio.CancelledError()) is False


class _DatabaseError(Exception):
    """Another library's, raised because its own server refused a connection."""


@pytest.mark.parametrize("classifier", [None, Classifier()])
@pytest.mark.parametrize("retried", [stamina.retry, tenacity.retry])
def test_a_failure_after_the_call_does_not_repeat_the_call(
    retried: Callable[..., Any], classifier: Classifier | None
) -> None:
    """The label is bought, and saving it fails."""
    bought = []

    def buy_and_save() -> None:
        bought.append(1)
        raise _DatabaseError from ConnectionRefusedError()

    options: dict[str, Any] = {
        "idempotent": False,
        "provider": "clickpost",
        "classifier": classifier,
    }
    loop = (
        retried(on=stamina_hook(**options), attempts=3, wait_initial=0, wait_jitter=0)
        if retried is stamina.retry
        else retried(retry=tenacity_retry(**options), stop=tenacity.stop_after_attempt(3))
    )
    with pytest.raises((_DatabaseError, tenacity.RetryError)):
        loop(buy_and_save)()
    assert len(bought) == 1


@pytest.mark.parametrize("make", HOOKS)
def test_a_classifier_without_a_provider_would_be_ignored(make: Callable[..., object]) -> None:
    with pytest.raises(TypeError, match="without a provider"):
        make(idempotent=True, classifier=Classifier())


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return the waits that were asked for; nobody waits."""
    waits: list[float] = []
    monkeypatch.setattr("time.sleep", waits.append)
    return waits


@pytest.fixture(params=["stamina", "tenacity"])
def retried(request: pytest.FixtureRequest, slept: list[float]) -> Callable[..., Any]:
    """Call a function three times at most, by each library in turn."""

    def by_stamina(function: Callable[[], Any], *, idempotent: bool) -> Any:
        hook = stamina_hook(idempotent=idempotent, provider="aftership")
        return stamina.retry(on=hook, attempts=3, wait_initial=0, wait_jitter=0)(function)()

    def by_tenacity(function: Callable[[], Any], *, idempotent: bool) -> Any:
        retrying = tenacity.Retrying(
            retry=tenacity_retry(idempotent=idempotent, provider="aftership"),
            wait=tenacity_wait(tenacity.wait_none(), idempotent=idempotent, provider="aftership"),
            stop=tenacity.stop_after_attempt(3),
            sleep=slept.append,
            reraise=True,
        )
        return retrying(function)

    return {"stamina": by_stamina, "tenacity": by_tenacity}[request.param]


@pytest.fixture
def buy(server: Server, order: str) -> Callable[[list[str]], Callable[[], httpx.Response]]:
    """Make a call that meets one behaviour of the server after the other."""

    def buy(behaviours: list[str]) -> Callable[[], httpx.Response]:
        left: Iterator[str] = iter(behaviours)

        @as_shipping_errors("aftership")
        def call() -> httpx.Response:
            response = post_httpx(server.url(f"{next(left)}/{order}"))
            error: NormalizedError = Classifier().classify_response("aftership", response)
            if error.is_error:
                raise ShippingError(error)
            return response

        return call

    return buy


def test_what_took_no_effect_is_sent_again_after_the_provider_s_wait(
    server: Server,
    order: str,
    retried: Callable[..., Any],
    buy: Callable[[list[str]], Any],
    slept: list[float],
) -> None:
    response = retried(buy(["aftership_limited", "aftership_done"]), idempotent=False)

    assert response.status_code == 200
    assert server.effects[order] == 1
    assert [wait for wait in slept if wait] == [7.0]


def test_what_may_have_taken_effect_is_not_sent_again(
    server: Server, order: str, retried: Callable[..., Any], buy: Callable[[list[str]], Any]
) -> None:
    with pytest.raises(ShippingError) as caught:
        retried(buy(["reset_after", "aftership_done"]), idempotent=False)

    assert caught.value.error.outcome is Outcome.MAYBE_DONE
    assert server.effects[order] == server.received[order] == 1


def test_an_idempotent_call_is_sent_again_all_the_same(
    retried: Callable[..., Any], buy: Callable[[list[str]], Any]
) -> None:
    response = retried(buy(["reset_after", "aftership_done"]), idempotent=True)

    assert response.status_code == 200


def test_after_the_last_try_the_error_itself_comes_out(
    retried: Callable[..., Any], buy: Callable[[list[str]], Any]
) -> None:
    with pytest.raises(RateLimitedError):
        retried(buy(["aftership_limited"] * 3), idempotent=False)


@pytest.mark.parametrize(
    "retry",
    [
        stamina.retry(on=stamina_hook(idempotent=False), attempts=3),
        tenacity.retry(
            retry=tenacity_retry(idempotent=False),
            wait=tenacity_wait(0.0, idempotent=False),
            stop=tenacity.stop_after_attempt(3),
            reraise=True,
        ),
    ],
)
def test_the_hooks_work_around_async_functions(retry: Callable[..., Any]) -> None:
    raised = [_error(Outcome.NOT_DONE, 0.0), _error(Outcome.NOT_DONE, 0.0)]

    @retry
    async def call() -> str:
        if raised:
            raise raised.pop()
        return "done"

    assert asyncio.run(call()) == "done"


def test_a_wait_beyond_the_limit_raises_in_place_of_sleeping(slept: list[float]) -> None:
    calls = []

    @stamina.retry(on=stamina_hook(idempotent=True, limit=10), attempts=3)
    def call() -> None:
        calls.append(1)
        raise _error(Outcome.NOT_DONE, 3_600.0)

    with pytest.raises(ShippingError):
        call()
    assert (len(calls), slept) == (1, [])
