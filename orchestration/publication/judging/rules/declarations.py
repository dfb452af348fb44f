"""The report held against what unit and reference data declare: names, services, methods, what nobody measured.

Belongs here: what has to be in print, and how it has to be called, because it was declared so. Not here: numbers held
against each other (sums.py, places.py).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from orchestration.figures.numbers import ON_PROGRESS
from orchestration.publication.document.document import ConstantRun, Table, TextRun, figures_in, runs_of
from orchestration.publication.judging.rules.output import Output, Wrong, disagreement, lines


def not_measured(output: Output, _declared: object) -> Wrong:
    """What nobody has measured has no number anywhere, and neither has its attainment."""
    for row in output.book.indicators:
        code = str(row["kode"])
        realised = output.book.find(f"{code}.realisasi")
        open_ = row.get("status_penilaian") == "belum diukur" and row["rumus"] in ("penilaian_luar", "nilai_lembar")
        if realised is None or not (open_ or realised.status == "on_progress"):
            continue
        for figure in (realised, output.book.find(f"{code}.capaian")):
            if figure is not None and (figure.value is not None or figure.printed != ON_PROGRESS):
                yield {"figure_id": figure.figure_id, "printed": figure.printed, "expected": ON_PROGRESS}


def catalogue_of_services(output: Output, declared: list[str]) -> Wrong:
    """A table by service has a row for every service that its indicator covers, and for no other."""
    indicators = {item.kode: item for item in output.profile.indikator}
    for table in output.tables(*declared):
        rows = [line for line in lines(table) if line.kind == "isi"]
        code = next((figure.indicator for line in rows for figure in line.figures.values()), "")
        if code not in indicators:
            continue
        covered = output.profile.services_of(indicators[code])
        by_volume = indicators[code].formula.layanan == "di_volume"
        wanted = {service.nama_volume if by_volume else service.nama for service in covered}
        have = [line.label for line in rows]
        for service in sorted(wanted ^ set(have)):
            printed = "a row" if service in have else "no row"
            told = f"the services that {code} covers"
            yield {"place": f"Tabel {table.number}", "service": service, "printed": printed, "expected": told}


def alternatives(output: Output, _declared: object) -> Wrong:
    """Where the profile chose one of several ways of counting, what another way gives is printed too."""
    printed = figures_in(output.document.blocks())
    for name, figure in output.book.figures.items():
        if figure.within.startswith("realisasi.alt.") and name not in printed:
            yield {"figure_id": name, "printed": "nowhere", "expected": "in the note on method"}


def indicator_names(output: Output, declared: list[str]) -> Wrong:
    """An indicator has its one official name in every table."""
    names = {f"{row['kode']}.target": " ".join(str(row["indikator"]).split()) for row in output.book.indicators}
    for table in output.tables(*declared):
        for line in lines(table):
            figure = line.figures.get("target")
            name = names.get(figure.figure_id) if figure is not None and line.kind == "isi" else None
            if name is not None and name != " ".join(line.label.split()):
                yield disagreement(table, line, "indikator", line.label, name)


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
