"""A classifier with own catalogs knows what they say, and nothing else changes."""

from __future__ import annotations

import pickle
import sys
from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from user_catalogs import SOURCE, classifier, extension, provider, rows, write

import shipping_errors
from shipping_errors import CatalogError, Category, Classifier, UnknownProviderError
from shipping_errors._catalog_format.compiled import compile_catalog
from shipping_errors._catalog_format.extension import extend
from shipping_errors._catalog_format.loader import check_file
from shipping_errors._catalog_format.models import Catalog, Extension, Row
from shipping_errors._classification.body import ParsedBody
from shipping_errors._classification.decide import decide
from shipping_errors._classification.index import build_index
from shipping_errors._registry.built_in import built_in_directory
from shipping_errors._registry.registry import Registry

if TYPE_CHECKING:
    from pathlib import Path

    from shipping_errors import NormalizedError

BUSY = "{code: E1, judged: {category: busy}}"
PAYMENT = BUSY.replace("busy", "payment")


def problems(directory: Path, *texts: str) -> list[str]:
    """Return the problems of catalogs, without the directory that they lie in."""
    with pytest.raises(CatalogError) as caught:
        classifier(directory, *texts)
    return [str(problem).removeprefix(f"{directory}/") for problem in caught.value.problems]


def test_a_file_adds_a_provider(tmp_path: Path) -> None:
    own = classifier(tmp_path, provider("acme", BUSY, head="aliases: [acme_express]\n"))
    answer = own.classify("Acme Express", 200, {"code": "E1", "text": "later"})
    assert (answer.provider, answer.category, answer.message) == ("acme", Category.BUSY, "later")
    assert own.providers() == sorted(["acme", *shipping_errors.providers()])


def test_what_is_no_text_is_no_provider() -> None:
    with pytest.raises(UnknownProviderError, match="pass an id as text"):
        Classifier().catalog(None)


def test_nothing_global_changes(tmp_path: Path) -> None:
    own = classifier(
        tmp_path,
        provider("acme", BUSY),
        extension("clickpost", '{code: "322", judged: {category: busy}}', head="aliases: [cp]\n"),
    )
    body = {"meta": {"status": 322}}
    assert own.classify("cp", 200, body).category is Category.BUSY
    for other in (shipping_errors, Classifier()):
        assert other.classify("clickpost", 200, body).category is Category.CARRIER_UNAVAILABLE
        with pytest.raises(UnknownProviderError):
            other.catalog("acme")
        with pytest.raises(UnknownProviderError):
            other.catalog("cp")


def test_an_extension_adds_exception_classes_and_its_own_count_first(tmp_path: Path) -> None:
    own = classifier(
        tmp_path,
        provider("acme", BUSY, head="sdk: [{exception: acme.ApiError, status: code}]\n"),
        extension("acme", head="sdk: [{exception: acme.ApiError, body: text}, {exception: a.B}]\n"),
    )
    sdk = own.catalog("acme").sdk
    assert [(named.exception, named.status, named.body) for named in sdk] == [
        ("acme.ApiError", None, "text"),
        ("a.B", None, None),
        ("acme.ApiError", "code", None),
    ]


def test_a_file_and_a_directory_and_text_paths_are_taken(tmp_path: Path) -> None:
    directory = write(tmp_path, provider("acme", BUSY))
    (tmp_path / "ignored.txt").write_text("no catalog")
    for path in (directory, str(directory), directory / "0.yaml", str(directory / "0.yaml")):
        assert "acme" in Classifier(catalogs=[path]).providers()


def test_one_path_in_place_of_a_list_is_refused_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match=r"write catalogs=\['/x'\]"):
        Classifier(catalogs="/x")
    with pytest.raises(TypeError, match="is a list of paths"):
        Classifier(catalogs=tmp_path)


