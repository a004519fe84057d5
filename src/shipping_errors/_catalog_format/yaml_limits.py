"""Limits of a YAML file, checked before anything is made of it."""

from __future__ import annotations

from typing import Any

from .pyyaml import yaml

_DEEPEST = 100
_MOST_VALUES = 40_000  # the largest catalog has about 10,000
_TOO_DEEP = "the file is nested too deeply"
_TOO_MANY = f"a catalog has at most {_MOST_VALUES:,} keys and values; is this one?"


class _TooLargeError(yaml.MarkedYAMLError):
    """The file is nested more deeply than any catalog, or has more values."""


def check_size(text: str, loader: Any) -> None:  # noqa: ANN401 - PyYAML has no type for it
    """Raise for text that would take too much stack, time or memory.

    The YAML library composes by recursion in C, where a full stack ends the process; it parses
    without. Some releases of libyaml refuse deep nesting themselves, in words of their own, before
    the parser says so: then the parser that is written in Python tells how deep the text is.
    """
    try:
        _check_size_with(loader, text)
    except _TooLargeError:
        raise
    except yaml.YAMLError as error:
        try:
            _check_size_with(yaml.SafeLoader, text)
        except _TooLargeError as too_large:
            raise too_large from error
        except yaml.YAMLError:
            pass  # the C parser's own words are reported
        raise


def _check_size_with(loader: Any, text: str) -> None:  # noqa: ANN401 - as above
    depth = values = 0
    for event in yaml.parse(text, Loader=loader):
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.NodeEvent):
            values += 1
            depth += isinstance(event, yaml.CollectionStartEvent)
            if depth > _DEEPEST or values > _MOST_VALUES:
                mark: Any = event.start_mark
                reason = _TOO_DEEP if depth > _DEEPEST else _TOO_MANY
                raise _TooLargeError(problem=reason, problem_mark=mark)
