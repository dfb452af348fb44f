"""The profile as tables: schema `reference` of the warehouse, where the models read what is declared.

Belongs here: these tables, their columns and what stands in them. Not here: where the profile comes from
(profile_loading).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from orchestration.checks.catalogue import thresholds
from orchestration.texts.canonical import name_key
from orchestration.workspace.formulas import choices, formulas
from orchestration.workspace.indicators import PNBP_FORMULAS, UNIT_PNBP, range_text
from orchestration.workspace.leading import UNIT, unit_column
from orchestration.workspace.measures import measures

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import duckdb

    from orchestration.workspace.indicators import Indicator
    from orchestration.workspace.profile import Profile
    from orchestration.workspace.quarters import Quarter

_REFERENCE: dict[str, str] = {
    "periode": "triwulan VARCHAR, tahun INTEGER, triwulan_ke INTEGER, awal_tahun DATE, tanggal_awal DATE, "
    "tanggal_akhir DATE",
    "layanan": "layanan VARCHAR, nama VARCHAR, layanan_volume VARCHAR, nama_volume VARCHAR, satuan VARCHAR, "
    "spm_hk INTEGER, mulai_jam VARCHAR, urutan INTEGER, di_pengguna BOOLEAN, di_volume BOOLEAN, di_sla BOOLEAN, "
    "di_ikm BOOLEAN, di_nps BOOLEAN",
    "nama_layanan": "nama VARCHAR, layanan VARCHAR",
    "hari_libur": "tanggal DATE, jenis VARCHAR, keterangan VARCHAR, dasar VARCHAR, berlaku_sejak DATE, "
    "dicabut_sejak DATE, dasar_pencabutan VARCHAR",
    "indikator": "kode VARCHAR, urutan INTEGER, rumus VARCHAR, desimal INTEGER, iku BOOLEAN, tingkat VARCHAR, "
    "menunggu VARCHAR, proyeksi VARCHAR, skala VARCHAR, faktor INTEGER, pnbp_dari VARCHAR, pengguna_dari VARCHAR, "
    "dasar_kode VARCHAR",
    "cakupan": "kode VARCHAR, layanan VARCHAR",
    "pnbp": "kode VARCHAR",
    "istilah": "kode VARCHAR, bagian VARCHAR, sumber VARCHAR, hitung VARCHAR, kolom VARCHAR, tanggal VARCHAR, "
    "mulai VARCHAR, selesai VARCHAR, masa VARCHAR, batas_menit DECIMAL(18,4), nama VARCHAR, satuan VARCHAR, "
    "syarat_count INTEGER",
    "syarat": "kode VARCHAR, bagian VARCHAR, nomor INTEGER, kolom VARCHAR, cara VARCHAR, nilai VARCHAR",
    "tangga": "kode VARCHAR, batas_bawah DECIMAL(12,4), nilai DECIMAL(20,6)",
    "batas": "kode VARCHAR, besaran VARCHAR, satuan VARCHAR, bawah DECIMAL(20,6), atas DECIMAL(20,6), rentang VARCHAR",
    "kebijakan": "kebijakan VARCHAR, nilai VARCHAR, nilai_lain VARCHAR, alasan VARCHAR, dasar VARCHAR",
    "kebijakan_indikator": "kode VARCHAR, kebijakan VARCHAR, nilai VARCHAR, nilai_lain VARCHAR",
    "pilihan": "kebijakan VARCHAR, nilai VARCHAR",
    "akun": "himpunan VARCHAR, awalan VARCHAR",
    "sumber_dana": "kode VARCHAR, sumber_dana VARCHAR, nama VARCHAR, biaya_operasional BOOLEAN",
    "jenis_belanja": "kode VARCHAR, nama VARCHAR",
    "unsur": "unsur VARCHAR, nama VARCHAR, urutan INTEGER, bobot DECIMAL(12,6)",
    "survei": "jeda_ganda_menit INTEGER, skala INTEGER, is_berbobot BOOLEAN",
    "mutu": "mutu VARCHAR, nama VARCHAR, batas_bawah DECIMAL(5,2)",
    "ambang": "pemeriksaan VARCHAR, batas DECIMAL(12,4)",
    "ukuran": "kelompok VARCHAR, ukuran VARCHAR, varian VARCHAR, sebab VARCHAR, label VARCHAR, kata_nama VARCHAR, "
    "kata_layanan VARCHAR, kata_bulan VARCHAR, satuan VARCHAR, desimal INTEGER, masa VARCHAR, operasi VARCHAR, "
    "rumus VARCHAR, kebijakan VARCHAR, alasan VARCHAR, jejak_relasi VARCHAR, jejak_ukuran VARCHAR",
    "komponen": "rumus VARCHAR, role VARCHAR, ukuran VARCHAR, berkisar VARCHAR, is_acuan BOOLEAN, is_seunit BOOLEAN, "
    "is_utama BOOLEAN",
}

_FORMER: dict[str, str] = {
    "rilis_lalu": "triwulan VARCHAR, rilis VARCHAR, manifest_sha256 VARCHAR, figures_sha256 VARCHAR",
    "angka_lalu": "triwulan VARCHAR, figure_id VARCHAR, indicator VARCHAR, layanan VARCHAR, bulan VARCHAR, "
    "value DECIMAL(38,12), unit VARCHAR, decimals INTEGER, printed VARCHAR, policy VARCHAR, is_revisi BOOLEAN",
    "bagian_lalu": "triwulan VARCHAR, kode VARCHAR, suku VARCHAR, layanan VARCHAR, unsur VARCHAR, bulan VARCHAR, "
    "akun VARCHAR, pembilang DECIMAL(38,12), penyebut DECIMAL(38,12)",
}
"""What earlier reports said; it comes from their releases (release/former_figures.py), not from the profile."""

FORMER_TABLES = tuple(_FORMER)
REFERENCE_TABLES = ("unit", *_REFERENCE, *_FORMER)
"""Names of the tables in schema `reference`."""


def reference_columns() -> dict[str, list[str]]:
    """The columns of every table in schema `reference`, in their order."""
    # A comma inside a type, as in DECIMAL(5,2), is followed by no blank.
    return {"unit": [UNIT]} | {
        table: [UNIT, *(column.split()[0] for column in columns.split(", "))]
        for table, columns in {**_REFERENCE, **_FORMER}.items()
    }


def write_reference(connection: duckdb.DuckDBPyConnection, profile: Profile, quarter: Quarter) -> None:
    """Replaces the `reference` schema by the profile and the quarter, so that the models read one place.

    The tables of earlier reports are left empty.
    """
    rows = reference_rows(profile, quarter)
    leading = unit_column(profile.unit.kode_satker)
    connection.execute("BEGIN TRANSACTION; CREATE SCHEMA IF NOT EXISTS reference")
    connection.execute(f"CREATE OR REPLACE TABLE reference.unit ({leading}); INSERT INTO reference.unit DEFAULT VALUES")
    for name, columns in {**_REFERENCE, **_FORMER}.items():
        connection.execute(f"CREATE OR REPLACE TABLE reference.{name} ({leading}, {columns})")
        insert(connection, name, rows.get(name, []))
    connection.execute("COMMIT")


def insert(connection: duckdb.DuckDBPyConnection, name: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Puts rows into a table of the `reference` schema, which gives them the unit's code."""
    if rows:
        # One list a column: a mark for every cell costs ten times as much, and row by row four times that.
        lists = [list(column) for column in zip(*rows, strict=True)]
        columns = ", ".join(reference_columns()[name][1:])
        values = ", ".join(["unnest(?)"] * len(lists))
        connection.execute(f"INSERT INTO reference.{name} ({columns}) SELECT {values}", lists)


