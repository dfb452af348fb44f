"""What a published report once said in two ways, as checks on our own output.

Belongs here: rules over the finished document and its figures, and what `triwulan check` tells of each family. Not
here: the families, what each guards against and what no check can see (contradictions.yaml beside this file); checks on
data (dbt) and on the rendered file (checks.py), which families only name.

A rule looks at printed values, as a reader with a pocket calculator would. It gives the places where they disagree.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from orchestration.checks.catalogue import catalogue as words
from orchestration.checks.evidence import CheckResult, Finding
from orchestration.figures.book import Book, Figure
from orchestration.figures.numbers import ON_PROGRESS, UNDEFINED, NumeralError, parse_number, plain
from orchestration.figures.numbers import printed as print_number
from orchestration.publication.document.document import (
    Cell,
    Chart,
    Column,
    ConstantRun,
    Document,
    FigureRun,
    Heading,
    ListBlock,
    Paragraph,
    Row,
    Table,
    TextRun,
    figures_in,
    plain_text,
    runs_of,
)

if TYPE_CHECKING:
    from orchestration.workspace.profile import Profile
    from orchestration.workspace.quarters import Quarter

CATALOGUE = Path(__file__).with_suffix(".yaml")
TARGET = "laporan.html"
Wrong = Iterator[dict[str, Any]]

_HALF = Decimal("0.005")
_LETTER = re.compile(r"[a-z]$")


@dataclass(frozen=True)
class Output:
    """What the rules look at.

    Attributes:
        numbers: numbers of the tables that the templates declare, by name.
    """

    document: Document
    book: Book
    profile: Profile
    quarter: Quarter
    numbers: Mapping[str, str]

    def tables(self, *names: str) -> Iterator[Table]:
        """Tables of some names; without names all but the appendix of trails and the comparison with a published one.

        Both repeat figures of the report out of their tables.
        """
        for block in self.document.blocks():
            if isinstance(block, Table):
                wanted = block.name in names if names else not block.name.startswith(("jejak_", "terbit_"))
                if wanted:
                    yield block


@dataclass(frozen=True)
class Family:
    """Contradictions of one sort, and what became of the checks against them.

    Attributes:
        name: of the family.
        looks_at: what its checks look at.
        reason: why.
        guards: numbers of the contradictions, e.g. `A1`.
        checks: name of each check with `passed`, `failed`, `warned` or `not run`.
    """

    name: str
    looks_at: str
    reason: str
    guards: list[str]
    checks: dict[str, str]

    @property
    def result(self) -> str:
        """The gravest of its checks."""
        return next((word for word in ("failed", "not run", "warned") if word in self.checks.values()), "passed")


@lru_cache(maxsize=1)
def catalogue() -> dict[str, Any]:
    """The families as declared, the parameters of the rules, and what is prose only."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    read: dict[str, Any] = yaml.load(CATALOGUE.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 -- the safe one
    return read


def check_contradictions(output: Output) -> list[CheckResult]:
    """Every rule over the output of a run."""
    return [
        words()[name].result(list(RULES[name](output, (entry or {}).get("dengan", {}))), target=TARGET)
        for name, entry in catalogue()["aturan"].items()
    ]


def families(checks: Iterable[CheckResult], findings: Iterable[Finding]) -> list[Family]:
    """What the checks of a run say of each family; a rule of findings is failed when it was found."""
    ranks = {"passed": 0, "warned": 1, "failed": 2}
    said: dict[str, str] = {}
    for check in checks:
        word = "passed" if check.passed else "failed" if check.blocks else "warned"
        said[check.name] = max(said.get(check.name, "passed"), word, key=ranks.__getitem__)
    told = {finding.rule for finding in findings}
    return [
        Family(
            name=entry["nama"],
            looks_at=entry["melihat"],
            reason=entry["alasan"],
            guards=[str(item) for item in entry["kontradiksi"]],
            checks={name: said.get(name, "not run") for name in entry.get("pemeriksaan", [])}
            | {name: "warned" if name in told else "passed" for name in entry.get("temuan", [])},
        )
        for entry in catalogue()["keluarga"]
    ]


