"""Choose which of several errors leads, and make one error from all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from shipping_errors._normalized_error import assemble
from shipping_errors._vocabulary import Category, Outcome

from .field_errors import MOST_FIELD_ERRORS
from .rules import rule_for_partial_success

if TYPE_CHECKING:
    from .body import ParsedBody
    from .index import Index
    from .rules import Rule

    Fields = dict[str, Any]

_SETTLED = frozenset({Category.ALREADY_DONE, Category.PENDING})
# If one error has such an outcome, "nothing was done" can't be true for all of them.
_MAY_HAVE_ACTED = frozenset(
    {Outcome.MAYBE_DONE, Outcome.IN_PROGRESS, Outcome.DONE, Outcome.PARTLY_DONE}
)


class Part(NamedTuple):
    """The body's own error, or one that it lists."""

    parsed: ParsedBody
    row: Rule | None
    """The row that matches it; None if no row does."""
    fields: Fields


def join(index: Index, own: Part, listed: list[Part]) -> Fields:
    """Return the fields of a response whose body lists errors."""
    status, parsed = own.fields["http_status"], own.parsed
    # The body's own code may mean success; the listed errors count more.
    has_own_error = own.row is not None and own.row.category.is_error
    if parsed.has_results and not has_own_error and status is not None and status // 100 == 2:  # noqa: PLR2004 - HTTP's class of successes
        fields = _partial_success(index, own)
    else:
        known = [part.fields for part in listed if part.row is not None]
        contenders = [own.fields, *known] if has_own_error else known
        if contenders:
            fields = _as_a_whole(contenders, parsed)
        elif parsed.code is not None and parsed.code not in index.envelope.success_codes:
            fields = own.fields.copy()  # neither has a row; the body's own code is first
        else:
            fields = _as_a_whole([part.fields for part in listed], parsed)
    fields["field_errors"] = tuple(
        error for part in (own, *listed) for error in part.fields["field_errors"]
    )[:MOST_FIELD_ERRORS]
    fields["errors"] = tuple([assemble(part.fields) for part in listed])
    return fields


def _partial_success(index: Index, own: Part) -> Fields:
    rule = rule_for_partial_success(index.provider)
    return {
        **rule.fields,
        "provider": index.provider,
        "http_status": own.fields["http_status"],
        "code": own.parsed.code,
        "message": own.parsed.message or rule.category.description,
    }


def lead(contenders: list[Fields]) -> Fields:
    """Return the error that leads: the first that a retry does not solve, else the first.

    ``already_done`` leads only if there is no other error, because callers treat it as done.
    """
    return min(contenders, key=_rank)  # of equal ranks, the first


def _rank(fields: Fields) -> int:
    if fields["category"] in _SETTLED:
        return 2
    return 1 if fields["retryable"] else 0


def _as_a_whole(contenders: list[Fields], parsed: ParsedBody) -> Fields:
    """Return the leading error's fields, made less certain if the other errors require it."""
    leading = lead(contenders)
    fields = leading.copy()
    if parsed.message is not None and not _has_text_of_its_own(leading, parsed):
        fields["message"] = parsed.message
    lasting = next((each for each in contenders if not each["retryable"]), None)
    if lasting is not None and fields["retryable"]:
        fields["retryable"], fields["retry_basis"] = False, lasting["retry_basis"]
        fields["retry_after"] = None
    if fields["outcome"] is Outcome.NOT_DONE:
        doubtful = any(each["outcome"] in _MAY_HAVE_ACTED for each in contenders)
        fields["outcome"] = Outcome.MAYBE_DONE if doubtful else Outcome.NOT_DONE
    return fields


def _has_text_of_its_own(leading: Fields, parsed: ParsedBody) -> bool:
    return any(each.message == leading["message"] for each in parsed.listed if each.message)
