"""The models of a catalog file. ``docs/catalogs.md`` shows one, key by key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    PrivateAttr,
    SerializerFunctionWrapHandler,
    StrictBool,
    field_validator,
    model_serializer,
    model_validator,
)

from shipping_errors._vocabulary import Category, Outcome, RetryBasis

from .fields import (
    ANY_KEY,
    LANGUAGE,
    AttributeName,
    ClassName,
    Code,
    CodeRange,
    Conditions,
    Day,
    ErrorsPath,
    FactName,
    Host,
    LikeTemplate,
    Line,
    Path,
    PathOrKey,
    ProviderId,
    Results,
    Statuses,
    Text,
    Url,
    Words,
    refuse,
    write_path,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic_core import CoreSchema

_KEYS = ("code", "codes", "like")
# At most one of the keys, and where there is none a status or a text.
_ROW_SCHEMA: dict[str, Any] = {
    "oneOf": [
        *({"required": [key]} for key in _KEYS),
        {
            "not": {"anyOf": [{"required": [key]} for key in _KEYS]},
            "anyOf": [{"required": ["http"]}, {"required": ["text"]}],
        },
    ],
    "not": {"required": ["message", "meaning"]},
}


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Source(_Part):
    """Where a table was read."""

    document: Text
    """The document's title."""
    url: Url
    """Its address."""
    kind: Literal["official", "example", "copy"] = "official"
    """``official`` is the provider's own list, ``example`` are responses that it shows or that
    were recorded, ``copy`` is another project's copy of the list."""
    copied_from: Url | None = None
    """Where its text was read, if not there but in a copy."""
    retrieved: Day
    """The day on which it was read, YYYY-MM-DD."""


class Judgement(_Part):
    """Our reading of a row: nothing here is the provider's."""

    category: Category
    """What went wrong."""
    outcome: Outcome | None = None
    """Whether the operation took effect, where it differs from the category's default."""

    @field_validator("category")
    @classmethod
    def _is_of_one_error(cls, category: Category) -> Category:
        if category is Category.PARTIAL:
            raise refuse("'partial' is found from the listed errors of a body; no row has it")
        return category


class DateCondition(_Part):
    """What must be in a body for a variant to apply."""

    retry_date: Literal[True]
    """A date at one of the envelope's ``retry_date`` paths."""


class Variant(_Part):
    """What a row means when something particular is in the body."""

    when: DateCondition
    """What must be in the body."""
    retryable: StrictBool | None = None
    """The documentation's word on it; absent where it says nothing."""
    judged: Judgement
    """Our reading of it."""


class Replaced(NamedTuple):
    """A row that another one replaces, and where it came from."""

    row: Row
    table: str
    """The title of its table."""
    source: Source
    """The document of its table."""


