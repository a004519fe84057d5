"""The report: one page, with all numbers, and safe whatever codes hold."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest

from shipping_errors import Category
from shipping_errors._bulk.report.charts import charts
from shipping_errors._bulk.report.colours import categories, colour_of
from shipping_errors._bulk.report.page import render
from shipping_errors._bulk.report.tables import tables
from shipping_errors._bulk.summary import summarize
from shipping_errors._bulk.triage import Found
from shipping_errors._bulk.words import duration, wait_in_words, written

from .logs import made
from .test_counts import counted, record

if TYPE_CHECKING:
    from shipping_errors._bulk.counts import Counts

EVIL = '</script><script>alert("x")</script>&amp;\'"'


def summary_of(counts: Counts, **changed: Any) -> dict[str, Any]:
    return summarize(Found(counts, **changed))


@pytest.fixture(scope="module")
def summary() -> dict[str, Any]:
    records = [*made(3_000, seed=6), record(provider="acme"), record(status=7)]
    return summary_of(counted(records))


class Page(HTMLParser):
    """What a browser makes of the page, without running it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += f"{data}\n"


def test_the_page_needs_nothing_but_itself(summary: dict[str, Any]) -> None:
    page = Page(render(summary, "Errors"))
    for tag, attributes in page.tags:
        assert not {"src", "href", "srcset", "data"} & attributes.keys(), tag
    (policy,) = (
        attributes["content"]
        for tag, attributes in page.tags
        if attributes.get("http-equiv") == "Content-Security-Policy"
    )
    assert str(policy).startswith("default-src 'none';")
    assert "http" not in str(policy)


def test_the_page_has_every_line_of_the_summary(summary: dict[str, Any]) -> None:
    page = Page(render(summary, "Errors in log.jsonl"))
    assert "Errors in log.jsonl" in page.text
    for line in summary["table"]:
        assert str(line["rule"]) in page.text
        assert f"{line['count']:,}" in page.text
    assert f"{summary['records']:,}" in page.text
    for entry in summary["unmapped"]:
        assert entry["code"] in page.text


def test_the_page_has_no_text_of_bodies(summary: dict[str, Any]) -> None:
    text = render(summary, "Errors")
    for each in made(3_000, seed=6)[:500]:
        found = re.search(r'"(name|street|tracking_number)":"([^"]+)"', each["body"] or "")
        if found:
            assert found[2] not in text


def test_a_code_can_hold_anything() -> None:
    body = json.dumps({"meta": {"status": EVIL}})
    counts = counted([record(body=body), record(provider=EVIL)])
    page = Page(render(summary_of(counts, failures=[EVIL]), EVIL))
    scripts = [tag for tag, _ in page.tags if tag == "script"]
    assert len(scripts) == 2
    assert page.text.count(EVIL) >= 4  # as text: the title, the failure, the code, the provider


def test_there_is_a_chart_for_each_thing_to_show(summary: dict[str, Any]) -> None:
    assert [chart.title for chart in charts(summary)] == [
        "Errors over time, by category",
        "Errors by provider",
        "Top rules",
        "Unmapped codes",
        "Retries by the HTTP status alone",
        "Waits asked for",
    ]


def values(summary: dict[str, Any], title: str) -> list[dict[str, Any]]:
    (chart,) = (chart for chart in charts(summary) if chart.title == title)
    spec: dict[str, Any] = chart.spec
    found: list[dict[str, Any]] = next(iter(spec["datasets"].values()))
    return found


def test_the_charts_have_the_numbers_of_the_summary(summary: dict[str, Any]) -> None:
    timed = sum(value["count"] for value in values(summary, "Errors over time, by category"))
    assert timed == summary["errors"] - 2  # two records have no time
    by_provider = sum(value["count"] for value in values(summary, "Errors by provider"))
    assert by_provider == summary["errors"]
    assert len({value["rule"] for value in values(summary, "Top rules")}) == 15
    waits = sum(value["count"] for value in values(summary, "Waits asked for"))
    assert waits == sum(entry["count"] for entry in summary["waits"])


def test_where_there_is_nothing_to_show_there_is_no_chart() -> None:
    empty = summary_of(counted([record(status=200, body='{"meta": {"status": 200}}')]))
    assert charts(empty) == []
    text = render(empty, "Errors")
    assert "The records have no time." in text
    assert "vegaEmbed" in text
    assert "0 (0.0%)" in text
    assert "<b>0</b>records" in render(summarize(Found()), "Errors")


def test_what_went_wrong_is_said_at_the_top() -> None:
    summary = summary_of(
        counted([record()]), failures=["a: cut"], warnings=["b"], is_interrupted=True
    )
    page = Page(render(summary, "Errors"))
    top = page.text.partition("with an unmapped code")[0]
    assert "This is a part of the log: reading it was interrupted." in top
    assert "a: cut" in top
    assert "b" in top


def test_long_tables_are_cut_and_say_so(
    monkeypatch: pytest.MonkeyPatch, summary: dict[str, Any]
) -> None:
    monkeypatch.setattr("shipping_errors._bulk.report.tables._MOST_ROWS", 5)
    table = tables(summary)[0]
    assert len(table.rows) == 5
    left_out = len(summary["table"]) - 5
    assert table.note.endswith(f"{left_out:,} rows with the lowest counts are left out.")


def test_every_category_has_a_colour_of_its_own() -> None:
    colours = [colour_of(name) for name in categories()]
    assert len(set(colours)) == len(Category)
    assert colour_of("no such category") not in colours


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(1, "1 second"), (15, "15 seconds"), (60, "1 minute"), (900, "15 minutes"), (3_600, "1 hour"),
     (90, "90 seconds"), (86_400, "1 day"), (604_800, "1 week"), (2_419_200, "4 weeks")],
)  # fmt: skip
def test_durations_are_written_in_their_largest_unit(seconds: int, text: str) -> None:
    assert duration(seconds) == text


def test_classes_of_waits_are_named_by_their_ends() -> None:
    assert [wait_in_words(end) for end in (1.0, 300.0, None)] == [
        "up to 1 second", "up to 5 minutes", "over 1 day",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "name", "text"),
    [(None, "provider", "(none)"), (None, "first", ""), (True, "retryable", "yes"),
     (False, "retryable", "no"), (0.25, "share", "25.00%"), (1234, "count", "1,234"),
     (1234, "number", "1234"), ("x", "rule", "x")],
)  # fmt: skip
def test_values_are_written_for_people(value: object, name: str, text: str) -> None:
    assert written(value, name) == text
