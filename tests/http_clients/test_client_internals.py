"""Each private name of a client is what it was: a release that renames one fails here."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import inspect
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from shipping_errors._http_clients import client_internals

from .extras import needs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shipping_errors._http_clients.client_internals import Function


def _functions() -> Iterator[Function]:
    for table in (
        client_internals.BEFORE_SENDING,
        client_internals.AFTER_HANDSHAKE,
        client_internals.FINDING_IT_GONE,
        client_internals.SENDING_HEADERS,
        client_internals.SENDING_BODY,
        client_internals.HISTORY,
        client_internals.RESENDING,
        client_internals.TRIES,
    ):
        yield from table


def _variables() -> Iterator[tuple[Function, str]]:
    yield from client_internals.HISTORY.items()
    yield from ((function, count.variable) for function, count in client_internals.TRIES.items())
    for function, (begun, ended) in client_internals.UNTIL.items():
        yield function, begun
        yield function, ended
    for function in client_internals.RESENDING:
        for variable in ("retry_persistent_connection", "method", "self"):
            yield function, variable


def _definitions(function: Function) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Return the functions and methods of a module that have a name."""
    module, name = function
    spec = importlib.util.find_spec(module)
    assert spec is not None
    assert spec.origin is not None
    tree = ast.parse(Path(spec.origin).read_text("utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in ast.walk(tree) if isinstance(node, kinds) and node.name == name]


def _case(function: Function, *more: str) -> object:
    return pytest.param(function, *more, marks=needs(function[0]), id=".".join([*function, *more]))


@pytest.mark.parametrize("function", [_case(it) for it in sorted(set(_functions()))])
def test_each_function_is_in_its_module(function: Function) -> None:
    assert _definitions(function)


@pytest.mark.parametrize(("function", "variable"), [_case(*it) for it in sorted(set(_variables()))])
def test_each_variable_is_in_its_function(function: Function, variable: str) -> None:
    names = {
        node.id if isinstance(node, ast.Name) else node.arg
        for definition in _definitions(function)
        for node in ast.walk(definition)
        if isinstance(node, (ast.Name, ast.arg))
    }

    assert variable in names


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=needs(name.rpartition(".")[0]))
        for name in sorted(client_internals.RESPONSES)
    ],
)
def test_each_class_of_responses_is_in_its_module(name: str) -> None:
    module, _, class_name = name.rpartition(".")
    found = getattr(importlib.import_module(module), class_name)

    assert inspect.isclass(found)
    assert f"{found.__module__}.{found.__qualname__}" == name


@pytest.mark.parametrize(
    "module", [pytest.param(it, marks=needs(it)) for it in sorted(client_internals.ENTRIES)]
)
def test_each_module_that_makes_calls_is_there(module: str) -> None:
    assert importlib.util.find_spec(module) is not None
