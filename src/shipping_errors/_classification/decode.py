"""Decode a body into data: JSON in any of its encodings, XML, or plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic_core import from_json

from .headers import header

if TYPE_CHECKING:
    from collections.abc import Container

_LONGEST_NUMBER = 1_000
_BYTE_ORDER_MARKS = (
    # UTF-32's little-endian mark begins with UTF-16's, so it is checked first.
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
)
_BLANKS = "\ufeff \t\r\n"
_MARKS = tuple(mark for mark, _ in _BYTE_ORDER_MARKS)
# What servers name in ``Content-Type``. Python knows others, some of which are slow or no text.
_CHARSETS = frozenset(
    {
        *("ascii", "us-ascii", "latin-1", "iso-8859-1", "iso-8859-2", "iso-8859-5", "iso-8859-9"),
        *("iso-8859-15", "windows-1250", "windows-1251", "windows-1252", "windows-1254", "koi8-r"),
        *("utf-16", "utf-16le", "utf-16be", "utf-32", "shift_jis", "euc-jp", "euc-kr", "gb2312"),
        *("gbk", "gb18030", "big5"),
    }
)


class PlainText(str):
    """A body that is neither JSON nor XML."""

    __slots__ = ()


class XmlOfProvider:
    """How to read XML bodies, for a provider that sends them."""

    __slots__ = ("wanted",)

    def __init__(self, wanted: Container[str] | None) -> None:
        """Take the names of the root's children that are read; None for all."""
        self.wanted = wanted


def decode(body: object, xml: XmlOfProvider | None, headers: object) -> object:
    """Return the data of a body: an object, a list, ``PlainText``, or None for no body.

    What is data already is returned as it is.
    """
    if type(body) is bytes or isinstance(body, (bytes, str)):
        try:
            data: object = from_json(body, cache_strings="keys")
        except (ValueError, TypeError):  # TypeError: text with half of a surrogate pair
            return _decode_leniently(body, xml, headers)
        return data if type(data) is not str else _decode_again(data)
    if isinstance(body, (bytearray, memoryview)):
        return decode(bytes(body), xml, headers)
    return body


def _decode_again(text: str) -> object:
    """Decode a JSON text that is itself a JSON object: some gateways encode twice."""
    text = text.strip(_BLANKS)
    if not text.startswith("{"):
        return PlainText(text)
    try:
        data: object = from_json(text, cache_strings="keys")
    except (ValueError, TypeError):  # the same as for the body itself
        return _loads_leniently(text)
    return data


def _decode_leniently(body: bytes | str, xml: XmlOfProvider | None, headers: object) -> object:
    """Decode what a strict parser refuses; None if nothing is left.

    Real servers send such JSON: half of a surrogate pair (a text cut in the middle of an emoji), a
    line break inside a text, wrong UTF-8, a byte order mark, UTF-16.
    """
    text = body if isinstance(body, str) else _text_of(body, headers)
    text = text.strip(_BLANKS)
    if text.startswith("<") and xml is not None:
        return _decode_xml(body, text, xml)
    if not text.startswith(("{", "[", '"')):
        return PlainText(text) if text else None
    data = _loads_leniently(text)
    return data if type(data) is not str else _decode_again(data)


def _loads_leniently(text: str) -> object:
    import json  # noqa: PLC0415 - slow to import, rarely needed

    try:
        data: object = json.loads(text, strict=False, parse_int=_parse_int)
    except (ValueError, RecursionError):
        return PlainText(text)
    return data


def _decode_xml(body: bytes | str, text: str, xml: XmlOfProvider) -> object:
    from .xml import RefusedXml, parse_xml  # noqa: PLC0415 - for the providers that send XML

    # Bytes without a byte order mark name their encoding themselves, so the parser gets them.
    is_marked = isinstance(body, str) or body.startswith(_MARKS)
    content = text if is_marked else body.lstrip()
    try:
        return parse_xml(content, xml.wanted)
    except RefusedXml:
        return PlainText(text)


def _text_of(body: bytes, headers: object) -> str:
    """Decode bytes by their byte order mark, else by the response's charset, else as UTF-8."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return body.decode(encoding, "replace")
    content_type = header(headers, "content-type") or ""
    charset = content_type.lower().partition("charset=")[2].partition(";")[0].strip(" \"'")
    return body.decode(charset if charset in _CHARSETS else "utf-8", "replace")


def _parse_int(digits: str) -> int | None:
    """Parse a number, unless it is too long for Python: then it can't be a code."""
    return int(digits) if len(digits) <= _LONGEST_NUMBER else None


def type_sentence(data: Any) -> str:  # noqa: ANN401 - whatever was given as a body
    """Say that a body has a type that can't be read."""
    return f"The body is of type {type(data).__name__}; pass bytes, str, or the decoded JSON."
