"""Units of which every engine has to make the same, beside the sample: what its two quarters do not reach.

Belongs here: the fewest warehouses in which every policy takes each of its values, every formula has an indicator and
every table that models read has rows, and the count that says whether they do (`lacking`). Not here: building and
comparing them (on_spark.py), and what they add up to (dbt/test_policies.py, adoption/).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import duckdb

from orchestration.workspace.formulas import choices, formulas
from tests.adoption import clinic, office, training
from tests.dbt.small_world import AGREEMENT, TW1, TW2, SmallWorld, in_force, profile, small_world
from tests.dbt.test_policies import LINES, answered_again, received

ADOPTED: Mapping[str, Callable[[Path], object]] = {
    "clinic": clinic.UNIT.write,  # ratios over registers of its own, its own form, promises in minutes, income of a BLU
    "training": training.UNIT.write,  # registers alone
    "office": office.UNIT.write,  # three indicators, receipts by NTPN
}
"""Units whose files are run as their staff would; what waits for answers has its figures all the same."""


def _turned() -> SmallWorld:
    """Every policy that has one at its other value, and RKK in the place of dataAng."""
    world = small_world(
        ikm_gabungan="tertimbang_responden",
        periode_survei="tahun_berjalan",
        pengguna="entitas_unik",
        sla_gabungan="gabungan",
        nps_gabungan="gabungan",
        tanggal_pnbp="sah",
        basis_kro="efektif",
        cuti_bersama="berjalan",
        baris_ditolak="dicatat",
        kelompok_kecil="menahan",
        jawaban_ganda="semua",
    )
    return answered_again(world).without("dataang").deliver(TW2, "rkk", list(_papers()))


def _papers() -> Iterator[dict[str, str | None]]:
    """The budget in force as the items of a working paper."""
    for budget in in_force():
        activity = budget["kode_kegiatan"]
        yield {
            "kelas_baris": "item",
            "program": f"019.07.{budget['kode_program']}",
            "kegiatan": activity,
            "kro": f"{activity}.{budget['kode_output']}",
            "ro": f"{activity}.{budget['kode_output']}.{budget['kode_suboutput']}",
            "komponen": budget["kode_komponen"],
            "subkomponen": budget["kode_subkomponen"].removeprefix("0"),
            "akun": budget["kode_akun"],
            "nomor_item": budget["nomor_item"],
            "jumlah": budget["total"],
            "kode_blokir": "*" if budget["total"] == budget["nilai_blokir"] else None,
            "sumber_dana": {"A": "RM", "F": "BLU"}[budget["sumber_dana"]],
        }


def _counted() -> SmallWorld:
    """The last quarter: orders of several lines, forms sent again, an NTPN that a later list has without a line."""
    steps = [{"batas_bawah": bound, "nilai": points} for bound, points in ((0, 1), (120, 2), (150, 4))]
    index = {"K.5": {"rumus": "indeks_pnbp", "skala": "poin", "tangga": steps}}
    chosen = {"sla_satuan": "order", "jawaban_ganda": "satu", "jenis_penerimaan": "ntpn"}
    world = answered_again(small_world("2025-TW4", formulas=index, **chosen)).without("service_orders")
    first = [("N1", "100.000"), ("N1", "40.000"), ("N1", "7.000"), ("N2", "5.000")]
    later = [("N1", "100.000"), ("N1", "30.000"), ("N3", "2.000"), ("N3", "2.000")]
    for quarter, told in ((TW1, first), (TW2, later)):
        world.deliver(quarter, "ntpn", [received(number, amount) for number, amount in told])
    return world.deliver(TW2, "service_orders", LINES)


WRITTEN: Mapping[str, Callable[[], SmallWorld]] = {
    # Two findings hold it: a bound of POBO, and items of the budget that the realisation report does not have.
    "held": lambda: small_world(TW1),
    "turned": _turned,
    "counted": _counted,
    # Its agreement and nothing else: every figure has to say why it has no value.
    "empty": lambda: SmallWorld(quarter=TW2, profile=profile()).deliver(TW2, "perjanjian_kinerja", AGREEMENT),
}
"""Warehouses that are written as ingestion would leave them."""

ROWS = "rows of "


def lacking(warehouses: Iterable[Path], read: Iterable[tuple[str, str]]) -> list[str]:
    """What none of some warehouses has: values of policies, formulas, rows of tables.

    Args:
        warehouses: as they were built.
        read: schema and name of every table that models read.
    """
    wanted = {f"rumus {name}" for name in formulas()}
    wanted |= {f"{name}={value}" for name, choice in choices().items() for value in choice.nilai}
    wanted |= {f"{ROWS}{schema}.{table}" for schema, table in read}
    for path in warehouses:
        with duckdb.connect(str(path), read_only=True) as connection:
            for query in (
                "SELECT 'rumus ' || rumus FROM reference.indikator",
                "SELECT kebijakan || '=' || nilai FROM reference.kebijakan",
                "SELECT kebijakan || '=' || nilai FROM reference.kebijakan_indikator",
            ):
                wanted -= {found for (found,) in connection.execute(query).fetchall()}
            for table in [name.removeprefix(ROWS) for name in wanted if name.startswith(ROWS)]:
                if connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchall():
                    wanted.discard(f"{ROWS}{table}")
    return sorted(wanted)
