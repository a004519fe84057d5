"""How a provider reports errors, in words: what its catalog says of the bodies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from shipping_errors.authoring import Envelope

_MOST_CODES = 12


def sentences(envelope: Envelope) -> list[str]:
    """Return what there is to know, one sentence in Markdown after the other."""
    said = envelope.model_dump(mode="json", by_alias=True)
    return [*_of_body(said), *_of_lists(said["errors"]), *_of_successes(said)]


def _of_body(said: dict[str, Any]) -> Iterator[str]:
    if said["code"]:
        kind = "a number" if said["code_type"] == "number" else "text"
        yield f"The error code, {kind}, is at {_paths(said['code'])}."
    if said["message"]:
        yield f"The message is at {_paths(said['message'])}."
    if said["success"]:
        yield f"A flag tells failures from successes: {_flags(said['success'])}."
    if said["retryable"]:
        yield f"The response itself says whether a retry can help: {_flags(said['retryable'])}."
    if said["field_errors"]:
        yield f"Refused fields are at {_paths(said['field_errors'])}."
    if said["facts"]:
        yield f"Some rows also depend on {_facts(said['facts'])}."
    if said["xml"]:
        yield "Bodies can be XML: a path names its elements, below the root."


def _of_lists(places: list[dict[str, Any]]) -> Iterator[str]:
    for number, place in enumerate(places):
        start = "Errors are listed at" if number == 0 else "Or they are listed at"
        parts = [
            f"{name} in {_paths(place[key])}"
            for key, name in (
                ("code", "the code"),
                ("message", "the message"),
                ("retryable", "whether a retry can help"),
                ("field", "the refused field"),
                ("field_errors", "the refused fields"),
                ("item", "what of the request it is about"),
            )
            if place[key]
        ]
        if place["facts"]:
            parts.append(f"rows also depend on {_facts(place['facts'])}")
        done = (
            f" What succeeded beside them is at {_paths(place['results'])}."
            if isinstance(place["results"], list) and place["results"]
            else ""
        )
        yield f"{start} `{place['at']}`: {', '.join(parts)}.{done}"


def _of_successes(said: dict[str, Any]) -> Iterator[str]:
    if said["code_in_every_answer"]:
        yield "Successes have a code too: a response without one is not a success."
    if said["success_codes"]:
        codes = said["success_codes"]
        more = f" and {len(codes) - _MOST_CODES} more" if len(codes) > _MOST_CODES else ""
        yield f"These codes mean success: {_listed(codes[:_MOST_CODES])}{more}."
    if said["success_can_be_empty"]:
        yield "A success can have an empty body."


def _paths(paths: Iterable[str | dict[str, Any]]) -> str:
    return ", else at ".join(_path(path) for path in paths)


def _path(path: str | dict[str, Any]) -> str:
    if isinstance(path, str):
        return "the item itself" if path == "." else f"`{path}`"
    like = path.get("like")
    return f"{_path(path['at'])} (as in `{like}`)" if like else _path(path["at"])


def _flags(flags: Iterable[str | dict[str, Any]]) -> str:
    return "; else ".join(
        f"`{flag}`"
        if isinstance(flag, str)
        else f"{_path(flag)}, where {_words(flag.get('words') or {})}"
        for flag in flags
    )


def _words(words: dict[str, bool]) -> str:
    return ", ".join(f"`{word}` is {'yes' if flag else 'no'}" for word, flag in words.items())


def _facts(facts: dict[str, Any]) -> str:
    return ", ".join(
        f"`{name}` (here always `{fact['is']}`)"
        if isinstance(fact, dict)
        else f"`{name}` (at `{fact}`)"
        for name, fact in facts.items()
    )


def _listed(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)
