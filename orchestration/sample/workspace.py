"""Writes a complete `sources/` directory of sample deliveries: profile, reference data, two quarters, an answer.

Belongs here: which files exist, their names, and which generator writes each. Not here: what stands in them.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from random import Random

import yaml

from orchestration.sample.answers import write_answers
from orchestration.sample.attached import PLAN, PROOFS, write_emblem, write_plan, write_proofs
from orchestration.sample.balance import write_balance
from orchestration.sample.budget import budget_items, write_budget
from orchestration.sample.control_list import write_control_list
from orchestration.sample.customers import customers
from orchestration.sample.orders import orders, write_orders
from orchestration.sample.performance import write_performance
from orchestration.sample.realisation import spending, write_realisation
from orchestration.sample.receipts import receipts, write_receipts
from orchestration.sample.seeded import stream
from orchestration.sample.survey import responses, write_survey
from orchestration.sample.variant import PUBLISHED_WORLD, Variant
from orchestration.sample.working_days import WorkingDays
from orchestration.workspace.profile_schema import write_schema
from orchestration.workspace.settings import PROJECT

PROFILE = "unit.yaml"
_CUSTOMERS = 1020
_PAYERS = 400
_ASSETS_ADDED = 5_318_440_207  # over the year before last, whose balance no figure uses
_MONTH = {1: "Maret", 2: "Juni"}
_README = """# Contoh kiriman berkas

Berkas di folder ini dibuat oleh program (`triwulan demo`), bukan berasal dari aplikasi atau pelanggan mana pun. Setiap
perusahaan, responden, nomor telepon, alamat surel, kode satuan kerja, dan narasi di dalamnya adalah karangan; nama
perusahaan selalu memuat kata "Contoh". Hanya jumlahnya yang disetel agar sama dengan angka dalam laporan Triwulan II
Tahun Anggaran 2025 yang telah diterbitkan, sejauh angka itu dapat dihitung dari bagian-bagiannya.

The files in this folder are synthetic: a program made them (`triwulan demo`). Every company, respondent, telephone
number, mail address, unit code and narrative is invented. Only the totals are set to agree with the published report of
the second quarter of 2025, wherever a total of that report follows from its own parts.