class Row(_Part):
    """One row of a provider's table: first what the table says, then our judgement.

    Everything that a row names must fit, except that ``http`` beside a code only chooses among
    several rows of that code. A row names at most one of ``code``, ``codes`` and ``like``.
    """

    model_config = ConfigDict(json_schema_extra=_ROW_SCHEMA)

    http: Statuses | None = None
    """The HTTP status, or a range of them ("500-504"); absent where the table names none."""
    code: Code | None = None
    """The code in the body, in quotes."""
    codes: CodeRange | None = None
    """A range of codes, in quotes, instead of ``code``."""
    like: LikeTemplate | None = None
    """A template that the code fits, instead of ``code``: {} is any text, {#} is digits."""
    text: Line | None = None
    """A template that the message fits, or the whole message."""
    when: Conditions | None = None
    """What the facts of the envelope must be: for each fact the texts that fit."""
    retryable: StrictBool | None = None
    """The documentation's word on retries; absent where it says nothing (which is not false)."""
    wait: Annotated[int, Field(gt=0, strict=True)] | None = None
    """Seconds to wait before a retry, where the documentation names them."""
    message: Line | None = None
    """The documentation's text, verbatim, typing errors included."""
    meaning: Line | None = None
    """What the documentation says, in a few words of ours, instead of ``message``."""
    judged: Judgement
    """Our reading of the row."""
    variants: tuple[Variant, ...] = Field(default=(), max_length=1)
    """What else the row means, by what is in the body."""
    _replaces: tuple[Replaced, ...] = PrivateAttr(default=())

    @model_validator(mode="after")
    def _check_keys(self) -> Self:
        codes = [key for key in _KEYS if getattr(self, key) is not None]
        if len(codes) > 1:
            raise refuse(f"a row has one of {' and '.join(codes)}, not several")
        if not codes and self.http is None and self.text is None:
            raise refuse("a row names a code, codes, like, text or http: what it is for")
        if self.message is not None and self.meaning is not None:
            raise refuse("a row has the document's message or our meaning of it, not both")
        if self.wait is not None and not resolve(self).retryable:
            raise refuse("a row with a wait is retryable: write retryable: true, or leave it out")
        return self

    @property
    def documentation(self) -> str | None:
        """What the documentation says of the row: its own text, or our words for it."""
        return self.message or self.meaning

    @property
    def has_code(self) -> bool:
        """Whether the row is for certain codes, be they named or a template."""
        return self.code is not None or self.codes is not None or self.like is not None

    @property
    def is_conditional(self) -> bool:
        """Whether more than code and status decides that the row applies."""
        return self.when is not None or self.text is not None

    @property
    def replaces(self) -> tuple[Replaced, ...]:
        """The rows that this one, of an extension, replaces; not a key of a file."""
        return self._replaces

    def instead_of(self, replaced: tuple[Replaced, ...]) -> Self:
        """Return the row with the rows that it replaces."""
        row = self.model_copy()
        row._replaces = replaced  # noqa: SLF001 - a copy of its own
        return row

    @property
    def label(self) -> str:
        """What the row is for, as ``NormalizedError.rule`` names it. It has no personal data."""
        for named in (self.code, self.codes, self.like, self.text):
            if named is not None:
                return str(named)
        return f"http:{self.http}"

    def all_codes(self) -> tuple[str, ...]:
        """Every code that the row is for."""
        if self.codes is not None:
            return tuple(map(str, self.codes.numbers()))
        return (self.code,) if self.code is not None else ()

    def all_statuses(self) -> tuple[int, ...]:
        """Every HTTP status that the row names; empty where it names none."""
        return tuple(self.http.numbers()) if self.http is not None else ()


class Resolved(NamedTuple):
    """What a row, or its variant, says of an error: documented, else the category's default."""

    category: Category
    retryable: bool
    retry_basis: RetryBasis
    outcome: Outcome


def resolve(part: Row | Variant) -> Resolved:
    """Return what a row or a variant says. The one place where defaults are applied."""
    category, said = part.judged.category, part.retryable
    return Resolved(
        category,
        category.retryable if said is None else said,
        RetryBasis.INFERRED if said is None else RetryBasis.DOCUMENTED,
        part.judged.outcome or category.outcome,
    )


class _OrByName:
    """Tells the JSON Schema that a file may have a text here: the name of one of its sources."""

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Describe both forms."""
        return {"anyOf": [{"type": "string", "minLength": 1}, handler(schema)]}


class Table(_Part):
    """One table of a provider's documentation, in its order."""

    title: Text
    """The table's heading in the document."""
    source: Annotated[Source, _OrByName()]
    """The document; in a file also the name of one of the catalog's ``sources``."""
    edition: Text | None = None
    """Set where the table is not of the same edition as the rest: which edition it is."""
    language: Annotated[str, Field(pattern=LANGUAGE)] | None = None
    """The language of the texts that rows with ``text`` match: ``en``."""
    rows: Annotated[tuple[Row, ...], Field(min_length=1)]
    """The rows, in the document's order."""