def test_an_added_path_is_looked_at_after_the_built_in_ones(tmp_path: Path) -> None:
    text = extension(
        "clickpost",
        '{code: "X9", message: Own, judged: {category: not_found}}',
        head="envelope: {code: [error.id], field_errors: [{at: error.fields, map: true}]}\n",
    )
    own = classifier(tmp_path, text)
    assert own.classify("clickpost", 200, {"error": {"id": "X9"}}).rule == "clickpost:X9"
    both = {"error": {"id": "X9", "fields": {"a": "b"}}, "meta": {"status": 301}}
    answer = own.classify("clickpost", 200, both)
    assert (answer.rule, answer.field_errors[0].path) == ("clickpost:301", "a")


def test_what_a_replaced_row_was_stays_visible(tmp_path: Path) -> None:
    own = classifier(
        tmp_path,
        extension("clickpost", '{code: "322", judged: {category: busy}}'),
        extension("clickpost", '{code: "322", judged: {category: pending}}'),
    )
    (row,) = own.catalog("clickpost").rows_for("322")
    assert row.judged.category is Category.PENDING
    (last,) = row.replaces
    assert (last.row.judged.category, last.source.document) == (Category.BUSY, "Support")
    (first,) = last.row.replaces
    assert first.row.message == "Internal Server Error In Courier Partners Server, Try Again"
    assert (first.table, first.source.document) == ("Order Creation Error Code", "API error codes")
    assert pickle.loads(pickle.dumps(row)).replaces == row.replaces


def test_a_row_without_a_status_takes_the_place_of_every_row_of_its_code(tmp_path: Path) -> None:
    own = classifier(
        tmp_path, extension("aftership_shipping", '{code: "4155", judged: {category: pending}}')
    )
    answer = own.classify("aftership", 200, {"meta": {"code": 4155}})
    assert answer.category is Category.PENDING
    assert len(own.catalog("aftership").rows_for("4155")) == 1


def test_the_rest_of_a_range_stays(tmp_path: Path) -> None:
    own = classifier(
        tmp_path, extension("shopify_tracking_app", '{code: "502", judged: {category: busy}}')
    )
    rules = {
        code: own.classify("pkge", int(code), {"code": int(code)}).rule
        for code in ("500", "501", "502", "503", "504")
    }
    assert rules == {
        "500": "shopify_tracking_app:500-501",
        "501": "shopify_tracking_app:500-501",
        "502": "shopify_tracking_app:502",
        "503": "shopify_tracking_app:503-504",
        "504": "shopify_tracking_app:503-504",
    }


def test_a_table_that_is_replaced_whole_is_left_out(tmp_path: Path) -> None:
    text = extension("aftership_shipping", '{code: "4105", judged: {category: permission}}')
    catalog = classifier(tmp_path, text).catalog("aftership")
    assert [table.title for table in catalog.tables] == ["API Request Errors", "Seen"]
    assert Catalog.model_validate(catalog.model_dump(mode="json")).rows == tuple(
        row.instead_of(()) for row in catalog.rows
    )


def test_an_own_provider_can_be_extended_whatever_the_order_of_the_files(tmp_path: Path) -> None:
    own = classifier(
        tmp_path,
        extension("acme", "{code: E2, judged: {category: not_found}}"),
        provider("acme", BUSY),
    )
    assert own.classify("acme", 200, {"code": "E2"}).category is Category.NOT_FOUND


KEYS = st.one_of(
    st.sampled_from("123456").map(lambda code: {"code": code}),
    st.sampled_from(["1-3", "2-5", "4-6"]).map(lambda codes: {"codes": codes}),
)
STATUSES = st.sampled_from([None, 400, 401, "400-401", "401-403"])


@st.composite
def tables(draw: st.DrawFn, name: str) -> list[dict[str, object]]:
    """Draw a table without duplicates, whose messages tell its rows apart."""
    taken: set[tuple[str, int | None]] = set()
    kept = []
    for number, key in enumerate(draw(st.lists(KEYS, min_size=1, max_size=6))):
        data = {**key, "http": draw(STATUSES), "message": f"{name} {number}"}
        row = Row.model_validate({**data, "judged": {"category": "busy"}})
        claims = set(product(row.all_codes(), row.all_statuses() or (None,)))
        if claims.isdisjoint(taken):
            taken |= claims
            kept.append(row.model_dump(mode="json"))
    source = {"document": name, "url": "https://x.example", "retrieved": "2026-11-23"}
    return [{"title": name, "source": source, "rows": kept}]


