"""The page of a report: text, charts and tables, and all that the charts need."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import vl_convert
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from shipping_errors._scalars import visible

from .charts import charts
from .colours import colour_of
from .tables import tables

if TYPE_CHECKING:
    from collections.abc import Callable

_TEMPLATE = Path(__file__).parent / "page.html.jinja"


def render(summary: dict[str, Any], title: str) -> str:
    """Return the page of a summary."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, finalize=_fit)
    template = environment.from_string(_TEMPLATE.read_text(encoding="utf-8"))
    made = charts(summary)
    return template.render(
        title=title,
        subtitle=_subtitle(summary),
        warnings=_warnings(summary),
        numbers=_numbers(summary),
        charts=made,
        tables=tables(summary),
        colour_of=colour_of,
        footer="Made by shipping-errors. The page has rules and codes, and no text of bodies.",
        script=Markup(_script()),  # noqa: S704 - the charting library's own text
        specs=_as_script([chart.spec for chart in made]),
    )


def _fit(value: object) -> object:
    """Escape what is unfit for a page: names of files and codes of providers may be any text."""
    is_text = isinstance(value, str) and not isinstance(value, Markup)
    return visible(str(value)) if is_text else value


def _script() -> str:
    """Return the charting library, so that the page needs no network."""
    bundle: Callable[..., str] = vl_convert.javascript_bundle  # its types ask for more
    script = bundle()
    return script.replace("</script", "<\\/script")  # that would end the element around it


def _as_script(value: object) -> Markup:
    """Write JSON for a script element: codes of providers can contain anything."""
    text = json.dumps(value, ensure_ascii=True)
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704 - no sign of HTML is left in it


def _subtitle(summary: dict[str, Any]) -> str:
    if summary["first"] is None:
        return "The records have no time."
    return f"From {summary['first']} to {summary['last']}."


def _warnings(summary: dict[str, Any]) -> list[str]:
    interrupted = ["This is a part of the log: reading it was interrupted."]
    return [
        *(interrupted if summary["is_interrupted"] else []),
        *summary["failures"],
        *summary["warnings"],
    ]


def _numbers(summary: dict[str, Any]) -> list[dict[str, str]]:
    """Return the numbers at the head of the page."""
    records, errors = summary["records"], summary["errors"]
    mistakes = {"repeated": 0, "given_up": 0, "unsafe": 0}
    for entry in summary["by_status_alone"]:
        mistakes[entry["mistake"]] += entry["count"]
    values = {
        "records": f"{records:,}",
        "errors": f"{errors:,} ({errors / records:.1%})" if records else "0",
        "with an unmapped code": f"{sum(entry['count'] for entry in summary['unmapped']):,}",
        "repeated in vain by status": f"{mistakes['repeated']:,}",
        "given up wrongly by status": f"{mistakes['given_up']:,}",
        "with a problem of the input": f"{sum(summary['problems'].values()):,}",
    }
    return [{"name": name, "value": value} for name, value in values.items()]
