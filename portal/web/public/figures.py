"""The figures in the large: by month, by area, by region, and two of these together."""

from typing import Any

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from portal.routing import queries as routing
from portal.supervision import queries
from portal.supervision.disclosure import HALF, MONTH, TOTAL, spans
from portal.supervision.figures import DEFINITIONS
from portal.supervision.models import PublicFigureCell
from portal.supervision.periods import key_of, label_of, running_key
from portal.supervision.public_figures import area_row
from portal.web import regions
from portal.web.public import blueprint
from portal.web.public.figure_periods import HIDDEN, years_counted
from portal.web.public.home import figures_of
from portal.web.revalidation import revalidated

Heat = list[tuple[str, list[tuple[str, str, int]]]]
_SHOWN = ("received", "on_time_rate", "median_days", "satisfied_rate")
_CONTENT = ("years", "figures", "months", "areas", "heat", "regions", "places")
_WORDS = {"received": "收到", "on_time_rate": "按时办结率", "median_days": "用时中位数", "satisfied_rate": "满意率"}


@blueprint.get("/figures")
def figures() -> Response | str:
    """The figures of a year, as far as it is over."""
    years = years_counted()
    chosen = next((each for each in years if str(each.year) == request.args.get("year", "")), years[0] if years else None)
    page: dict[str, Any] = {
        "years": [
            {"label": f"{each.year}年", "url": url_for("public.figures", year=each.year), "current": each is chosen} for each in years
        ],
        "definitions": [(_WORDS[name], DEFINITIONS[name]) for name in _SHOWN],
        "figures": figures_of(chosen.values) if chosen else [],
    }
    if chosen is not None:
        last_month = int(chosen.values["counted_until"][5:])
        standing = running_key(chosen.year, int(chosen.values["as_of"][5:7]))
        months = [key_of(chosen.year, span) for span in spans(MONTH, last_month)]
        page |= _by_month(months) | _by_area(months, standing) | _by_region(chosen.year, last_month, standing)
        page |= {"computed_at": chosen.computed_at, "period": label_of(standing), "until": label_of(months[-1])}
    content = [page.get(name) for name in _CONTENT]
    return revalidated(chosen.computed_at if chosen else None, content, lambda: render_template("public/figures.html", **page))


def _bar(label: str, value: int | None, url: str | None = None) -> dict[str, Any]:
    return {"label": label, "value": value or 0, "text": HIDDEN if value is None else str(value), "url": url}


def _by_month(months: list[str]) -> dict[str, Any]:
    kept = {each.period: each.values.get("received") for each in queries.list_cells(months, TOTAL)}
    bars = [_bar(f"{int(key[5:])}月", kept.get(key)) for key in months]
    most = max(bars, key=lambda bar: bar["value"])
    finding = f"{most['label']}收到最多，{most['value']} 件" if most["value"] else "各月收到的件数都太少，不公布"
    return {"months": bars, "month_finding": finding}


def _by_area(months: list[str], standing: str) -> dict[str, Any]:
    kept = {(each.row, each.period): each for each in queries.list_cells([*months, standing], "area:")}
    titles = {area_row(key): title for key, title in routing.area_titles().items()} | {area_row(""): "未分领域"}
    rows = [row for row in titles if any((row, key) in kept for key in (*months, standing))]
    bars = [_bar(titles[row], _received(kept.get((row, standing)))) for row in rows]
    bars.sort(key=lambda bar: -bar["value"])
    told = [bar for bar in bars if bar["value"]]
    finding = f"{told[0]['label']}反映最多，{told[0]['value']} 件" if told else "各领域的件数都太少，不公布"
    return {"areas": bars, "area_finding": finding} | _heat(rows, titles, months, kept)


def _received(cell: PublicFigureCell | None) -> int | None:
    return cell.values.get("received") if cell is not None else None


def _by_region(year: int, last_month: int, standing: str) -> dict[str, Any]:
    """What was received by region, and by region and area in the newest half that is over; nothing where there is one region."""
    halves = spans(HALF, last_month)
    half = key_of(year, halves[-1]) if halves else ""
    kept = {(each.row, each.period): each for kind in ("region:", "area:") for each in queries.list_cells([standing, half], kind)}
    rows = [row for row, period in kept if period == standing and row.startswith("region:")]
    if not rows:
        return {}
    titles = {row: regions.title_of(int(row.partition(":")[2])) for row in rows}
    bars = sorted((_bar(titles[row], _received(kept[row, standing])) for row in rows), key=lambda bar: -bar["value"])
    told = [bar for bar in bars if bar["value"]]
    finding = f"{told[0]['label']}收到最多，{told[0]['value']} 件" if told else "各地区的件数都太少，不公布"
    return {"regions": bars, "region_finding": finding} | (_places(titles, half, kept) if half else {})


def _places(titles: dict[str, str], half: str, kept: dict[tuple[str, str], PublicFigureCell]) -> dict[str, Any]:
    """The table of regions by areas in one half of a year."""
    areas = {area_row(key): title for key, title in routing.area_titles().items()} | {area_row(""): "未分领域"}
    found = {row.partition("/")[2] for row, period in kept if period == half and "/" in row}
    heads = {area: title for area, title in areas.items() if area in found}
    numbers = {row: [_number_at(row, area, half, kept) for area in heads] for row in titles}
    if not any(value for values in numbers.values() for value in values):
        return {"places": [], "places_finding": "按地区和领域分开，件数都太少，不公布", "half": label_of(half)}
    table = _shaded({titles[row]: values for row, values in numbers.items()}, list(heads.values()))
    return {"places": table, "places_heads": list(heads.values()), "places_finding": _peak(table, "的"), "half": label_of(half)}


def _number_at(region: str, area: str, half: str, kept: dict[tuple[str, str], PublicFigureCell]) -> int | None:
    """What is told of an area within a region; where nothing was ever counted it is nobody, if both are told."""
    if (f"{region}/{area}", half) in kept:
        return _received(kept[f"{region}/{area}", half])
    return 0 if all(_received(kept.get((row, half))) is not None for row in (region, area)) else None


def _heat(rows: list[str], titles: dict[str, str], months: list[str], kept: dict[tuple[str, str], PublicFigureCell]) -> dict[str, Any]:
    """The table of areas by months."""
    heads = [f"{int(key[5:])}月" for key in months]
    table = _shaded({titles[row]: [_received(kept.get((row, key))) for key in months] for row in rows}, heads)
    return {"heat": table, "heat_heads": heads, "heat_finding": _peak(table, "在") or "按领域和月份分开，件数都太少，不公布"}


def _shaded(numbers: dict[str, list[int | None]], heads: list[str]) -> Heat:
    """Rows of cells, each with its head, its text, and how deep its colour is, 0 to 4."""
    most = max((value for values in numbers.values() for value in values if value), default=0)
    return [
        (title, [(head, HIDDEN if value is None else str(value), _depth(value, most)) for head, value in zip(heads, values, strict=True)])
        for title, values in numbers.items()
    ]


def _peak(table: Heat, between: str) -> str:
    """The largest cell as a sentence; empty when none is told."""
    places = [(int(text), title, head) for title, cells in table for head, text, _deep in cells if text not in (HIDDEN, "0")]
    number, title, head = max(places, default=(0, "", ""))
    return f"{title}{between}{head}收到最多，{number} 件" if number else ""


def _depth(value: int | None, most: int) -> int:
    return 0 if not value else min(4, 1 + 4 * (value - 1) // most)
