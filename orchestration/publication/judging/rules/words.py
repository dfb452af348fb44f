"""Words and signs held against what they stand beside: periods, units, notation, numbers of tables, counts.

Belongs here: titles, heads, references and sentences that say something of a number, a table or a list. Not here:
official names (declarations.py), and the numbers themselves (sums.py, places.py).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from orchestration.declarations.strict import Pattern, Strict
from orchestration.figures.book import Figure
from orchestration.figures.numbers import ON_PROGRESS, UNDEFINED, NumeralError, parse_number
from orchestration.figures.numbers import printed as print_number
from orchestration.publication.document.document import (
    Chart,
    Column,
    ConstantRun,
    FigureRun,
    Heading,
    ListBlock,
    Paragraph,
    Table,
    TextRun,
    plain_text,
    runs_of,
)
from orchestration.publication.judging.rules.output import Output, Wrong, figure_runs

_LETTER = re.compile(r"[a-z]$")


class Spoken(Strict):
    """How texts name a quarter, a year and a budget year; the first group is the number."""

    triwulan: Pattern
    tahun: Pattern
    tahun_anggaran: Pattern


def quarters(output: Output, declared: Spoken) -> Wrong:
    """Headings, captions and heads of columns name the quarter and the year of the report, or all four quarters."""
    spoken = re.compile(declared.triwulan)
    years = re.compile(declared.tahun)
    own = {output.quarter.roman, str(output.quarter.number)}
    for block in output.document.blocks():
        titles: list[str] = []
        if isinstance(block, Heading):
            titles.append(plain_text(block.runs))
        elif isinstance(block, Table | Chart):
            titles.append(plain_text(block.caption))
        for title in titles:
            for match in spoken.finditer(title):
                if match[1] not in own:
                    yield {"place": title, "printed": match[0], "expected": output.quarter.roman}
            for match in years.finditer(title):
                if match[1] != str(output.quarter.year):
                    yield {"place": title, "printed": match[0], "expected": str(output.quarter.year)}
        if isinstance(block, Table):
            heads = {match[1] for column in block.columns for match in spoken.finditer(_head(column))}
            if heads - own and not {"I", "II", "III", "IV"} <= heads:
                yield {
                    "place": f"Tabel {block.number}",
                    "printed": ", ".join(sorted(heads)),
                    "expected": " or ".join(sorted(own)),
                }
        elif isinstance(block, Paragraph | ListBlock):
            text = "".join(run.text for run in runs_of(block) if isinstance(run, TextRun | ConstantRun))
            for match in re.finditer(declared.tahun_anggaran, text):
                if match[1] != str(output.quarter.year):
                    yield {"place": text[:80], "printed": match[0], "expected": str(output.quarter.year)}


def _head(column: Column) -> str:
    return f"{plain_text(column.group)} {plain_text(column.title)}"


def numbering(output: Output, declared: Mapping[str, str]) -> Wrong:
    """Numbers of tables run on, and whatever the text points to is there.

    Official numbers have the declared gaps; others are counted as the tables stand.
    """
    yield from _out_of_order(output)
    for chapter, numbers in _chapters(output.numbers.values()).items():
        missing = set(range(1, max(numbers) + 1)) - numbers
        for number in sorted(missing):
            if f"{chapter}.{number}" not in declared:
                yield {"place": f"Tabel {chapter}.{number}", "printed": "no such table", "expected": "a table"}
    here = {f"Tabel {block.number}" for block in output.document.blocks() if isinstance(block, Table)}
    here |= {f"Gambar {block.number}" for block in output.document.blocks() if isinstance(block, Chart)}
    # A table that is printed for each service has a letter behind its number; the text may mean all of them.
    here |= {_LETTER.sub("", name) for name in here}
    seen: set[str] = set()
    for section in output.document.sections:
        for block in section.blocks:
            for run in runs_of(block):
                if isinstance(run, ConstantRun) and run.kind == "rujukan":
                    seen.add(run.text)
        here |= (
            {f"Lampiran {section.name.removeprefix('lampiran-')}"} if section.name.startswith("lampiran-") else set()
        )
    for text in sorted(seen):
        if text.startswith(("Tabel ", "Gambar ", "Lampiran ")) and text not in here:
            yield {"place": text, "printed": "pointed to", "expected": "something of that number"}


def _out_of_order(output: Output) -> Wrong:
    """Tables whose number does not follow that of the table before them."""
    last: dict[str, int] = {}
    for table in output.tables() if not output.numbers else ():
        chapter, _, rest = table.number.partition(".")
        number, before = int(_LETTER.sub("", rest)), last.get(chapter, 0)
        if number not in (before + 1, before if _LETTER.search(rest) else before + 1):
            yield {"place": f"Tabel {table.number}", "printed": table.number, "expected": f"{chapter}.{before + 1}"}
        last[chapter] = number


def _chapters(numbers: Iterable[str]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for number in numbers:
        chapter, _, rest = number.partition(".")
        found[chapter].add(int(_LETTER.sub("", rest)))
    return found


def notation(output: Output, _declared: object) -> Wrong:
    """Every figure is written in Indonesian notation and reads as its value."""
    for figure in output.book.figures.values():
        if figure.printed in (ON_PROGRESS, UNDEFINED):
            continue
        try:
            agrees = parse_number(figure.printed) == figure.printed_value
        except NumeralError:
            agrees = False
        if not agrees:
            expected = print_number(figure.printed_value, figure.decimals)
            yield {"figure_id": figure.figure_id, "printed": figure.printed, "expected": expected}


def units_in_heads(output: Output, _declared: object) -> Wrong:
    """A head that says rupiah or per cent stands over rupiah or per cent, and rupiah are never called thousands."""
    for table in output.tables():
        caption = plain_text(table.caption)
        for row in table.rows:
            if row.kind == "kelompok" or len(row.cells) != len(table.columns):
                continue
            for column, cell in zip(table.columns, row.cells, strict=True):
                head, text = _head(column), plain_text(tuple(run for line in cell.lines for run in line))
                for run in figure_runs(cell):
                    unit, said = run.figure.unit, f"{caption} {head}".lower()
                    money = unit == "Rp"
                    if (
                        money
                        and not text.startswith("Rp")
                        and ("rupiah" not in said or re.search(r"\b(ribu|juta|miliar)", said))
                    ):
                        yield {
                            "place": f"Tabel {table.number}: {head}",
                            "printed": text,
                            "expected": "rupiah in its head",
                        }
                    elif "%" in head and unit != "Persen":
                        yield {"place": f"Tabel {table.number}: {head}", "printed": text, "expected": unit}


def percent_signs(output: Output, _declared: object) -> Wrong:
    """A per cent sign behind a figure stands behind a percentage."""
    for block in output.document.blocks():
        before: Figure | None = None
        for run in runs_of(block):
            if before is not None and isinstance(run, TextRun) and run.text.startswith("%") and before.unit != "Persen":
                yield {"figure_id": before.figure_id, "printed": f"{before.printed}%", "expected": before.unit}
            before = run.figure if isinstance(run, FigureRun) else None


def announced_counts(output: Output, _declared: object) -> Wrong:
    """A count that a sentence announces is the count of what stands below it."""
    for section in output.document.sections:
        for block, following in zip(section.blocks, section.blocks[1:], strict=False):
            if not isinstance(block, Paragraph) or not isinstance(following, ListBlock | Table):
                continue
            text = plain_text(block.runs)
            if isinstance(following, ListBlock):
                counts = {len(following.items)}
            else:
                kinds = [row.kind for row in following.rows]
                counts = {kinds.count("isi"), kinds.count("kelompok"), kinds.count("subjumlah")}
            for match in re.finditer(r"\b(\d{1,2}) \([a-z][a-z ]*\)", text):
                if int(match[1]) not in counts:
                    expected = " or ".join(map(str, sorted(counts)))
                    yield {"place": text[:80], "printed": match[0], "expected": expected}
