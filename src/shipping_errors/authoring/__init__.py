"""For authors of catalogs: read, check, compare and begin catalog files, in Python.

>>> from shipping_errors.authoring import load
>>> catalog = load("acme.yaml", b'''
... provider: acme
... title: Acme
... envelope: {code: [error.code], code_in_every_answer: false}
... tables:
...   - title: Errors
...     source: {document: Errors, url: "https://acme.example/errors", retrieved: 2026-11-23}
...     rows:
...       - {code: "E1", judged: {category: invalid_data}}
... ''')
>>> [(row.code, row.judged.category) for row in catalog.rows]
[('E1', <Category.INVALID_DATA: 'invalid_data'>)]

The commands ``lint``, ``diff``, ``stub`` and ``schema`` do the same in a shell.
"""

from shipping_errors._catalog_format.models import (
    Catalog,
    Envelope,
    Extension,
    FactPath,
    FieldErrorPath,
    FlagPath,
    Judgement,
    ListedErrors,
    Replaced,
    Resolved,
    Row,
    SdkException,
    Source,
    Table,
    TextPath,
    Variant,
    resolve,
)
from shipping_errors._errors import Problem

from ._diff import diff
from ._files import lint, load
from ._schema import catalog_schema
from ._stub import new_stub, stub

__all__ = [
    "Catalog",
    "Envelope",
    "Extension",
    "FactPath",
    "FieldErrorPath",
    "FlagPath",
    "Judgement",
    "ListedErrors",
    "Problem",
    "Replaced",
    "Resolved",
    "Row",
    "SdkException",
    "Source",
    "Table",
    "TextPath",
    "Variant",
    "catalog_schema",
    "diff",
    "lint",
    "load",
    "new_stub",
    "resolve",
    "stub",
]

# Tracebacks and help name the public place, whatever the private modules are called.
for _function in (catalog_schema, diff, lint, load, new_stub, resolve, stub):
    _function.__module__ = __name__
