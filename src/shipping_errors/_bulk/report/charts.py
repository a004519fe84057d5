"""The charts of a report, as Vega-Lite specifications."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import altair as alt

from shipping_errors._bulk.counts import WAITS
from shipping_errors._bulk.summary import is_error
from shipping_errors._bulk.words import MISTAKES, duration, of_unmapped, wait_in_words

from .colours import categories, colour_of

if TYPE_CHECKING:
    from collections.abc import Hashable

Summary = dict[str, Any]
Values = list[dict[str, Any]]

_MOST_BARS = 15


class Chart(NamedTuple):
    """A chart, and what it shows."""

    title: str
    note: str
    spec: dict[str, Any]
    """Its Vega-Lite specification."""


def charts(summary: Summary) -> list[Chart]:
    """Return the charts that have something to show."""
    errors = [line for line in summary["table"] if is_error(line["category"])]
    seconds = summary["over_time"]["seconds"]
    made = (
        (
            "Errors over time, by category",
            f"Each bar is {duration(seconds)}. Click a category of the legend to see it alone.",
            _over_time(summary["over_time"]["counts"], seconds),
        ),
        (
            "Errors by provider",
            "The colour tells the category, and its hue who has to act.",
            _bars(_named(errors, "provider"), "provider"),
        ),
        (
            "Top rules",
            f"The {_MOST_BARS} rules that decided most errors.",
            _bars(_top(_named(errors, "rule"), "rule"), "rule"),
        ),
        (
            "Unmapped codes",
            f"The {_MOST_BARS} most frequent codes that no row of a catalog is for.",
            _bars(_top(_unmapped(summary["unmapped"]), "code"), "code", colour=None),
        ),
        (
            "Retries by the HTTP status alone",
            "What a rule that looks at nothing but the HTTP status does wrong.",
            _bars(_mistakes(summary["by_status_alone"]), "mistake"),
        ),
        (
            "Waits asked for",
            "How long responses ask to wait before the next try.",
            _waits(summary["waits"]),
        ),
    )
    return [Chart(title, note, chart.to_dict()) for title, note, chart in made if chart is not None]


def _over_time(counts: Values, seconds: int) -> alt.Chart | None:
    values = [
        {**entry, "until": _later(entry["time"], seconds)}
        for entry in counts
        if is_error(entry["category"])
    ]
    if not values:
        return None
    selected = alt.selection_point(fields=["category"], bind="legend")
    chart: alt.Chart = (
        _base(values, 280)
        .mark_bar(orient="vertical")
        .encode(
            x=alt.X("time:T", title="time (UTC)", scale=alt.Scale(type="utc")),
            x2="until:T",
            y=alt.Y("count:Q", title="errors", stack="zero"),
            color=_colour(values),
            opacity=alt.condition(selected, alt.value(1), alt.value(0.1)),
            tooltip=[
                alt.Tooltip("time:T", format="%Y-%m-%d %H:%M", formatType="utc"),
                alt.Tooltip("category:N"),
                alt.Tooltip("count:Q", title="errors", format=",d"),
            ],
        )
        .add_params(selected)
    )
    return chart


def _bars(values: Values, name: str, colour: str | None = "category") -> alt.Chart | None:
    """Return horizontal bars, the longest first, in parts by their colour."""
    if not values:
        return None
    bars = len({value[name] for value in values})
    entries = 0 if colour is None else len({value[colour] for value in values})
    chart: alt.Chart = (
        _base(values, max(24 * bars + 10, 14 * entries))  # all of the legend is beside them
        .mark_bar()
        .encode(
            y=alt.Y(f"{name}:N", sort="-x", title=None),
            x=alt.X("sum(count):Q", title="records", axis=alt.Axis(format=",d", tickMinStep=1)),
            color=alt.value("#4c78a8") if colour is None else _colour(values),
            tooltip=[
                *(alt.Tooltip(f"{each}:N") for each in dict.fromkeys((name, colour or name))),
                alt.Tooltip("sum(count):Q", title="records", format=",d"),
            ],
        )
    )
    return chart


def _waits(waits: Values) -> alt.Chart | None:
    if not waits:
        return None
    names = [wait_in_words(end) for end in (*WAITS, None)]
    values = [{**entry, "wait": wait_in_words(entry["up_to"])} for entry in waits]
    chart: alt.Chart = (
        _base(values, 220)
        .mark_bar()
        .encode(
            x=alt.X("wait:N", sort=names, title=None, axis=alt.Axis(labelAngle=0)),
            y=alt.Y("sum(count):Q", title="responses", axis=alt.Axis(format=",d", tickMinStep=1)),
            color=alt.Color("provider:N", title="provider"),
            tooltip=[
                alt.Tooltip("provider:N"),
                alt.Tooltip("wait:N"),
                alt.Tooltip("count:Q", title="responses", format=",d"),
            ],
        )
    )
    return chart


def _base(values: Values, height: int) -> alt.Chart:
    return alt.Chart(alt.InlineData(values=values), width="container", height=height)


def _colour(values: Values) -> alt.Color:
    present = {value["category"] for value in values}
    names = [name for name in categories() if name in present]
    scale = alt.Scale(domain=names, range=list(map(colour_of, names)))
    return alt.Color("category:N", title="category", scale=scale)


def _later(time: str, seconds: int) -> str:
    return (datetime.fromisoformat(time) + timedelta(seconds=seconds)).isoformat()


def _named(lines: Values, name: str) -> Values:
    """Return the counts by a name and category, where a line has the name."""
    counts: Counter[tuple[Hashable, str]] = Counter()
    for line in lines:
        counts[line[name] or "(no catalog)", line["category"]] += line["count"]
    return [
        {name: key, "category": category, "count": count}
        for (key, category), count in counts.items()
    ]


def _top(values: Values, name: str) -> Values:
    """Return the values of the names with the highest counts."""
    counts: Counter[str] = Counter()
    for value in values:
        counts[value[name]] += value["count"]
    top = {key for key, _ in counts.most_common(_MOST_BARS)}
    return [value for value in values if value[name] in top]


def _unmapped(entries: Values) -> Values:
    return [{"code": of_unmapped(entry), "count": entry["count"]} for entry in entries]


def _mistakes(entries: Values) -> Values:
    return [{**entry, "mistake": MISTAKES[entry["mistake"]]} for entry in entries]