# --- tables as a reader sees them --------------------------------------------------------------------------------


def measure(figure_id: str) -> str:
    """What a figure measures, without its indicator and its place: `realisasi`, `persen.sd`, `unsur.u1`."""
    parts = figure_id.split(".")
    first = 1 if parts[0] in ("anggaran", "kro", "program") else 2
    long = len(parts) > first + 1 and (parts[first + 1] in ("tw", "sd") or parts[first] in ("unsur", "target_antara"))
    return ".".join(parts[first : first + 1 + long])


@dataclass(frozen=True)
class Line:
    """A row of a table: what it is called, the heading above it, and its figures by what they measure."""

    kind: str
    label: str
    group: str
    figures: dict[str, Figure]

    def value(self, name: str) -> Decimal | None:
        """The printed value of a measure."""
        figure = self.figures.get(name)
        return None if figure is None else figure.printed_value


def lines(table: Table) -> list[Line]:
    """The rows of a table that hold figures."""
    found, group = [], ""
    for row in table.rows:
        if row.kind == "kelompok":
            group = _row_label(row)
            continue
        figures = {measure(run.figure.figure_id): run.figure for cell in row.cells for run in _figure_runs(cell)}
        found.append(Line(row.kind, _row_label(row), group, figures))
    return found


def _row_label(row: Row) -> str:
    named = next((cell for cell in row.cells if cell.header), row.cells[0])
    return " ".join(plain_text(line) for line in named.lines).rstrip("*").strip()


def _figure_runs(cell: Cell) -> Iterator[FigureRun]:
    return (run for line in cell.lines for run in line if isinstance(run, FigureRun))


def _wrong(table: Table, line: Line, what: str, printed: object, expected: object) -> dict[str, Any]:
    place = f"Tabel {table.number}: {line.label or line.kind}"
    told, wanted = (plain(value) if isinstance(value, Decimal) else str(value) for value in (printed, expected))
    return {"place": place, "measure": what, "printed": told, "expected": wanted}


def _sum(values: Iterable[Decimal | None]) -> Decimal:
    return sum((value for value in values if value is not None), Decimal(0))


# --- rules -------------------------------------------------------------------------------------------------------


def totals(output: Output, declared: Mapping[str, Any]) -> Wrong:
    """Every total is the sum of the rows above it, and so is every subtotal of its group."""
    for table in output.tables():
        rows = lines(table)
        total = next((line for line in rows if line.kind == "jumlah"), None)
        if total is None:
            continue
        spec = declared.get(table.name, {})
        policy, value = next(iter(spec.get("kecuali", {}).items()), ("", ""))
        if policy and output.profile.policy(policy) == value:
            continue
        parts = [line for line in rows if line.kind == "isi"]
        adding = spec.get("berjumlah", [])
        for name, figure in total.figures.items():
            if name in adding:
                expected = _sum(line.value(name) for line in parts)
                if figure.printed_value is not None and figure.printed_value != expected:
                    yield _wrong(table, total, name, figure.printed_value, expected)
            elif figure.decimals == 0 and name not in spec.get("tidak_berjumlah", []):
                yield _wrong(table, total, name, figure.printed, "declared as a sum or as none (contradictions.yaml)")
        for subtotal, members in _groups(rows):
            for name in adding:
                have, expected = subtotal.value(name), _sum(line.value(name) for line in members)
                if have is not None and have != expected:
                    yield _wrong(table, subtotal, name, have, expected)


def _groups(rows: list[Line]) -> Iterator[tuple[Line, list[Line]]]:
    """Subtotals with their rows; they stand above their rows in one sort of table and below them in another."""
    body = [line for line in rows if line.kind != "jumlah"]
    if not any(line.kind == "subjumlah" for line in body):
        return
    below = body[0].kind != "subjumlah"
    members: list[Line] = []
    for line in body if below else reversed(body):
        if line.kind == "subjumlah":
            yield line, members
            members = []
        else:
            members.append(line)