class _OrPath(_Part):
    """A part of a file that can also be written as a text: the path alone."""

    @model_validator(mode="before")
    @classmethod
    def _read_text(cls, value: object) -> object:
        return value if isinstance(value, (dict, cls)) else {"at": value}

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Describe both forms."""
        form = handler.resolve_ref_schema(handler(schema))
        return {"anyOf": [{"type": "string", "minLength": 1}, form]}


class _PathWith(_OrPath):
    """A path, and what is done with the value at its end. A path alone is written as a text."""

    at: Path
    """The path."""

    @model_serializer(mode="wrap")
    def _write_text(self, write: SerializerFunctionWrapHandler) -> object:
        written = {key: value for key, value in write(self).items() if value is not None}
        return written["at"] if list(written) == ["at"] else written


class TextPath(_PathWith):
    """A path to a text."""

    like: LikeTemplate | None = None
    """A template that the text must fit: what fills its first hole is taken."""


class CodePath(TextPath):
    """A path from a listed error to its code, or ``*``: the code is the key of the error."""

    at: PathOrKey
    """The path; ``*`` alone is the key that ``*`` in ``at`` of the place matched."""


class FlagPath(_PathWith):
    """A path to a flag."""

    words: Words | None = None
    """What texts and numbers mean, where it is not a boolean: {Success: true, Error: false}."""


class FactPath(_OrPath):
    """A fact that rows can ask for with ``when``: a path, or a text that is always the same."""

    at: ErrorsPath | None = None
    """The path to the fact; ``*`` alone is the key that ``*`` in ``at`` of the place matched."""
    is_: Annotated[Text | None, Field(alias="is")] = None
    """The fact itself, for every error of this place."""

    @model_validator(mode="after")
    def _has_one_form(self) -> Self:
        if (self.at is None) == (self.is_ is None):
            raise refuse("a fact is a path, or {is: text}")
        return self

    @model_serializer
    def _write(self) -> object:
        return {"is": self.is_} if self.at is None else write_path(self.at)


class FieldErrorPath(_Part):
    """A path to the refused fields of a body."""

    at: Path
    """The path to the list, object or text; through ``[]`` to those in each item of a list."""
    path: Text | None = None
    """The key of the field's name, where each item is an object that has one."""
    message: Text | None = None
    """The key of the text, where each item is an object that has one."""
    map: StrictBool = False
    """Whether an object without the ``message`` key goes from field names to texts."""


class ListedErrors(_Part):
    """A place of the body where errors are listed. All other paths start at the listed error."""

    at: ErrorsPath
    """The path to the errors: ``errors[]``, ``data.*.userErrors[]``. One object instead of a list
    is read as a list of one."""
    code: tuple[CodePath, ...] = ()
    """The error's code; ``.`` is the listed error itself, ``*`` its key."""
    message: tuple[TextPath, ...] = ()
    """The error's text for people."""
    retryable: tuple[FlagPath, ...] = ()
    """A flag that says whether the request can be repeated."""
    retry_date: tuple[TextPath, ...] = ()
    """A text that may hold the date of the next possible try, or a number of seconds."""
    field_errors: tuple[FieldErrorPath, ...] = ()
    """The refused fields of this error."""
    field: tuple[PathOrKey, ...] = ()
    """The name of the one refused field: a text, a list of its parts, or ``*``."""
    item: tuple[PathOrKey, ...] = ()
    """What of the request it is about: looked for in the error, then in the objects around it."""
    facts: dict[FactName, FactPath] = Field(default_factory=dict[str, FactPath])
    """Named values that rows can ask for with ``when``."""
    results: Results = ()
    """Paths from the body to what succeeded beside these errors; true if a 2xx status says so."""

    @model_validator(mode="after")
    def _has_something_to_read(self) -> Self:
        if not self.code and not self.message:
            raise refuse("name the path to a code or to a message: nothing else makes an error")
        return self

    @model_validator(mode="after")
    def _has_the_key_that_it_reads(self) -> Self:
        facts = [fact.at for fact in self.facts.values()]
        read = (*(path.at for path in self.code), *self.field, *self.item, *facts)
        if (ANY_KEY,) in read and ANY_KEY not in self.at:
            raise refuse("* alone is the key that * in 'at' matched; there is no * in 'at'")
        return self


