"""Whatever goes wrong at the first use of a provider does not last, and hides no error."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from inspect import stack
from pathlib import Path
from textwrap import dedent
from threading import Barrier
from typing import TYPE_CHECKING, Any
from unittest.mock import Mock

import pytest
from user_catalogs import provider

import shipping_errors
from shipping_errors import CatalogError, Category, Classifier, UnknownProviderError, classify
from shipping_errors._registry.registry import Registry

if TYPE_CHECKING:
    from types import FrameType

    from shipping_errors import NormalizedError

SOURCES = str(Path(shipping_errors.__file__).parent)
BUSY = "{code: E1, judged: {category: busy}}"
NAMES = ["acme", "acme_express", "Zeta Post"]

Fresh = Callable[[], Classifier]


@pytest.fixture
def fresh(tmp_path: Path) -> Fresh:
    """Return what makes a classifier that has read none of its few small catalogs yet."""
    (tmp_path / "acme.yaml").write_text(provider("acme", BUSY, head="aliases: [acme_express]\n"))
    (tmp_path / "zeta.yaml").write_text(provider("zeta", BUSY, head="aliases: [zeta_post]\n"))

    def make() -> Classifier:
        classifier = Classifier()
        classifier._registry = Registry(tmp_path)
        return classifier

    return make


def ask(classifier: Classifier, name: str) -> NormalizedError:
    return classifier.classify(name, 500, {"code": "E1"})


def check_all_names(classifier: Classifier) -> None:
    assert {name: ask(classifier, name).rule for name in NAMES} == {
        "acme": "acme:E1",
        "acme_express": "acme:E1",
        "Zeta Post": "zeta:E1",
    }


class Interruption(BaseException):
    """What Ctrl-C or the timer of a worker raises, at any line."""


def lines_of(call: Callable[[], object], stop_at: int | None = None) -> list[tuple[str, int]]:
    """Return the lines of our own code that a call comes through; be interrupted at one."""
    lines: list[tuple[str, int]] = []

    def trace(frame: FrameType, event: str, _: object) -> Any:
        if not frame.f_code.co_filename.startswith(SOURCES):
            return None
        if event == "line":
            lines.append((frame.f_code.co_filename, frame.f_lineno))
            if len(lines) == stop_at:
                raise Interruption
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        call()
    finally:
        sys.settrace(before)
    return lines


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # an open file
@pytest.mark.parametrize("name", NAMES)
def test_an_interruption_at_any_line_leaves_every_name_known(fresh: Fresh, name: str) -> None:
    check_all_names(fresh())  # what is imported late is in
    unused = fresh()
    lines = lines_of(lambda: ask(unused, name))
    first = {line: number for number, line in reversed(list(enumerate(lines, 1)))}
    last = {line: number for number, line in enumerate(lines, 1)}
    assert len(first) > 150
    for number in sorted({*first.values(), *last.values()}):
        classifier = fresh()
        with suppress(Interruption):  # pydantic makes an error of its own of one in a serializer
            lines_of(lambda made=classifier: ask(made, name), number)
        check_all_names(classifier)


@pytest.mark.parametrize("name", NAMES)
def test_a_full_stack_leaves_every_name_known(fresh: Fresh, name: str) -> None:
    def dive(classifier: Classifier, depth: int) -> object:
        return dive(classifier, depth - 1) if depth else ask(classifier, name)

    room = sys.getrecursionlimit() - len(stack(0))
    ended = set()
    for depth in range(room - 120, room - 1):
        classifier = fresh()
        try:
            dive(classifier, depth)
            ended.add("classified")
        except RecursionError:
            ended.add("recursion")
        check_all_names(classifier)
    assert ended == {"classified", "recursion"}


@pytest.mark.parametrize("error", [OSError(24, "Too many open files"), MemoryError()])
@pytest.mark.parametrize("name", NAMES)
def test_what_can_not_be_read_now_is_read_later(
    fresh: Fresh, monkeypatch: pytest.MonkeyPatch, name: str, error: Exception
) -> None:
    """Until then the status decides: an error of ours would hide the one that is handled."""

    def fail(*_: object) -> Any:
        raise error

    for function in ("open", "iterdir"):
        classifier = fresh()
        with monkeypatch.context() as patched:
            patched.setattr(Path, function, fail)
            assert ask(classifier, name).rule == "http:500"
            with pytest.raises(CatalogError):
                classifier.catalog(name)
        check_all_names(classifier)


def run(script: str, *options: str) -> None:
    """Run a program whose first use is still to come."""
    command = [sys.executable, *options, "-c", dedent(script)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr, done.stdout) == (0, "", "")


@pytest.mark.parametrize("name", ["clickpost", "aftership", "PKGE"])
def test_without_file_descriptors_the_status_decides_and_later_the_catalog(name: str) -> None:
    run(f"""
        import os, resource
        from shipping_errors import classify, catalog
        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (64, hard))
        taken = []
        try:
            while True:
                taken.append(os.open(os.devnull, os.O_RDONLY))
        except OSError:
            pass
        headers = {{"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}}
        for body in (b"", b"{{}}", b"<html><title>Busy &amp; full", b"<a>1</a>"):
            assert classify({name!r}, 503, body, headers=headers).rule == "http:503"
        for number in taken:
            os.close(number)
        assert classify({name!r}, 429, None).provider == catalog({name!r}).provider
    """)


@pytest.mark.parametrize("name", ["clickpost", "aftership"])
def test_an_interruption_while_modules_are_imported_leaves_the_name_known(name: str) -> None:
    """Each child begins as a program does, and is interrupted a little later than the one before."""
    run(f"""
        import os, sys, shipping_errors
        at, ended = 1, False
        while not ended:
            child = os.fork()
            if child == 0:
                count = 0
                def trace(frame, event, _):
                    global count
                    count += 1
                    if count >= at:
                        sys.settrace(None)
                        raise KeyboardInterrupt
                    return trace
                sys.settrace(trace)
                try:
                    shipping_errors.classify({name!r}, 429, None)
                    os._exit(3)
                except KeyboardInterrupt:
                    pass
                finally:
                    sys.settrace(None)
                error = shipping_errors.classify({name!r}, 429, None)
                os._exit(error.provider != shipping_errors.catalog({name!r}).provider)
            _, status = os.waitpid(child, 0)
            code = os.waitstatus_to_exitcode(status)
            assert code in (0, 3), (at, code)
            ended = code == 3
            at = at * 5 // 4 + 1
    """)


def test_a_child_that_is_forked_while_another_thread_reads_can_read_too() -> None:
    run(
        """
        import os, signal, sys, threading
        from shipping_errors import Classifier, classify
        from shipping_errors._registry import built_in
        classify("clickpost", 429, None)  # what is imported late is in
        classifier, begun, end = Classifier(), threading.Event(), threading.Event()
        read = built_in.content
        def wait(path):
            begun.set()
            end.wait()
            return read(path)
        built_in.content = wait
        thread = threading.Thread(target=classifier.classify, args=("aftership", 429, None))
        thread.start()
        begun.wait()
        child = os.fork()
        if child == 0:
            signal.alarm(20)
            built_in.content = read
            error = classifier.classify("aftership", 429, None)
            os._exit(error.provider != "aftership_shipping")
        _, status = os.waitpid(child, 0)
        end.set()
        thread.join()
        assert status == 0, status
        """,
        "-Wignore::DeprecationWarning",
    )


@pytest.mark.parametrize("name", NAMES)
def test_threads_that_meet_at_the_first_use_get_the_same_error_and_catalog(
    fresh: Fresh, name: str
) -> None:
    classifier, threads = fresh(), 64
    barrier = Barrier(threads)

    def meet(_: int) -> tuple[NormalizedError, int]:
        barrier.wait()
        return ask(classifier, name), id(classifier.catalog(name))

    with ThreadPoolExecutor(threads) as pool:
        answers = set(pool.map(meet, range(threads)))
    assert len(answers) == 1
    check_all_names(classifier)


class HostileHash(str):
    """A name that no dictionary takes."""

    __slots__ = ()

    def __hash__(self) -> int:
        raise RuntimeError


class HostileText(HostileHash):
    """A name whose every method raises."""

    __slots__ = ()

    def _raise(self, *_: object) -> Any:
        raise RuntimeError

    casefold = replace = split = strip = __str__ = __len__ = __eq__ = __getitem__ = _raise


class HostileClass:
    """What raises when ``isinstance`` looks at it."""

    @property
    def __class__(self) -> Any:
        raise RuntimeError

    @__class__.setter
    def __class__(self, _: object) -> None:
        raise RuntimeError


@pytest.mark.parametrize("kind", [HostileHash, HostileText])
def test_a_hostile_text_is_a_name_like_any_other(kind: type[str]) -> None:
    assert classify(kind("aftership"), 500, None).provider == "aftership_shipping"
    with pytest.raises(UnknownProviderError):
        classify(kind("nobody"), 500, None)


@pytest.mark.parametrize("make", [lambda: Mock(spec=str), HostileClass])
def test_what_only_claims_to_be_text_is_no_provider(make: Any) -> None:
    with pytest.raises(UnknownProviderError, match="pass an id as text"):
        classify(make(), 500, None)


@pytest.mark.parametrize("make", [lambda: Mock(spec=int), HostileClass])
def test_what_only_claims_to_be_a_number_is_no_status(make: Any) -> None:
    assert classify("aftership", make(), None).http_status is None


def test_a_classifier_whose_directory_is_gone_lets_the_status_decide(tmp_path: Path) -> None:
    """Whether the provider is unknown can't be known."""
    classifier = Classifier()
    classifier._registry = Registry(tmp_path / "nowhere")
    for name, shown in {"clickpost": "clickpost", "a\x1b[31m": "unknown"}.items():
        error = classifier.classify(name, 429, None)
        assert (error.provider, error.category) == (shown, Category.RATE_LIMITED)
    with pytest.raises(
        CatalogError, match=r"nowhere:1:1: No such file or directory \[unreadable\]"
    ):
        classifier.catalog("clickpost")