def said(parts: Catalog | Extension, code: str, status: int) -> str | None:
    """Return the text of the row that claims a code with a status; None where none does."""
    found = [row for table in parts.tables for row in table.rows if code in row.all_codes()]
    named = [row for row in found if status in row.all_statuses()]
    return next((row.message for row in [*named, *found] if not row.http or row in named), None)


@settings(deadline=None)
@given(tables("old"), tables("new"))
def test_new_rows_answer_for_all_that_they_claim_and_old_rows_for_the_rest(
    old: list[object], new: list[object]
) -> None:
    envelope = {"code_in_every_answer": True}
    catalog = Catalog.model_validate(
        {"provider": "p", "title": "P", "envelope": envelope, "tables": old}
    )
    change = Extension.model_validate({"extends": "p", "tables": new})
    index = build_index(compile_catalog(extend(catalog, change)))
    for code, status in product("1234567", range(399, 405)):
        wanted = said(change, code, status) or said(catalog, code, status)
        rule = decide(index, status, ParsedBody(code=code))
        if wanted is not None:
            assert rule.fields["documentation"] == wanted
    assert "7" not in index.by_code


def test_all_problems_of_all_files_are_told_at_once_with_their_places(tmp_path: Path) -> None:
    assert problems(
        tmp_path,
        extension("clickpst", BUSY),
        provider("acme", "{code: 12, judged: {category: busy}}"),
        extension("clickpost", "{code: E1, judged: {category: bussy}}"),
    ) == [
        (
            "0.yaml:1:10: unknown provider 'clickpst'; did you mean 'clickpost' (Clickpost)? "
            "[unknown-provider]"
        ),
        '1.yaml:8:16: code is text; put it in quotes: "12" [not-text]',
        "2.yaml:6:39: unknown category 'bussy'; did you mean 'busy'? [unknown-word]",
    ]


def test_a_row_that_is_wrong_hides_no_problem_of_names(tmp_path: Path) -> None:
    wrong = "{code: 12, judged: {category: busy}}"
    found = problems(
        tmp_path,
        extension("clickpst", wrong),
        provider("acme", wrong, head="aliases: [pkge, 3]\n"),
        extension("acme", BUSY),
    )
    assert [line.rpartition("[")[2] for line in found] == [
        "unknown-provider]",
        "not-text]",
        "duplicate-name]",
        "not-text]",
        "not-text]",
    ]


def test_two_catalogs_may_not_claim_one_name(tmp_path: Path) -> None:
    assert problems(
        tmp_path,
        provider("acme", BUSY, head="aliases: [postmen]\n"),
        provider("acme", BUSY),
        extension("clickpost", head="aliases: [ac-me, pkge]\n".replace("-", "_")),
        provider("click_post", BUSY),
    ) == [
        (
            "0.yaml:3:11: 'postmen' is a name in the built-in catalog "
            "(to add to it: 'extends: aftership_shipping') already [duplicate-name]"
        ),
        f"1.yaml:1:11: 'acme' is a name in {tmp_path}/0.yaml already [duplicate-name]",
        f"2.yaml:2:11: 'ac_me' is a name in {tmp_path}/0.yaml already [duplicate-name]",
        (
            "2.yaml:2:18: 'pkge' is a name in the built-in catalog "
            "(to add to it: 'extends: shopify_tracking_app') already [duplicate-name]"
        ),
        (
            "3.yaml:1:11: 'click_post' is a name in the built-in catalog "
            "(to add to it: 'extends: clickpost') already [duplicate-name]"
        ),
    ]


def test_an_alias_may_not_repeat_the_id_that_it_extends(tmp_path: Path) -> None:
    assert any("[duplicate-alias]" in line for line in problems(
        tmp_path, extension("clickpost", head="aliases: [click_post]\n")
    ))  # fmt: skip


def test_a_built_in_file_is_no_conflict_with_itself() -> None:
    path = Registry().built_in.path("clickpost")
    assert Classifier(catalogs=[path]).catalog("clickpost").title == "Clickpost"