def row_sums(output: Output, declared: Mapping[str, Any]) -> Wrong:
    """Within a row one number is the sum or difference of others, or not above another."""
    for name, rules in declared.items():
        for table in output.tables(name):
            for line in lines(table):
                for rule in rules:
                    values = [line.value(part) for part in (rule["nilai"], *rule["dari"], *rule.get("kurang", []))]
                    if any(value is None for value in values):
                        continue
                    have, *rest = (value for value in values if value is not None)
                    added = len(rule["dari"])
                    expected = _sum(rest[:added]) - _sum(rest[added:])
                    if have > expected if rule.get("paling_banyak") else have != expected:
                        yield _wrong(table, line, rule["nilai"], have, expected)


def ratios(output: Output, declared: Mapping[str, Any]) -> Wrong:
    """A printed percentage is its printed numerator over its printed denominator."""
    falling = {str(row["kode"]) for row in output.book.indicators if row["arah"] != "naik"}
    for name, rules in declared.items():
        for table in output.tables(name):
            for line in lines(table):
                for rule in rules:
                    share, part, whole = (line.value(rule[key]) for key in ("persen", "pembilang", "penyebut"))
                    figure = line.figures.get(rule["persen"])
                    skipped = line.kind != "isi" and rule.get("hanya_isi")
                    if figure is None or share is None or part is None or not whole or skipped:
                        continue
                    if rule["persen"] == "capaian" and figure.indicator in falling:
                        continue
                    exact = part * 100 / whole
                    if abs(exact - share) > _HALF:
                        yield _wrong(table, line, rule["persen"], share, round(exact, 2))


def same_everywhere(output: Output, declared: Iterable[Mapping[str, Any]]) -> Wrong:
    """What several tables print of one thing is the same in each of them."""
    for rule in declared:
        first: dict[tuple[str, str, str], tuple[str, str]] = {}
        for table in output.tables(*rule["tabel"]):
            for line in lines(table):
                group = line.group if rule.get("menurut_kelompok") and line.kind == "isi" else ""
                for name in rule["ukuran"]:
                    if (figure := line.figures.get(name)) is None or line.kind not in rule.get("baris", ["isi"]):
                        continue
                    label = line.label if line.kind == "isi" else line.kind
                    text, number = first.setdefault((group, label, name), (figure.printed, table.number))
                    if text != figure.printed:
                        yield _wrong(table, line, name, figure.printed, f"{text} as in Tabel {number}")


def between_parts(output: Output, declared: Mapping[str, Any]) -> Wrong:
    """A ratio of the whole lies between the least and the greatest of its parts."""
    for name, measures in declared.items():
        for table in output.tables(name):
            rows = lines(table)
            for line in rows:
                if line.kind != "jumlah":
                    continue
                for what, have in ((what, line.value(what)) for what in line.figures if what in measures):
                    inner = [row for row in rows if row.kind == "isi"]
                    parts = [value for row in inner if (value := row.value(what)) is not None]
                    if any(_beyond_measure(row.figures.get(what)) for row in inner):
                        continue
                    if have is not None and parts and not min(parts) <= have <= max(parts):
                        yield _wrong(table, line, what, have, f"{plain(min(parts))} to {plain(max(parts))}")


def _beyond_measure(figure: Figure | None) -> bool:
    """Whether a part has something to count and nothing to divide it by: it moves the whole and has no ratio."""
    return figure is not None and figure.value is None and bool(figure.numerator)


def kro_shares(output: Output, _declared: object) -> Wrong:
    """The percentages of the KRO give the realisation of the whole budget, up to their rounding."""
    base = "pagu" if output.profile.policy("basis_kro") == "pagu" else "efektif"
    for period, whole_id in (("sd", "anggaran.realisasi"), ("tw", "anggaran.realisasi_tw")):
        prefix = f"kro.persen.{period}"
        # One level deep: below each KRO stands what the other base gives.
        found = {code: output.book.find(f"{prefix}.{code}") for code in output.book.suffixes(prefix)}
        shares = {code: figure for code, figure in found.items() if figure is not None}
        whole = _value(output, whole_id)
        amounts = {code: _value(output, f"kro.{base}.{code}") for code in shares}
        if not shares or whole is None or None in amounts.values() or any(map(_beyond_measure, shares.values())):
            continue
        known = {code: amount for code, amount in amounts.items() if amount is not None}
        given = _sum(amount * (shares[code].printed_value or 0) / 100 for code, amount in known.items())
        if abs(given - whole) > _sum(known.values()) * _HALF / 100:
            yield {
                "place": prefix,
                "measure": f"persen x {base}",
                "printed": str(round(given)),
                "expected": plain(whole),
            }


