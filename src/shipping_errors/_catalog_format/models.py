"""The models of a catalog file. ``docs/catalogs.md`` shows one, key by key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, StrictBool, model_validator

from shipping_errors._vocabulary import Category, Outcome  # noqa: TC001 - pydantic reads the annotations of a model

from .fields import (
    AttributeName,
    ClassName,
    Code,
    CodeRange,
    Day,
    Host,
    Line,
    ListPath,
    Path,
    ProviderId,
    Statuses,
    Text,
    Url,
    refuse,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

_ONE_KEY: dict[str, Any] = {"oneOf": [{"required": ["code"]}, {"required": ["codes"]}]}


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Source(_Part):
    """Where a table was transcribed from."""

    document: Text
    """The document's title."""
    url: Url
    """Its address."""
    copied_from: Url | None = None
    """Where its text was read, if not there but in somebody's copy."""
    retrieved: Day
    """The day on which it was read, YYYY-MM-DD."""


class Judgement(_Part):
    """Our reading of a row: nothing here is the provider's."""

    category: Category
    """What went wrong."""
    outcome: Outcome | None = None
    """Whether the operation took effect, where it differs from the category's default."""


class Condition(_Part):
    """What a body must hold for a variant to apply."""

    retry_date: Literal[True]
    """A date at one of the envelope's ``retry_date`` paths."""


class Variant(_Part):
    """What a row means when the body holds something in particular."""

    when: Condition
    """What the body must hold."""
    retryable: StrictBool | None = None
    """The documentation's word on it; absent where it says nothing."""
    judged: Judgement
    """Our reading of it."""


class Replaced(NamedTuple):
    """A row that another one stands in for, and where it came from."""

    row: Row
    table: str
    """The title of its table."""
    source: Source
    """The document of its table."""


class Row(_Part):
    """One row of a provider's table: first what it says, letter by letter, then our judgement."""

    model_config = ConfigDict(json_schema_extra=_ONE_KEY)

    http: Statuses | None = None
    """The HTTP status, or a range of them ("500-504"); absent where the table names none."""
    code: Code | None = None
    """The code in the body, in quotes."""
    codes: CodeRange | None = None
    """A range of codes, in quotes, in place of ``code``."""
    retryable: StrictBool | None = None
    """The documentation's word on retries; absent where it says nothing (which is not false)."""
    message: Line | None = None
    """The documentation's text, typing errors included."""
    judged: Judgement
    """Our reading of the row."""
    variants: tuple[Variant, ...] = Field(default=(), max_length=1)
    """What else the row means, by what the body holds."""
    _replaces: tuple[Replaced, ...] = PrivateAttr(default=())

    @model_validator(mode="after")
    def _has_one_key(self) -> Self:
        if (self.code is None) == (self.codes is None):
            raise refuse("a row has either a code or a range of codes")
        return self

    @property
    def replaces(self) -> tuple[Replaced, ...]:
        """The rows that this one, of an extension, takes answers from; no key of a file."""
        return self._replaces

    def instead_of(self, replaced: tuple[Replaced, ...]) -> Self:
        """Return the row, which remembers the rows that it takes answers from."""
        row = self.model_copy()
        row._replaces = replaced  # noqa: SLF001 - a copy of its own
        return row

    @property
    def label(self) -> str:
        """The code, or the range of codes, as it stands in ``NormalizedError.rule``."""
        return self.code if self.code is not None else str(self.codes)

    def all_codes(self) -> tuple[str, ...]:
        """Every code that the row is for."""
        if self.codes is not None:
            return tuple(map(str, self.codes.numbers()))
        return (self.code,) if self.code is not None else ()

    def all_statuses(self) -> tuple[int, ...]:
        """Every HTTP status that the row names; empty where it names none."""
        return tuple(self.http.numbers()) if self.http is not None else ()


class Table(_Part):
    """One table of a provider's documentation, in its order."""

    title: Text
    """The table's heading in the document."""
    source: Source
    """The document."""
    edition: Text | None = None
    """Set where the table is not of the same edition as the rest: which edition it is."""
    rows: Annotated[tuple[Row, ...], Field(min_length=1)]
    """The rows, in the document's order."""