class BodyPaths(_Part):
    """The paths to what is in bodies. The first path that leads to something usable counts."""

    code: tuple[TextPath, ...] = ()
    """The body's own error code: text or a whole number."""
    message: tuple[TextPath, ...] = ()
    """The text for people."""
    success: tuple[FlagPath, ...] = ()
    """A flag that is false on failures. It is believed only against a success."""
    retryable: tuple[FlagPath, ...] = ()
    """A flag that says whether the request can be repeated."""
    facts: dict[FactName, FactPath] = Field(default_factory=dict[str, FactPath])
    """Named values that rows can ask for with ``when``, for all errors of the body."""
    errors: tuple[ListedErrors, ...] = ()
    """Where errors are listed. The first place that has an error counts."""
    field_errors: tuple[FieldErrorPath, ...] = ()
    """The refused fields."""
    retry_date: tuple[TextPath, ...] = ()
    """A text that may hold the date of the next possible try, or a number of seconds."""
    reset_headers: tuple[Text, ...] = ()
    """HTTP headers that tell when a rate limit ends: seconds from now, or an epoch time."""


class Envelope(BodyPaths):
    """The paths to what is in a provider's bodies."""

    code_type: Literal["text", "number"] = "text"
    """How the provider writes its codes. Samples are written so; both are read."""
    code_in_every_answer: StrictBool
    """Whether successes have a code too, so that a response without one is not a success."""
    success_codes: tuple[Code, ...] = ()
    """Codes that mean success and are in no table."""
    success_can_be_empty: StrictBool = False
    """Whether an empty body with a 2xx status can be a success."""
    xml: Text | None = None
    """Set where bodies can be XML: the name of the root of samples. Reading takes any root."""


class SdkException(_Part):
    """An exception class of the provider's SDK, and its attributes with the response.

    Where an attribute is not named, those with the usual names are tried.
    """

    exception: ClassName
    """The class, after the module that it is defined in. Its subclasses are meant too."""
    status: AttributeName | None = None
    """The attribute with the HTTP status."""
    body: AttributeName | None = None
    """The attribute with the body: text, bytes, or decoded JSON."""
    body_key: Text | None = None
    """The key of the body whose value is in the attribute, where the SDK keeps only that part."""
    headers: AttributeName | None = None
    """The attribute with the headers."""


class Catalog(_Part):
    """One provider's documented errors, and the paths to them in its bodies."""

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
    """The exception classes of the provider's SDK that have a response."""
    sources: dict[Text, Source] = Field(default_factory=dict[str, Source])
    """The documents that tables name as their source."""
    envelope: Envelope
    """The paths to what is in the bodies."""
    tables: Annotated[tuple[Table, ...], Field(min_length=1)]
    """The documented tables. The last key of a file, so that its head can be read alone."""

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows of all tables, in order."""
        return tuple(row for _, row in self.sourced_rows())

    def sourced_rows(self) -> Iterator[tuple[Table, Row]]:
        """Yield all rows, each with its table."""
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
    hosts: tuple[Host, ...] = ()
    """More host names of the API: those of a proxy of your own, or of a new region."""
    sdk: tuple[SdkException, ...] = ()
    """More exception classes; one that the catalog names too counts as it is here."""
    sources: dict[Text, Source] = Field(default_factory=dict[str, Source])
    """The documents that tables name as their source."""
    envelope: BodyPaths = Field(default_factory=BodyPaths)
    """More places in the bodies, looked at after those that the catalog names."""
    tables: tuple[Table, ...] = ()
    """Tables of your own, each with its source. A row takes the place of the catalog's rows for
    the same code and HTTP status; a row without ``http`` takes the place of all rows of its code.
    The last key of a file."""