def one_budget(output: Output, declared: Mapping[str, str]) -> Wrong:
    """KRO and accounts divide the same budget, whatever is counted of it."""
    figures = output.book.figures
    for account, kro in declared.items():
        by_account = [
            figure.value
            for name, figure in figures.items()
            if name.startswith(f"anggaran.{account}.") and name.count(".") == 3
        ]
        by_kro = [figure.value for name, figure in figures.items() if name.startswith(f"kro.{kro}.")]
        if by_account and by_kro and _sum(by_account) != _sum(by_kro):
            yield {
                "place": f"anggaran.{account} and kro.{kro}",
                "printed": plain(_sum(by_kro)),
                "expected": plain(_sum(by_account)),
            }


def shares_of_a_whole(output: Output, declared: Mapping[str, Any]) -> Wrong:
    """A share of a whole is between 0 and 100, and the shares of one whole make 100."""
    for name, rule in declared.items():
        for table in output.tables(name):
            for line in lines(table):
                shares = {what: line.value(what) for what in rule["bagian"]}
                for what, share in shares.items():
                    if share is not None and not 0 <= share <= 100:
                        yield _wrong(table, line, what, share, "0 to 100")
                known = [share for share in shares.values() if share is not None]
                if rule.get("seluruhnya") and len(known) == len(shares) and abs(_sum(known) - 100) > Decimal("0.02"):
                    yield _wrong(table, line, " + ".join(shares), _sum(known), 100)


def not_measured(output: Output, _declared: object) -> Wrong:
    """What nobody has measured has no number anywhere, and neither has its attainment."""
    for row in output.book.indicators:
        code = str(row["kode"])
        realised = output.book.find(f"{code}.realisasi")
        open_ = row.get("status_penilaian") == "belum diukur" and row["rumus"] == "penilaian_luar"
        if realised is None or not (open_ or realised.status == "on_progress"):
            continue
        for figure in (realised, output.book.find(f"{code}.capaian")):
            if figure is not None and (figure.value is not None or figure.printed != ON_PROGRESS):
                yield {"figure_id": figure.figure_id, "printed": figure.printed, "expected": ON_PROGRESS}


def backlog(output: Output, _declared: object) -> Wrong:
    """What came in and did not fall due is the backlog that is printed, month by month and for the whole service."""
    received: dict[str, tuple[Decimal, Decimal]] = {}
    for table in output.tables("sla"):
        came = due = Decimal(0)
        on_time = Decimal(0)
        for line in lines(table):
            values = [line.value(name) for name in ("masuk", "jatuh_tempo", "tepat_waktu")]
            if line.kind == "isi":
                came += values[0] or 0
                due += values[1] or 0
                on_time += values[2] or 0
            have = line.value("backlog")
            if have is None or have != came - due:
                yield _wrong(table, line, "backlog", have, came - due)
        figure = next((line.figures["masuk"] for line in lines(table) if "masuk" in line.figures), None)
        if figure is not None:
            received[figure.figure_id.split(".")[3]] = (came, on_time)
    for table in output.tables("sla_ringkas"):
        for line in lines(table):
            figure = line.figures.get("persen_masuk")
            if figure is None or line.kind != "isi":
                continue
            came, on_time = received.get(figure.figure_id.split(".")[3], (Decimal(0), Decimal(0)))
            if came and abs(on_time * 100 / came - (figure.printed_value or 0)) > _HALF:
                yield _wrong(table, line, "persen_masuk", figure.printed, round(on_time * 100 / came, 2))