def reference_rows(profile: Profile, quarter: Quarter) -> dict[str, list[tuple[Any, ...]]]:
    """What the profile and the quarter say, as rows of the tables in schema `reference` behind the unit's code."""
    return {
        "periode": [(quarter.code, quarter.year, quarter.number, quarter.year_start, quarter.start, quarter.end)],
        "layanan": [
            tuple(service.model_dump(exclude={"berlaku_sejak", "berlaku_sampai"}).values())
            for service in profile.layanan
        ],
        "nama_layanan": [(name_key(row.nama), row.layanan) for row in profile.nama_layanan],
        "hari_libur": [tuple(day.model_dump().values()) for day in profile.hari_libur],
        "indikator": [_indicator(profile, indicator, order) for order, indicator in enumerate(profile.indikator, 1)],
        "cakupan": [(i.kode, service.layanan) for i in profile.indikator for service in profile.services_of(i)],
        "pnbp": [(code,) for code in dict.fromkeys(map(profile.pnbp_of, profile.indikator)) if code],
        "istilah": [row for i in profile.indikator for row in _terms(i)],
        "syarat": [
            (i.kode, part, number, condition.kolom, *test)
            for i in profile.indikator
            for part, term, _, _ in i.parts()
            for number, condition in enumerate(term.syarat, 1)
            for test in condition.tests()
        ],
        "tangga": [(i.kode, step.batas_bawah, step.nilai) for i in profile.indikator for step in i.tangga],
        "batas": [
            (i.kode, measure, unit, *bounds, range_text(bounds))
            for i in profile.indikator
            for measure, unit, bounds in profile.bounds_of(i)
        ],
        "kebijakan": [
            (name, value := profile.policy(name), choice.other(value), *_reason(profile, name))
            for name, choice in choices().items()
        ],
        "kebijakan_indikator": _chosen(profile),
        "pilihan": [(name, value) for name, choice in choices().items() for value in choice.nilai],
        "akun": [(name, prefix) for name, prefixes in profile.akun.model_dump().items() for prefix in prefixes],
        "sumber_dana": [tuple(fund.model_dump().values()) for fund in profile.sumber_dana],
        "jenis_belanja": [(kind.kode, kind.nama) for kind in profile.jenis_belanja],
        "unsur": [
            (element.kode, element.nama, order, element.bobot or 1) for order, element in enumerate(profile.unsur, 1)
        ],
        "survei": [(profile.jeda_ganda_menit, profile.skala_unsur, any(element.bobot for element in profile.unsur))],
        "mutu": [(grade.mutu, grade.nama, grade.batas_bawah) for grade in profile.mutu],
        "ambang": [(name, profile.threshold(name)) for name in thresholds()],
        "ukuran": [row for measure in measures() for row in measure.rows()],
        "komponen": [row for measure in measures() for row in measure.component_rows()],
    }


