"""Spoils thirty places of the product, one at a time, and asks which tests notice: `python -m tests.mutation.places`.

Belongs here: the places, and what tells of each. Not here: defects of deliveries (rules.py), defects of tables
(tests/dbt/test_data_tests.py). Each place is spoilt in a copy of the project, where the tests that are meant to notice
run until one fails. A place that nobody notices is a proof that is missing; one whose text no longer stands here has to
be written anew. With `--tests REVISION` the tests of another revision are asked about the same places.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

from orchestration.workspace.settings import PROJECT

_LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "*.egg-info", "target", "logs", "releases")
_FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)


@dataclass(frozen=True)
class Place:
    """One place of the product.

    Attributes:
        what: is wrong then.
        file: of the product.
        old: text that stands there once.
        new: what stands there instead.
        tests: who is meant to notice, the quickest first.
    """

    what: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


_MARTS, _TEXTS, _JUDGING = "dbt_project/models/marts", "orchestration/texts", "orchestration/ingestion/judging"
_FORMATS, _AUDIT = "orchestration/publication/formats", "orchestration/audit"
_ANSWERS, _POLICIES = "tests/dbt/test_known_answers.py", "tests/dbt/test_policies.py"
_COHERENCE, _VERIFY = "tests/ingestion/test_coherence.py", "tests/audit/test_verify.py"

PLACES = (
    # formulas
    Place("an 8 promotes", f"{_MARTS}/survei/mart_nps.sql", "rekomendasi >= 9", "rekomendasi >= 8", (_ANSWERS,)),
    Place(
        "a customer counts once an order",
        f"{_MARTS}/layanan/mart_pengguna.sql",
        "count(distinct orders.kode_pelanggan) as",
        "count(orders.kode_pelanggan) as",
        (_ANSWERS,),
    ),
    Place(
        "receipts of the quarter are those of the year",
        f"{_MARTS}/pnbp/mart_pnbp.sql",
        "sum(case when is_triwulan then jumlah_rp end)",
        "sum(case when is_tahun_berjalan then jumlah_rp end)",
        (_ANSWERS,),
    ),
    Place(
        "what is blocked is added to the effective pagu",
        f"{_MARTS}/anggaran/mart_kro.sql",
        "totals.pagu_rp - totals.blokir_rp as efektif_rp",
        "totals.pagu_rp + totals.blokir_rp as efektif_rp",
        (_ANSWERS,),
    ),
    Place(
        "an item number with noughts is another item",
        "dbt_project/macros/budget.sql",
        "|| '.' || trim(leading '0' from item)",
        "|| '.' || item",
        ("tests/dbt", "tests/golden"),
    ),
    Place(
        "half a unit is rounded to the even",
        "dbt_project/macros/dialect.sql",
        "then cast(round(cast({{ x }} as decimal(38, 12)), {{ places }})",
        "then cast(round_even(cast({{ x }} as decimal(38, 12)), {{ places }})",
        ("tests/dbt/test_ratio.py", _ANSWERS),
    ),
    # policies
    Place(
        "the alternative of a policy is the policy",
        "dbt_project/macros/policies.sql",
        "nilai_lain as nilai",
        "nilai",
        (_ANSWERS, _POLICIES),
    ),
    Place(
        "orders are counted where lines are asked for",
        f"{_MARTS}/layanan/mart_sla.sql",
        "case variants.satuan when 'order' then orders.no_order end",
        "case variants.satuan when 'jumlah' then orders.no_order end",
        (_ANSWERS,),
    ),
    Place(
        "the SLA of the unit is pooled by the other policy",
        f"{_MARTS}/kinerja/mart_capaian.sql",
        "case readings.nilai when 'gabungan' then",
        "case readings.nilai when 'rata_rata_bulan' then",
        (_ANSWERS,),
    ),
    # numbers and days
    Place(
        "three noughts behind the mark are decimals",
        f"{_TEXTS}/numbers.py",
        'if decimals not in ("0", "00"):',
        'if decimals not in ("0", "00", "000"):',
        ("tests/ingestion/test_numbers.py",),
    ),
    Place(
        "two signs of a negative are one",
        f"{_TEXTS}/numbers.py",
        'signs > (0 if front == "+" else 1)',
        'signs > (0 if front == "+" else 2)',
        ("tests/ingestion/test_numbers.py",),
    ),
    Place(
        "stored days are a day late",
        f"{_TEXTS}/dates.py",
        "_EPOCH = dt.date(1899, 12, 30)",
        "_EPOCH = dt.date(1899, 12, 31)",
        ("tests/ingestion/test_dates.py",),
    ),
    Place(
        "Jakarta lies an hour further east",
        f"{_TEXTS}/dates.py",
        "WIB = dt.timedelta(hours=7)",
        "WIB = dt.timedelta(hours=8)",
        ("tests/ingestion/test_dates.py",),
    ),
    # coherence
    Place(
        "parts may be less than their sum",
        f"{_JUDGING}/coherence/within_rows.py",
        "if stated != summed:",
        "if stated < summed:",
        (_COHERENCE,),
    ),
    Place(
        "a date may lie before the one that comes first",
        f"{_JUDGING}/coherence/within_rows.py",
        "& (later < earlier)]",
        "& (later > earlier)]",
        (_COHERENCE,),
    ),
    Place(
        "a value may fall to nothing",
        f"{_JUDGING}/coherence/between_periods.py",
        "if not old / factor <= new <= old * factor:",
        "if not new <= old * factor:",
        (_COHERENCE,),
    ),
    # formats
    Place(
        "a workbook shows no decimals",
        f"{_FORMATS}/xlsx.py",
        """(f".{'0' * figure.decimals}" if figure.decimals else "")""",
        '""',
        ("tests/publication/test_office_files.py",),
    ),
    Place(
        "markup in a delivery is markup of the page",
        f"{_FORMATS}/html.py",
        "            case _:\n                text = escape(run.text)\n",
        "            case _:\n                text = run.text\n",
        ("tests/publication/test_report.py",),
    ),
    Place(
        "an `@` begins a formula",
        "orchestration/workspace/delimited.py",
        r"[=+\-@\uff1d",
        r"[=+\-\uff1d",
        ("tests/orchestration/test_delimited.py",),
    ),
    # proofs
    Place(
        "a tie of the second implementation goes down",
        f"{_AUDIT}/numerals.py",
        "whole += 2 * rest >= value.denominator",
        "whole += 2 * rest > value.denominator",
        ("tests/audit/test_numerals.py",),
    ),
    Place(
        "a holiday counts from its first day",
        f"{_AUDIT}/recomputation/working_calendar.py",
        'roll="preceding"',
        'roll="following"',
        ("tests/audit/test_working_calendar.py",),
    ),
    Place(
        "a file too many is none",
        f"{_AUDIT}/proof/custody.py",
        "for name in present.keys() - files.keys():",
        "for name in files.keys() - files.keys():",
        (f"{_VERIFY}::test_a_file_too_many_and_one_too_few",),
    ),
    Place(
        "a number that belongs to no figure is let pass",
        f"{_AUDIT}/proof/printed_pages.py",
        "for place, text in reading.untagged:",
        "for place, text in reading.untagged[:0]:",
        (f"{_VERIFY}::test_digits_of_the_html",),
    ),
    Place(
        "a component in another role is let pass",
        f"{_AUDIT}/recomputation/restatement.py",
        "differing = published.components ^ evidence.components if published.components_whole else ()",
        "differing = published.components & evidence.components - evidence.components",
        (f"{_VERIFY}::test_a_component_in_another_role",),
    ),
    # trails
    Place(
        "a trail whose rows do not follow each other is one range",
        "orchestration/figures/trails.py",
        "(np.diff(sheet) != 0) | (np.diff(row) != 1)",
        "(np.diff(sheet) != 0)",
        ("tests/publication/test_trace_panel.py",),
    ),
    # locks, releases, exit codes
    Place(
        "two runs hold the workspace",
        "orchestration/workspace/locking.py",
        "return lock_descriptor(descriptor, blocking=False)",
        "return lock_descriptor(descriptor, blocking=False) or True",
        ("tests/orchestration/test_locking.py",),
    ),
    Place(
        "what a killed run left stays",
        "orchestration/release/writing.py",
        'folder.glob(".new-*")',
        'folder.glob(".old-*")',
        ("tests/publication/test_release.py",),
    ),
    Place(
        "a wrong profile is a refusal",
        "orchestration/commands/options.py",
        "EXIT_BROKEN, EXIT_WAITS = range(7)",
        "EXIT_BROKEN, EXIT_WAITS = 0, 1, 1, 3, 4, 5, 6",
        ("tests/orchestration/test_command_line.py",),
    ),
    # signs and persons
    Place(
        "every sign has a glyph",
        "orchestration/workspace/fonts.py",
        "    except typst.TypstError:\n        return False",
        "    except typst.TypstError:\n        return True",
        ("tests/orchestration/test_profile.py", "tests/publication/test_glyphs.py"),
    ),
    Place(
        "a telephone number of nine digits is shown",
        "orchestration/ingestion/raw/identities.py",
        "{8,17}",
        "{11,17}",
        ("tests/ingestion/test_identities.py", "tests/publication/test_privacy.py"),
    ),
)


def copied(folder: Path, revision: str) -> None:
    """The project in a folder of its own, with the tests of a revision where one is named."""
    shutil.copytree(PROJECT, folder, ignore=_LEFT_OUT)
    if revision:
        shutil.rmtree(folder / "tests")
        archive = subprocess.run(
            ["git", "archive", revision, "tests"], cwd=PROJECT, capture_output=True, check=True
        ).stdout
        with tarfile.open(fileobj=io.BytesIO(archive)) as packed:
            packed.extractall(folder, filter="data")


def noticed(place: Place, folder: Path) -> list[str]:
    """The tests that fail once the place is spoilt; the place is put back."""
    path = folder / place.file
    sound = path.read_text(encoding="utf-8")
    path.write_text(sound.replace(place.old, place.new), encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("TRIWULAN_", "PYTEST_"))}
    # Nothing is skipped by --maxfail: one test that notices is the answer, and the next would only cost time.
    options = ["-q", "--maxfail=1", "--no-header", "--tb=no"]
    try:
        for tests in place.tests:
            done = subprocess.run(
                [sys.executable, "-m", "pytest", *options, tests],
                cwd=folder,
                env={**environment, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode == 1:
                return _FAILED.findall(done.stdout)
            if done.returncode:
                raise RuntimeError(f"{place.what}: {tests} did not run\n{done.stdout}{done.stderr}")
        return []
    finally:
        path.write_text(sound, encoding="utf-8")


def main() -> int:
    """Prints a line for each place; fails where one goes unnoticed or does not stand."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--tests", default="", help="revision whose tests are asked; by default those that stand here")
    words.add_argument("--only", default="", help="places whose description or file holds this")
    chosen = words.parse_args()
    chosen_places = [place for place in PLACES if chosen.only in f"{place.what} {place.file}"]
    lost = [p for p in PLACES if (PROJECT / p.file).read_text(encoding="utf-8").count(p.old) != 1]
    for place in lost:
        sys.stdout.write(f"DOES NOT STAND  {place.file}: {place.old}\n")
    unnoticed = 0
    with tempfile.TemporaryDirectory(prefix="places-") as name:
        folder = Path(name) / "project"
        copied(folder, chosen.tests)
        for place in chosen_places:
            if place in lost:
                continue
            by = noticed(place, folder)
            unnoticed += not by
            sys.stdout.write(f"{'noticed' if by else 'UNNOTICED':<10} {place.what:<56} {by[0] if by else place.file}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{len(chosen_places)} places, {unnoticed} unnoticed, {len(lost)} that do not stand\n")
    return 1 if unnoticed or lost else 0


if __name__ == "__main__":
    sys.exit(main())