def test_what_can_not_be_read_is_a_problem_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(CatalogError) as caught:
        Classifier(catalogs=[tmp_path, tmp_path / "none.yaml"])
    assert [(problem.file, problem.rule) for problem in caught.value.problems] == [
        (str(tmp_path), "empty-directory"),
        (str(tmp_path / "none.yaml"), "unreadable"),
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"extend: clickpost\n{rows(BUSY)}", "unknown key 'extend'; did you mean 'extends'?"),
        ("", "the file is empty"),
        ("[]", "the file: write keys and values here"),
        (f"extends: clickpost\nprovider: acme\n{rows(BUSY)}", ":1:1: either 'provider', to add"),
        (f"provider: acme\nenvelope: {{extends: a}}\n{rows(BUSY)}", "unknown key 'extends'"),
        (f"extends: click-post\n{rows(BUSY)}", ":1:10: did you mean 'clickpost'?"),
        (f"extends: clickpost\nenvelope: {{cod: [a]}}\n{rows(BUSY)}", "did you mean 'code'?"),
        (
            f"extends: clickpost\n{rows(BUSY, BUSY.replace('busy', 'payment'))}",
            "is on line 6 already",
        ),
        (f"{rows(BUSY)}extends: clickpost\n", "move 'tables' to the end"),
    ],
)
def test_a_file_that_is_wrong_says_how_to_mend_it(tmp_path: Path, text: str, told: str) -> None:
    assert any(told in line for line in problems(tmp_path, text))


def test_a_list_counts_as_too_short_only_where_nothing_in_it_is_wrong(tmp_path: Path) -> None:
    wrong_row = extension("clickpost", "{code: 1, judged: {category: busy}}")
    assert [
        line for line in problems(tmp_path, wrong_row) if "at least one is needed" in line
    ] == []
    no_rows = f"extends: clickpost\ntables:\n  - title: T\n    {SOURCE}\n    rows: []\n"
    assert [line for line in problems(tmp_path, no_rows) if "at least one is needed" in line] != []


def test_what_is_sound_of_a_file_is_returned_beside_its_problems() -> None:
    document, part = check_file(
        "f", f"extends: clickpost\n{rows(BUSY, BUSY.replace('busy', 'payment'))}".encode()
    )
    assert document.problems
    assert isinstance(part, Extension)


def test_a_row_does_not_take_what_it_replaces_from_a_file() -> None:
    with pytest.raises(ValidationError) as caught:
        Row.model_validate({"code": "1", "judged": {"category": "ok"}, "replaces": []})
    assert [error["loc"] for error in caught.value.errors()] == [("replaces",)]


def test_the_callback_is_told_of_every_answer_whose_code_no_row_knows() -> None:
    told: list[NormalizedError] = []
    watching = Classifier(on_unmapped=told.append)
    unmapped = watching.classify("clickpost", 500, {"meta": {"status": 987}})
    watching.classify("clickpost", 200, {"meta": {"status": 301}})
    watching.classify("clickpost", 500, None)
    assert told == [unmapped]
    assert told[0].code == "987"


def test_a_callback_that_raises_does_not_hide_the_answer() -> None:
    def fail(_: NormalizedError) -> None:
        raise RuntimeError

    answer = Classifier(on_unmapped=fail).classify("clickpost", 500, {"meta": {"status": 987}})
    assert answer == shipping_errors.classify("clickpost", 500, {"meta": {"status": 987}})


def test_nothing_is_printed_or_logged_of_an_unmapped_code(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    shipping_errors.classify("clickpost", 500, {"meta": {"status": 987}})
    assert (*capfd.readouterr(), caplog.records) == ("", "", [])


def test_without_own_catalogs_no_file_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (
        "yaml",
        "shipping_errors._registry.user_files",
        "shipping_errors._registry.packages",
    ):
        monkeypatch.setitem(sys.modules, module, None)
    for module in (
        "shipping_errors._catalog_format.loader",
        "shipping_errors._catalog_format.yaml_document",
    ):
        monkeypatch.delitem(sys.modules, module, raising=False)
    built_in = sorted(path.stem for path in built_in_directory().glob("*.yaml"))
    assert Classifier().providers() == built_in