def catalogue_of_services(output: Output, declared: Mapping[str, str]) -> Wrong:
    """A table by service has a row for every service that the catalogue gives it, and for no other."""
    for name, flag in declared.items():
        named = "nama_volume" if flag == "di_volume" else "nama"
        wanted = {str(service[named]) for service in output.book.services if service[flag]}
        for table in output.tables(name):
            have = [line.label for line in lines(table) if line.kind == "isi"]
            for service in sorted(wanted ^ set(have)):
                printed = "a row" if service in have else "no row"
                yield {"place": f"Tabel {table.number}", "service": service, "printed": printed, "expected": flag}


def alternatives(output: Output, _declared: object) -> Wrong:
    """Where the profile chose one of several ways of counting, what another way gives is printed too."""
    printed = figures_in(output.document.blocks())
    for name in output.book.figures:
        parts = name.split(".")
        if len(parts) == 5 and parts[2:4] == ["realisasi", "alt"] and name not in printed:
            yield {"figure_id": name, "printed": "nowhere", "expected": "in the note on method"}


def quarters(output: Output, declared: Mapping[str, str]) -> Wrong:
    """Headings, captions and heads of columns name the quarter and the year of the report, or all four quarters."""
    spoken = re.compile(declared["triwulan"])
    years = re.compile(declared["tahun"])
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
            for match in re.finditer(declared["tahun_anggaran"], text):
                if match[1] != str(output.quarter.year):
                    yield {"place": text[:80], "printed": match[0], "expected": str(output.quarter.year)}


def _head(column: Column) -> str:
    return f"{plain_text(column.group)} {plain_text(column.title)}"


def numbering(output: Output, declared: Mapping[str, str]) -> Wrong:
    """Numbers of tables run on, the declared gaps apart, and whatever the text points to is there."""
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
                for run in _figure_runs(cell):
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


def indicator_names(output: Output, declared: list[str]) -> Wrong:
    """An indicator has its one official name in every table."""
    names = {f"{row['kode']}.target": " ".join(str(row["indikator"]).split()) for row in output.book.indicators}
    for table in output.tables(*declared):
        for line in lines(table):
            figure = line.figures.get("target")
            name = names.get(figure.figure_id) if figure is not None and line.kind == "isi" else None
            if name is not None and name != " ".join(line.label.split()):
                yield _wrong(table, line, "indikator", line.label, name)


def official_words(output: Output, declared: Mapping[str, list[str]]) -> Wrong:
    """Official names have one spelling, and no word is an official abbreviation with two letters mixed up."""
    official = {output.profile.unit.singkatan, output.profile.unit.singkatan_induk, "PNBP"}
    official |= {
        word for row in output.book.indicators for word in re.findall(r"\(([A-Z]{4,})\)", str(row["indikator"]))
    }
    slips = {slip: word for word in official if len(word) > 3 for slip in _slips(word)}
    wrong = {variant: name for name, variants in declared.items() for variant in variants}
    pattern = re.compile("|".join(map(re.escape, wrong)), re.IGNORECASE)
    lowered = {variant.lower(): name for variant, name in wrong.items()}
    for block in output.document.blocks():
        if isinstance(block, Table) and block.name.startswith("terbit_"):
            continue  # quotes another document
        text = " ".join(run.text for run in runs_of(block) if isinstance(run, TextRun | ConstantRun))
        for match in pattern.finditer(text):
            yield {"place": text[:80], "printed": match[0], "expected": lowered[match[0].lower()]}
        for word in re.findall(r"\b[A-Z]{4,}\b", text):
            if word in slips and word not in official:
                yield {"place": text[:80], "printed": word, "expected": slips[word]}


def _slips(word: str) -> set[str]:
    """A word with two neighbouring letters exchanged, or one letter twice, or its first letter again at its end."""
    swapped = {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)}
    doubled = {word[:at] + word[at] + word[at:] for at in range(len(word))}
    longer = {word + letter for letter in set(word)}
    return (swapped | doubled | longer) - {word}


