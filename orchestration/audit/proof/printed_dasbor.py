"""Whether `dasbor.html` prints what the release and its evidence say: every number, every bar, every line.

Belongs here: reading the file back, numbers by their keys, drawings by their measures. Not here: whether changes,
contributions and projections are right (trends_told.py), and the words, which are made again (words.py).

A bar has the length of its number, measured against the full length that its drawing names, in tenths; a point of a
line has the height of its value between the lowest and the highest. A digit that is neither in a number with a key nor
declared to be none is no part of a dashboard.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import lru_cache
from html import unescape
from pathlib import Path

from orchestration.audit.chain import Examination, Format
from orchestration.audit.numerals import print_number, round_half_up
from orchestration.audit.proof.printed_pages import Printed, Reader

DASBOR, MADE_OF = "dasbor.html", "data/kontribusi.csv"
_LINK = Format("dasbor")

_TOKEN = re.compile(
    r"<!--.*?-->|<(/?)([a-z][a-z0-9]*)((?:\s+[a-z-]+(?:=\"[^\"]*\")?)*)\s*/?>|([^<]+)|<!doctype html>",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r'([a-z-]+)(?:="([^"]*)")?', re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_UNREAD = ("style", "title", "head")
_VOID = ("meta", "rect", "circle", "polyline", "br", "img", "link", "base", "input", "hr", "embed", "path", "use")
_WIDE, _HALF, _TALL, _LINE_TALL, _MARGIN = 100, 50, 80, 24, 4


@dataclass
class Dashboard:
    """What the file holds.

    Attributes:
        numbers: (key, machine value, text) in their order.
        in_view: keys of the numbers that stand outside of panels.
        marked: keys of the numbers behind which a mark (R) stands.
        shapes: (attributes of the drawing, tag, attributes of the shape).
        loose: texts with digits that are no numbers.
        scripts: elements that run something or come from elsewhere.
    """

    numbers: list[tuple[str, str, str]] = field(default_factory=list)
    in_view: set[str] = field(default_factory=set)
    marked: set[str] = field(default_factory=set)
    shapes: list[tuple[Mapping[str, str], str, Mapping[str, str]]] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)


def read_dashboard(path: Path) -> Dashboard:
    """Reads the file.

    Raises:
        ValueError: it is not written as a dashboard is.
    """
    try:
        page = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ValueError(error) from None
    found, open_tags, at = Dashboard(), list[tuple[str, Mapping[str, str]]](), 0
    last = ""
    for match in _TOKEN.finditer(page):
        if match.start() != at:
            raise ValueError(f"'{page[at : match.start() + 20]}' is no element and no text")
        at = match.end()
        if match[4] is not None:
            _text(found, open_tags, unescape(match[4]), last)
        elif match[2] and not match[1]:
            attributes = _attributes(match[3])
            tag = match[2].lower()
            _element(found, open_tags, tag, attributes)
            if tag == "data":
                last = attributes.get("data-angka", "")
            if tag not in _VOID:
                open_tags.append((tag, attributes))
        elif match[2]:
            if not open_tags or open_tags[-1][0] != match[2].lower():
                raise ValueError(f"</{match[2]}> ends what is not open")
            open_tags.pop()
    if at != len(page) or open_tags:
        raise ValueError("it ends within an element")
    return found


@lru_cache(maxsize=4096)
def _attributes(written: str) -> Mapping[str, str]:
    """The attributes of a tag; most are written many times."""
    return {name.lower(): unescape(value) for name, value in _ATTRIBUTE.findall(written)}


def _element(
    found: Dashboard, above: Sequence[tuple[str, Mapping[str, str]]], tag: str, own: Mapping[str, str]
) -> None:
    if tag in ("script", "iframe", "object", "embed", "link", "base", "form", "img", "use", "image", "animate", "set"):
        found.scripts.append(tag)
    if any(name.startswith("on") or name == "style" for name in own):
        found.scripts.append(f"{tag} {', '.join(own)}")
    if tag in ("rect", "circle", "polyline", "path", "text"):
        drawing = next((attributes for name, attributes in reversed(above) if name == "svg"), {})
        found.shapes.append((drawing, tag, own))


def _text(found: Dashboard, above: Sequence[tuple[str, Mapping[str, str]]], text: str, last: str) -> None:
    tag, own = above[-1] if above else ("", {})
    if tag not in ("data", "sup") and not _DIGIT.search(text):
        return
    if any(name in _UNREAD for name, _ in above):
        return
    if tag == "data":
        found.numbers.append((own.get("data-angka", ""), own.get("value", ""), text))
        if not any(attributes.get("class") == "asal" for _, attributes in above):
            found.in_view.add(own.get("data-angka", ""))
    elif tag == "sup" and text == "(R)":
        found.marked.add(last)
    elif _DIGIT.search(text) and not any("tetap" in attributes.get("class", "").split() for _, attributes in above):
        found.loose.append(text)


def check(seen: Examination, dashboard: Dashboard, printed: Printed) -> None:
    """Numbers, marks and drawings are those that figures and evidence give; nothing else with digits stands there."""
    if not printed.trends:
        seen.omitted.append(f"{DASBOR}, the evidence keeps no trends")
        return
    wanted = dict(_expected(printed))
    for key, value, text in dashboard.numbers:
        seen.counts["printed_dasbor"] += 1
        if key not in wanted:
            _broken(seen, key, "a number of the release", text)
        elif (text, value) not in wanted[key]:
            told = " or ".join(f"{printed_text} ({machine})" for printed_text, machine in wanted[key])
            _broken(seen, key, told, f"{text} ({value})")
    shown = dashboard.in_view
    for key in sorted(_demanded(printed, wanted) - shown):
        _broken(seen, key, "a number", "none")
    for key in sorted(shown & dashboard.marked ^ shown & _revised(printed)):
        _broken(seen, f"{key}, (R)", key in _revised(printed), key in dashboard.marked)
    for text in dashboard.loose:
        _broken(seen, "words", "no digits that are no number", " ".join(text.split()))
    for element in dashboard.scripts:
        _broken(seen, "page", "elements that run and fetch nothing", element)
    quarters = [*sorted(row["triwulan"] for row in printed.trends["rilis_lalu"]), printed.quarter]
    _check_drawings(seen, dashboard, wanted, quarters)


def _broken(seen: Examination, where: str, expected: object, found: object) -> None:
    place = f"{DASBOR}: {where}"
    seen.broken(_LINK, place, expected, found, f"{place}: '{found}'; expected '{expected}'")


_Said = set[tuple[str, str]]


def _expected(printed: Printed) -> Iterator[tuple[str, _Said]]:
    """Every number that a dashboard may show, by its key: printed text and machine value."""
    for figure_id in printed.figures:
        pairs = set(zip(printed.texts.printed(figure_id), printed.texts.values(figure_id), strict=True))
        yield f"{printed.quarter}:{figure_id}", pairs
    for row in printed.trends["angka_lalu"]:
        yield f"{row['triwulan']}:{row['figure_id']}", {(row["printed"], _machine(row["value"]))}
    for row in printed.trends["indicator_changes"]:
        if row["perubahan"] is not None:
            yield f"perubahan:{row['kode']}:{row['pembanding']}", _both(row["perubahan"], row["desimal"])
    for row in printed.trends["contributions"]:
        key = ":".join(row[name] for name in ("kode", "pembanding", "rincian", "suku", "kunci"))
        yield f"kontribusi:{key}", _both(row["kontribusi"], row["desimal_rinci"])
    for row in printed.trends["projections"]:
        names = {"jarak": "jarak", "proyeksi_akhir": "proyeksi", "jarak_proyeksi": "jarak_proyeksi"}
        for column, name in names.items():
            if row[column] is not None:
                yield f"{name}:{row['kode']}", _both(row[column], row["desimal"])


def _demanded(printed: Printed, wanted: Mapping[str, _Said]) -> set[str]:
    """What every dashboard shows: target, realisasi and capaian of all quarters, changes with all their parts."""
    codes = {
        row["indicator"] for row in printed.figures.values() if row["figure_id"] == f"{row['indicator']}.realisasi"
    }
    ends = tuple(f":{code}.{measure}" for code in codes for measure in ("realisasi", "target", "capaian"))
    kinds = ("perubahan:", "kontribusi:", "jarak:", "proyeksi:", "jarak_proyeksi:")
    return {key for key in wanted if key.startswith(kinds) or key.endswith(ends)}


def _revised(printed: Printed) -> set[str]:
    own = {f"{printed.quarter}:{figure_id}" for figure_id in printed.revised}
    return own | {f"{row['triwulan']}:{row['figure_id']}" for row in printed.trends["angka_lalu"] if row["is_revisi"]}


def _both(value: Decimal, decimals: int) -> _Said:
    return {(print_number(round_half_up(Fraction(value), decimals)), _machine(value))}


def _machine(value: Decimal | None) -> str:
    if value is None:
        return ""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def _check_drawings(
    seen: Examination, dashboard: Dashboard, wanted: Mapping[str, _Said], quarters: Sequence[str]
) -> None:
    lines: dict[int, tuple[Mapping[str, str], list[Mapping[str, str]]]] = {}
    for drawing, tag, shape in dashboard.shapes:
        key = shape.get("data-batang")
        if key is not None:
            seen.counts["drawn_dasbor"] += 1
            try:
                right = _bar(drawing, shape, _one(wanted, key))
            except (KeyError, ValueError, InvalidOperation, ZeroDivisionError) as error:
                right = {"width": f"a bar ({error})"}
            if any(shape.get(name) != value for name, value in right.items()):
                found = {name: shape.get(name) for name in right}
                _broken(seen, f"bar of {key}", right, found)
        elif "data-garis" in drawing:
            lines.setdefault(id(drawing), (drawing, []))[1].append({"": tag, **shape})
        elif tag not in ("rect",) or shape.get("class") not in ("alas", "poros", "sasaran"):
            _broken(seen, "drawing", "a bar or a line of a number", tag)
    for drawing, shapes in lines.values():
        seen.counts["drawn_dasbor"] += 1
        points, runs = _line(drawing, wanted, quarters)
        dots = [f"{shape.get('cx')},{shape.get('cy')}" for shape in shapes if shape[""] == "circle"]
        strokes = [shape.get("points") for shape in shapes if shape[""] == "polyline"]
        if dots != points or strokes != runs:
            _broken(seen, f"line of {drawing['data-garis']}", [points, runs], [dots, strokes])


def _one(wanted: Mapping[str, _Said], key: str) -> tuple[Fraction, Fraction]:
    """The machine value of a number and its printed one, by its key."""
    said = wanted[key]
    text, machine = next(iter(sorted(said)))
    return Fraction(machine), Fraction(text.replace(".", "").replace(",", "."))


def _bar(drawing: Mapping[str, str], shape: Mapping[str, str], value: tuple[Fraction, Fraction]) -> dict[str, str]:
    """What a bar has to measure."""
    full = Fraction(drawing["data-penuh"])
    kind = drawing.get("class", "")
    if kind == "batang capaian":
        if full != 150:
            raise ValueError("a capaian is drawn up to 150")
        return {"width": _tenths(min(max(value[1], Fraction(0)), full), full, _WIDE), "class": "isi"}
    if kind == "batang kontribusi":
        length = _tenths(abs(value[0]), full, _HALF)
        start = _less(_HALF, length) if value[0] < 0 else str(_HALF)
        return {"width": length, "x": start, "class": "turun" if value[0] < 0 else "naik"}
    if kind == "kolom":
        length = _tenths(value[0], full, _TALL)
        return {"height": length, "y": _less(_TALL, length)}
    raise ValueError(f"no such drawing: {kind}")


def _line(
    drawing: Mapping[str, str], wanted: Mapping[str, _Said], quarters: Sequence[str]
) -> tuple[list[str], list[str]]:
    """Where the points of a line have to lie, a step for each report, and its unbroken stretches."""
    said = [wanted.get(f"{quarter}:{drawing['data-garis']}") for quarter in quarters]
    values = [next(iter(pairs))[1] if pairs else "" for pairs in said]
    return _points([Fraction(value) if value else None for value in values])


def _points(values: Sequence[Fraction | None]) -> tuple[list[str], list[str]]:
    known = [value for value in values if value is not None]
    low, high = min(known, default=Fraction(0)), max(known, default=Fraction(0))
    points: list[str] = []
    runs: list[list[str]] = [[]]
    for at, value in enumerate(values):
        if value is None:
            runs.append([])
            continue
        up = _tenths(value - low, high - low, _LINE_TALL - 2 * _MARGIN)
        points.append(f"{12 * at + _MARGIN},{_less(_LINE_TALL - _MARGIN, up)}")
        runs[-1].append(points[-1])
    return points, [" ".join(run) for run in runs if len(run) > 1]


def _tenths(value: Fraction, full: Fraction, length: int) -> str:
    """A part of a length in tenths, half up."""
    return _short(round_half_up(value / full * length, 1) if full else Decimal(0))


def _less(length: int, tenths: str) -> str:
    return _short(Decimal(length) - Decimal(tenths))


def _short(value: Decimal) -> str:
    text = f"{value:f}"
    return text.removesuffix(".0")


READER = Reader(
    _LINK,
    read_dashboard,
    check,
    {"printed_dasbor": "numbers in dasbor.html", "drawn_dasbor": "bars and lines in dasbor.html"},
)
