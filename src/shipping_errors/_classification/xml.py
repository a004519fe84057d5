"""XML as plain data: what a body of XML says, in the form that paths read.

An element is its text, or an object of its children by their local names: a repeated name is a
list, an attribute is ``@name``, text beside either is ``#text``. The root's name is no part of a
path, since roots differ by operation; but a root with the name of an error is noted.

Nothing of a document type is ever read: a parser that stops at the root refuses one before the
tree is built. That ends entities of every kind, expansion bombs and external files included.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET
from xml.parsers import expat

from .body import COMMON_ERROR_KEYS

if TYPE_CHECKING:
    from collections.abc import Container

_DEEPEST = 50
_LONGEST_PROLOG = 4_000
_LARGEST = 10_000_000
_PAGES = frozenset({"html", "HTML"})
# Nothing is before the root but a declaration, as in nearly all bodies. The parser takes no
# encoding in which these characters are others than in ASCII, unless a byte order mark tells of it.
_ROOT_COMES_FIRST = r"(<\?xml\s[^<>]*\?>)?\s*<[A-Za-z_]"
_ROOT_IN_TEXT = re.compile(_ROOT_COMES_FIRST, re.ASCII)
_ROOT_IN_BYTES = re.compile(_ROOT_COMES_FIRST.encode())


class RefusedXml(ValueError):  # noqa: N818 - internal, and never raised to a caller
    """The text is not XML, or not of the kind that is read here."""


def parse_xml(text: bytes | str, wanted: Container[str] | None) -> dict[str, Any]:
    """Return a document's root as plain data.

    Only children of the root whose names are ``wanted``, or those that most APIs use for errors,
    are copied; None wants all. Raises
    ``RefusedXml`` for what is not well formed, has a document type, is a page or is too large.
    """
    if len(text) > _LARGEST:
        raise RefusedXml("too large")
    _check_prolog(text[:_LONGEST_PROLOG])
    try:
        parser = ET.XMLParser()  # noqa: S314 - no document type gets here, so no entity either
        parser.feed(text)
        root = parser.close()
    except (ET.ParseError, ValueError, LookupError, RecursionError) as error:
        raise RefusedXml(str(error)) from error
    if _local_name(root.tag) in _PAGES:
        raise RefusedXml("a page")
    return _root_data(root, wanted)


class _RootReachedError(Exception):
    """The prolog is over, and it had no document type."""


def _check_prolog(head: bytes | str) -> None:
    is_plain = _ROOT_IN_TEXT.match(head) if isinstance(head, str) else _ROOT_IN_BYTES.match(head)
    if is_plain:
        return
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = _stop
    try:
        parser.Parse(head, False)  # noqa: FBT003 - the signature of pyexpat: more may follow
    except _RootReachedError:
        return
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise RefusedXml(str(error)) from error
    raise RefusedXml("no root within the first characters")


def _refuse_doctype(*_: object) -> None:
    raise RefusedXml("a document type")


def _stop(*_: object) -> None:
    raise _RootReachedError


def _local_name(tag: str) -> str:
    return tag.rpartition("}")[2]


def _root_data(root: ET.Element, wanted: Container[str] | None) -> dict[str, Any]:
    data: dict[str, Any] = {f"@{_local_name(name)}": value for name, value in root.items()}
    for child in root:
        name = _local_name(child.tag)
        if wanted is None or name in wanted or name in COMMON_ERROR_KEYS:
            _put(data, name, _element_data(child, _DEEPEST))
    text = (root.text or "").strip()
    if text:
        data["#text"] = text
    name = _local_name(root.tag)
    if name in COMMON_ERROR_KEYS and (text or len(root)):
        data.setdefault(name, True)  # no code and no text, so that no path reads it
    return data


def _element_data(element: ET.Element, depth: int) -> Any:  # noqa: ANN401 - a text or an object
    text = (element.text or "").strip()
    if not len(element) and not element.attrib:
        return text
    data: dict[str, Any] = {f"@{_local_name(name)}": value for name, value in element.items()}
    if depth:
        for child in element:
            _put(data, _local_name(child.tag), _element_data(child, depth - 1))
    if text:
        data["#text"] = text
    return data


def _put(data: dict[str, Any], name: str, value: object) -> None:
    if name not in data:
        data[name] = value
    elif isinstance(data[name], list):
        data[name].append(value)
    else:
        data[name] = [data[name], value]