def _value(output: Output, figure_id: str) -> Decimal | None:
    figure = output.book.find(figure_id)
    return None if figure is None else figure.value


def receipts_base(output: Output, _declared: object) -> Wrong:
    """The target of receipts grows from a delivered base; two targets are two lines with two percentages."""
    for row in output.book.indicators:
        code = str(row["kode"])
        if row["rumus"] not in ("pertumbuhan_pnbp", "indeks_pnbp"):
            continue
        target, base, goal, receipts = (
            _value(output, f"{code}.{name}") for name in ("target_rupiah", "tahun_lalu", "target", "pnbp")
        )
        if target is not None and row["rumus"] == "pertumbuhan_pnbp":
            place, source = f"{code}.target_rupiah", output.book.find(f"{code}.tahun_lalu")
            if base is None or source is None or not source.row_count:
                yield {"figure_id": place, "printed": plain(target), "expected": "a base with its source"}
            elif goal is not None and abs(base * (100 + goal) / 100 - target) > 1:
                yield {"figure_id": place, "printed": plain(target), "expected": str(round(base * (100 + goal) / 100))}
        for name, of in (("pnbp_persen_dipa", "target_dipa"), ("pnbp_persen_target", "target_rupiah")):
            share, whole = output.book.find(f"{code}.{name}"), _value(output, f"{code}.{of}")
            if share is None or share.printed_value is None or receipts is None or not whole:
                continue
            if abs(receipts * 100 / whole - share.printed_value) > _HALF:
                expected = str(round(receipts * 100 / whole, 2))
                yield {"figure_id": share.figure_id, "printed": share.printed, "expected": expected}
    for table in output.tables("pnbp"):
        labels = [_row_label(row) for row in table.rows]
        for label in sorted({label for label in labels if labels.count(label) > 1}):
            yield {"place": f"Tabel {table.number}", "printed": label, "expected": "a name of its own"}


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


def interim_targets(output: Output, _declared: object) -> Wrong:
    """The physical target of a quarter is the same in the plan of action and in the sheet of physical progress."""
    for row in output.book.indicators:
        code = str(row["kode"])
        plan = output.book.find(f"{code}.target_antara.tw{output.quarter.number}")
        goal = output.book.find(f"{code}.sasaran_fisik.sd")
        if plan is not None and goal is not None and None not in (plan.value, goal.value) and plan.value != goal.value:
            yield {
                "figure_id": plan.figure_id,
                "printed": plan.printed,
                "expected": f"{goal.printed} as in {goal.figure_id}",
            }


RULES: dict[str, Callable[[Output, Any], Wrong]] = {
    "every_total_in_print_is_the_sum_of_its_rows": totals,
    "every_row_in_print_adds_up": row_sums,
    "every_percentage_in_print_is_its_quotient": ratios,
    "one_quantity_is_printed_alike_in_every_table": same_everywhere,
    "a_ratio_of_the_whole_lies_between_its_parts": between_parts,
    "the_percentages_of_the_kro_give_the_whole_realisation": kro_shares,
    "kro_and_accounts_divide_the_same_budget": one_budget,
    "no_share_of_a_whole_exceeds_it": shares_of_a_whole,
    "what_nobody_measured_is_printed_as_no_number": not_measured,
    "the_backlog_is_printed_beside_timeliness": backlog,
    "every_table_has_the_services_of_the_catalogue": catalogue_of_services,
    "every_other_way_of_counting_is_printed": alternatives,
    "every_title_names_the_quarter_of_the_report": quarters,
    "every_table_that_is_pointed_to_is_there": numbering,
    "every_figure_is_in_one_notation": notation,
    "every_head_names_the_unit_below_it": units_in_heads,
    "a_percent_sign_follows_a_percentage": percent_signs,
    "every_indicator_has_its_one_name": indicator_names,
    "official_names_have_one_spelling": official_words,
    "the_base_of_the_receipts_target_has_a_source": receipts_base,
    "every_announced_count_is_the_count_below_it": announced_counts,
    "the_physical_target_of_a_quarter_is_one": interim_targets,
}
"""The rules by the name of their check."""