def _indicator(profile: Profile, indicator: Indicator, order: int) -> tuple[Any, ...]:
    return (
        *(indicator.kode, order, indicator.rumus, indicator.desimal, indicator.iku, indicator.tingkat),
        *(indicator.formula.menunggu, indicator.formula.proyeksi, indicator.skala, indicator.faktor or 100),
        *(profile.pnbp_of(indicator), profile.users_of(indicator)),
        indicator.dasar.kode if indicator.dasar else None,
    )


def _terms(indicator: Indicator) -> Iterator[tuple[Any, ...]]:
    """The parts of a declared formula, one row each."""
    timed = indicator.waktu
    for part, term, period, limit in indicator.parts():
        begin, end = (timed.mulai, timed.selesai) if timed else (term.mulai, term.selesai)
        yield (
            *(indicator.kode, part, term.sumber, term.hitung, term.kolom, term.tanggal, begin, end),
            *(period, limit, term.nama, term.satuan, len(term.syarat)),
        )


def _chosen(profile: Profile) -> list[tuple[str, str, str, str]]:
    """The policies of every indicator's formula as they hold for it, and those of the unit's own PNBP."""
    found = []
    for indicator in profile.indikator:
        chooser = profile.chooser(indicator)
        for name in indicator.formula.kebijakan:
            value = profile.policy(name, chooser)
            found.append((indicator.kode, name, value, choices()[name].other(value)))
    for name in formulas()[PNBP_FORMULAS[0]].kebijakan:
        value = profile.policy(name)
        found.append((UNIT_PNBP, name, value, choices()[name].other(value)))
    return found


def _reason(profile: Profile, name: str) -> tuple[str | None, str | None]:
    policy = profile.kebijakan.get(name)
    return (policy.alasan, policy.dasar) if policy else (None, None)