class FieldErrorPath(_Part):
    """A place in the body where refused fields are listed."""

    at: ListPath
    """The place, in parts: the keys up to the first ``[]``, those up to the next, and so on."""
    path: Text | None = None
    """The key of the field's name, where each item is an object that has one."""
    message: Text | None = None
    """The key of the text, where each item is an object that has one."""
    map: StrictBool = False
    """Whether an object without the ``message`` key goes from field names to texts."""


class BodyPaths(_Part):
    """Where bodies hold what. The first path that leads to something usable counts."""

    code: tuple[Path, ...] = ()
    """The error code: text or a whole number."""
    message: tuple[Path, ...] = ()
    """The text for people."""
    success: tuple[Path, ...] = ()
    """A flag that is false on failures. It is believed only against a success."""
    retryable: tuple[Path, ...] = ()
    """A flag that says whether the request can be repeated."""
    field_errors: tuple[FieldErrorPath, ...] = ()
    """The refused fields."""
    retry_date: tuple[Path, ...] = ()
    """A text that may hold the date of the next possible try."""
    reset_headers: tuple[Text, ...] = ()
    """HTTP headers that tell when a rate limit ends: seconds from now, or an epoch time."""


class Envelope(BodyPaths):
    """Where a provider's bodies hold what. The first path that leads to something usable counts."""

    code_type: Literal["text", "number"] = "text"
    """How the provider writes its codes. Samples are written so; reading takes both."""
    code_in_every_answer: StrictBool
    """Whether successes carry a code too, so that an answer without one is not a success."""
    success_codes: tuple[Code, ...] = ()
    """Codes that mean success and stand in no table."""


class SdkException(_Part):
    """An exception class of the provider's SDK, and its attributes that hold the response.

    Where an attribute is not named, those with the usual names are tried.
    """

    exception: ClassName
    """The class, after the module that it is defined in. Its subclasses are meant too."""
    status: AttributeName | None = None
    """The attribute with the HTTP status."""
    body: AttributeName | None = None
    """The attribute with the body: text, bytes, or decoded JSON."""
    body_key: Text | None = None
    """The key of the body whose value the attribute holds, where the SDK keeps only that part."""
    headers: AttributeName | None = None
    """The attribute with the headers."""


class Catalog(_Part):
    """One provider's documented answers, and where its bodies hold them."""

    provider: ProviderId
    """The id: lower case, digits and underscores; of a built-in catalog also the file's name."""
    title: Text
    """The provider's name for people."""
    aliases: tuple[ProviderId, ...] = ()
    """Other names that ``classify`` takes."""
    hosts: tuple[Host, ...] = ()
    """The host names of the API, subdomains included, so that a log's URLs name the provider. Where
    several APIs share a host, the start of the path tells them apart: api.example.com/tracking."""
    sdk: tuple[SdkException, ...] = ()
    """The exception classes of the provider's SDK that stand for a response."""
    envelope: Envelope
    """Where the bodies hold what."""
    tables: Annotated[tuple[Table, ...], Field(min_length=1)]
    """The documented tables. The last key of a file, so that its head can be read alone."""

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows of all tables, in order."""
        return tuple(row for _, row in self.sourced_rows())

    def sourced_rows(self) -> Iterator[tuple[Table, Row]]:
        """Go through all rows, each with the table it stands in."""
        return ((table, row) for table in self.tables for row in table.rows)

    def rows_for(self, code: str) -> tuple[Row, ...]:
        """Return the rows for a code, in order; empty where none knows it."""
        return tuple(row for row in self.rows if code in row.all_codes())


class Extension(_Part):
    """More about a provider that has a catalog: rows to add or to replace, names, and paths."""

    extends: ProviderId
    """The id of the provider."""
    aliases: tuple[ProviderId, ...] = ()
    """More names that ``classify`` takes."""
    sdk: tuple[SdkException, ...] = ()
    """More exception classes; one that the catalog names too counts as it is here."""
    envelope: BodyPaths = BodyPaths()
    """More places in the bodies, looked at after those that the catalog names."""
    tables: tuple[Table, ...] = ()
    """Tables of your own, each with its source. A row takes the place of the catalog's rows for
    the same code and HTTP status; a row without ``http`` takes the place of all rows of its code.
    The last key of a file."""