Each folder is one quarter as it was delivered; a later quarter may repeat rows of an earlier one with newer contents.
"""


def write_workspace(out: Path, variant: Variant | None = None) -> list[Path]:
    """Writes unit.yaml with its schema, reference/*.csv, landing/<quarter>/* and tanggapan/*.csv under `out`.

    Existing files are overwritten. The profile and the reference data are the project's own, copied unless `out` is the
    project's own directory.

    Returns:
        Every file of the sample, in the order of writing.
    """
    world = variant or PUBLISHED_WORLD
    own = PROJECT / "sources"
    written: list[Path] = []
    for source in (own / PROFILE, *sorted((own / "reference").glob("*.csv"))):
        target = out / source.relative_to(own)
        if target.resolve() != source.resolve():
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.name == PROFILE:
                target.write_text(_profile(source, world), encoding="utf-8", newline="\n")
            else:
                shutil.copyfile(source, target)
        written.append(target)
    written.append(write_emblem(out / "lambang.svg"))
    written.append(write_schema(out))
    landing = out / "landing"
    landing.mkdir(parents=True, exist_ok=True)
    readme = landing / "README.md"
    readme.write_text(_README, encoding="utf-8", newline="\n")
    return [*written, readme, *_write_landing(landing, world, out)]


def _profile(source: Path, world: Variant) -> str:
    """The project's profile with the facts of a world, without the indicators that it has no target for."""
    text = source.read_text(encoding="utf-8")
    for name, fact in world.facts.items():
        text, count = re.subn(rf"(?m)^  {name}: .*$", f'  {name}: "{fact}"', text, count=1)  # `unit` stands first
        if not count:
            raise ValueError(f"{source}: has no fact {name}")
    lines = [
        line
        for line in text.splitlines(keepends=True)
        if not (found := re.match(r"  - \{kode: ([A-Z.0-9]+), rumus:", line))
        or found[1] in world.totals.indicator_targets
    ]
    return "".join(lines) + ("\npenerbitan: disahkan\n" if world.approved else "")


def _write_landing(landing: Path, world: Variant, out: Path) -> list[Path]:
    totals, seed, year = world.totals, world.seed, world.totals.year
    unit = yaml.safe_load((out / PROFILE).read_text(encoding="utf-8"))["unit"]
    satker = unit["kode_satker"]
    days = WorkingDays.from_reference(out / "reference" / "hari_libur.csv")
    pool = customers(seed, _CUSTOMERS)
    items = budget_items(totals, seed)
    order_rows = orders(totals, seed, pool, days)
    receipt_rows = receipts(totals, seed, pool[:_PAYERS], days)
    answer_rows = responses(totals, seed, pool, days)

    written: list[Path] = []
    answers: list[Path] = []
    for quarter in world.quarters:
        first = quarter == 1
        folder = landing / f"{year}-TW{quarter}"
        folder.mkdir(exist_ok=True)
        month, begin = f"{year}-{3 * quarter:02d}", len(written)
        # The other basis of the same report is delivered too: recognised and kept, never counted.
        for basis in ("SP2D",) if first else ("SP2D", "Akrual"):
            path = write_realisation(
                folder / f"contoh_glp039_{basis.lower()}_{month}.xlsx",
                items,
                spending(items, quarter, accrual=basis == "Akrual"),
                satker=satker,
                unit=unit["nama"],
                year=year,
                month=_MONTH[quarter],
                basis=basis,
                shifted=first != world.other_layouts,
                inline_text=first,
                numbered_through=world.other_layouts,
            )
            written.append(path)
        written += [
            write_budget(
                folder / f"contoh_dataang_{month}.csv",
                items,
                totals,
                satker=satker,
                revisions=range(4) if first else range(4, 7),
                drafts=("C01",) if first else ("C02", "A01"),
                delimiter="," if world.other_layouts else "|" if first else ";",
                encoding="cp1252" if first else "utf-8",
                numbered_through=world.other_layouts,
                shuffle=stream(seed, f"columns/dataang{quarter}") if first else _shuffle(world, "dataang2"),
            ),
            write_receipts(
                folder / f"contoh_sbs_{month}.csv", receipt_rows, quarter, year, _shuffle(world, f"sbs{quarter}")
            ),
            write_balance(
                folder / f"contoh_neraca_{year - 1}-12_{'belum_diaudit' if first else 'diaudit'}.csv",
                satker=satker,
                year=year - 1,
                assets=totals.assets_unaudited if first else totals.assets,
                assets_earlier=totals.assets - _ASSETS_ADDED,
                shuffle=_shuffle(world, f"balance{quarter}"),
            ),
            write_orders(
                folder / f"contoh_order_layanan_{month}.xlsx",
                order_rows,
                quarter,
                year,
                dates_as_text=first,
                shuffle=_shuffle(world, f"orders{quarter}"),
            ),
            write_survey(
                folder / f"contoh_survei_{month}.csv", answer_rows, quarter, year, _shuffle(world, f"survey{quarter}")
            ),
            write_performance(
                folder / f"contoh_kinerja_{year}-TW{quarter}.xlsx",
                totals,
                quarter,
                _shuffle(world, f"performance{quarter}"),
            ),
        ]
        if not first:
            written += [write_plan(folder / PLAN), write_proofs(folder / PROOFS)]
            [balance] = (path for path in written[begin:] if "neraca" in path.name)
            place = out / "tanggapan" / f"{year}-TW{quarter}.csv"
            answers = [write_answers(place, balance, totals.assets, order_rows, year)]
        written.append(
            write_control_list(
                folder / f"contoh_kendali_{month}.csv", [p for p in written[begin:] if p.name not in (PLAN, PROOFS)]
            )
        )
    return [*written, *answers]


def _shuffle(world: Variant, name: str) -> Random | None:
    """The stream that puts a file's columns in another order, in the worlds whose layouts differ."""
    return stream(world.seed, f"columns/{name}") if world.other_layouts else None
