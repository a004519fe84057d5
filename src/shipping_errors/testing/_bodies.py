"""The body that a provider would send for a row: an envelope, read backwards."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.etree import ElementTree as ET

from shipping_errors._catalog_format.models import ListedErrors
from shipping_errors._catalog_format.templates import fill, match, parse_template
from shipping_errors._classification.body import COMMON_ERROR_KEYS
from shipping_errors._scalars import as_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from shipping_errors._catalog_format.models import (
        Envelope,
        FactPath,
        FlagPath,
        Row,
        TextPath,
    )

    Place = Envelope | ListedErrors

_ANY = "any"  # for a key, or a hole, that can be any text
_STEP_INTO_LIST, _STEP_TO_ANY_KEY = "[]", "*"
_KEY = (_STEP_TO_ANY_KEY,)  # in place of a path: the key itself


class Values(NamedTuple):
    """What a body says of one error."""

    row: Row
    code: str | None
    text: str | None
    retryable: bool | None
    dated_text: str | None
    """The text with a retry date, for a variant."""


def build_body(envelope: Envelope, errors: list[Values], *, success: bool) -> dict[str, Any]:
    """Return the body that has the errors; of several, the first decides where they are listed."""
    body: dict[str, Any] = {}
    place = _place_for(envelope, errors[0])
    if not isinstance(place, ListedErrors):
        _write_error(body, envelope, errors[0], envelope)
        errors = errors[1:]
        place = envelope.errors[0] if envelope.errors else envelope
    if errors and isinstance(place, ListedErrors):
        _put_listed(body, place, errors, envelope)
    for path in envelope.success[:1]:
        _put(body, path.at, _flag(path, value=success))
    return body


def _place_for(envelope: Envelope, values: Values) -> Envelope | ListedErrors:
    """Return the first place that can hold the code or text, and what the row asks for."""
    wanted = dict(values.row.when or ())
    places: tuple[Envelope | ListedErrors, ...] = (envelope, *envelope.errors)
    for place in places:
        facts = {**envelope.facts, **place.facts}
        can_hold_code = values.code is None or place.code
        can_hold_text = values.row.text is None or place.message
        if (
            can_hold_code
            and can_hold_text
            and all(fact in facts and _can_be(facts[fact], texts) for fact, texts in wanted.items())
        ):
            return place
    return envelope


def _can_be(fact: FactPath, texts: Iterable[str]) -> bool:
    return fact.is_ is None or fact.is_ in texts


def _put_listed(
    body: dict[str, Any], place: ListedErrors, errors: list[Values], envelope: Envelope
) -> None:
    items = [_listed_error(place, each, envelope) for each in errors]
    if _has_code_as_key(place):
        for item, each in zip(items, errors, strict=True):
            _put(body, place.at, [item], key=_text_at(place.code, each))
    else:
        _put(body, place.at, items, key=_matched_key(place, errors[0].row))


def _has_code_as_key(place: Place) -> bool:
    return any(path.at == _KEY for path in place.code[:1])


def _matched_key(place: ListedErrors, row: Row) -> str:
    for fact, texts in row.when or ():
        path = place.facts.get(fact)
        if path is not None and path.at == _KEY:
            return texts[0]
    return _ANY


def _listed_error(place: ListedErrors, values: Values, envelope: Envelope) -> Any:  # noqa: ANN401 - any JSON value
    if _has_code_as_key(place) and all(path.at == () for path in place.message[:1]):
        return values.text or _ANY
    paths: tuple[TextPath, ...] = (*place.code[:1], *place.message[:1])
    if all(path.at == () for path in paths):
        return _text_at(place.code, values)
    error: dict[str, Any] = {}
    _write_error(error, place, values, envelope)
    return error


def _write_error(data: dict[str, Any], place: Place, values: Values, envelope: Envelope) -> None:
    """Write what one error says to where its place reads it."""
    has_code = values.code is not None and not _has_code_as_key(place)
    for path in _fit(place.code, values)[:1] if has_code else ():
        code: Any = values.code
        if path.like is not None:
            code = _text_at((path,), values)
        elif envelope.code_type == "number":
            code = _as_number(values.code or "")
        _put(data, path.at, code)
    for path in place.retry_date[:1] if values.dated_text is not None else ():
        _put(data, path.at, values.dated_text)
    for path in _fit(place.message, values)[:1] if values.text is not None else ():
        _put(data, path.at, _filled(path, values.text or ""))
    for flag in place.retryable[:1] if values.retryable is not None else ():
        _put(data, flag.at, _flag(flag, value=bool(values.retryable)))
    for fact, texts in values.row.when or ():
        found = place.facts.get(fact)
        if found is not None and found.at is not None and found.at != _KEY:
            _put(data, found.at, texts[0])


def _fit(paths: tuple[TextPath, ...], values: Values) -> tuple[TextPath, ...]:
    """Return the paths that such a body has: that of a success has nothing under "error"."""
    fit = (path for path in paths if not COMMON_ERROR_KEYS.intersection(path.at[:1]))
    return paths if values.row.judged.category.is_error else tuple(fit) or paths


def _text_at(paths: tuple[TextPath, ...], values: Values) -> str:
    """Return the text in which a template finds the code, with the message behind it."""
    text = values.text or _ANY
    if not paths or values.code is None:
        return text
    like = paths[0].like
    if like is None:
        return values.code  # the listed error is its code
    if (holes := match(parse_template(like), text)) and holes[0] == values.code:
        return text  # it has the code already
    head, _, rest = like.partition("{#}" if "{#}" in like else "{}")
    return f"{head}{values.code}{fill(rest, text)}"


def _filled(path: TextPath, text: str) -> str:
    return text if path.like is None else fill(path.like, text)


def _as_number(code: str) -> str | int:
    """Return the code as a number, where nothing of it is lost."""
    if code.removeprefix("-").isdecimal() and as_code(int(code)) == code:
        return int(code)
    return code


def _flag(path: FlagPath, *, value: bool) -> bool | str:
    if path.words is None:
        return value
    return next((word for word, flag in path.words if flag is value), value)


def _put(data: dict[str, Any], steps: tuple[str, ...], value: object, *, key: str = _ANY) -> None:
    """Put a value at a path, unless there is something else there or on the way."""
    place: Any = data
    steps = tuple(key if step == _STEP_TO_ANY_KEY else step for step in steps)
    if steps and steps[-1] == _STEP_INTO_LIST:
        steps = steps[:-1]
    elif isinstance(value, list):
        value = value[0]  # one error, where the path leads to one
    for step, following in zip(steps, (*steps[1:], None), strict=True):
        if isinstance(place, list):
            place = place[0]
            if step == _STEP_INTO_LIST:
                continue
        if not isinstance(place, dict):
            return
        if following is None:
            place.setdefault(step, value)
        else:
            place = place.setdefault(step, [{}] if following == _STEP_INTO_LIST else {})


def as_json(body: dict[str, Any]) -> bytes:
    """Write a body as JSON in UTF-8."""
    return json.dumps(body, ensure_ascii=False).encode()


def as_xml(body: Mapping[str, Any], root: str) -> bytes:
    """Write a body as XML in UTF-8."""
    element = ET.Element(root)
    _fill_element(element, body)
    document: bytes = ET.tostring(element, encoding="utf-8", xml_declaration=True)
    return document


def _fill_element(element: ET.Element, value: object) -> None:
    if not isinstance(value, dict):
        element.text = str(value).lower() if isinstance(value, bool) else str(value)
        return
    for key, inner in value.items():
        if key == "#text":
            element.text = str(inner)
        elif key.startswith("@"):
            element.set(key[1:], str(inner))
        else:
            for item in inner if isinstance(inner, list) else [inner]:
                _fill_element(ET.SubElement(element, key), item)
