"""The profile as tables: schema `reference` of the warehouse, where the models read what the unit declares.

Belongs here: these tables, their columns and what stands in them. Not here: where the profile comes from
(profile_loading).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from orchestration.checks.catalogue import thresholds
from orchestration.texts.canonical import name_key
from orchestration.workspace.profile import range_text

if TYPE_CHECKING:
    import duckdb

    from orchestration.workspace.profile import Profile
    from orchestration.workspace.quarters import Quarter

_REFERENCE: dict[str, str] = {
    "unit": "kode_satker VARCHAR",
    "periode": "triwulan VARCHAR, tahun INTEGER, triwulan_ke INTEGER, awal_tahun DATE, tanggal_awal DATE, "
    "tanggal_akhir DATE",
    "layanan": "layanan VARCHAR, nama VARCHAR, layanan_volume VARCHAR, nama_volume VARCHAR, satuan VARCHAR, "
    "spm_hk INTEGER, mulai_jam VARCHAR, urutan INTEGER, di_pengguna BOOLEAN, di_volume BOOLEAN, di_sla BOOLEAN, "
    "di_ikm BOOLEAN, di_nps BOOLEAN",
    "nama_layanan": "nama VARCHAR, layanan VARCHAR",
    "hari_libur": "tanggal DATE, jenis VARCHAR, keterangan VARCHAR, dasar VARCHAR, berlaku_sejak DATE, "
    "dicabut_sejak DATE, dasar_pencabutan VARCHAR",
    "indikator": "kode VARCHAR, urutan INTEGER, rumus VARCHAR, desimal INTEGER, iku BOOLEAN, skala VARCHAR",
    "tangga": "kode VARCHAR, batas_bawah DECIMAL(12,4), nilai DECIMAL(20,6)",
    "batas": "kode VARCHAR, besaran VARCHAR, satuan VARCHAR, bawah DECIMAL(20,6), atas DECIMAL(20,6), rentang VARCHAR",
    "kebijakan": "kebijakan VARCHAR, nilai VARCHAR, alasan VARCHAR, dasar VARCHAR",
    "akun": "himpunan VARCHAR, awalan VARCHAR",
    "sumber_dana": "kode VARCHAR, sumber_dana VARCHAR, nama VARCHAR, biaya_operasional BOOLEAN",
    "jenis_belanja": "kode VARCHAR, nama VARCHAR",
    "unsur": "unsur VARCHAR, nama VARCHAR, urutan INTEGER",
    "survei": "jeda_ganda_menit INTEGER",
    "mutu": "mutu VARCHAR, nama VARCHAR, batas_bawah DECIMAL(5,2)",
    "ambang": "pemeriksaan VARCHAR, batas DECIMAL(12,4)",
}

REFERENCE_TABLES = tuple(_REFERENCE)
"""Names of the tables in schema `reference`."""


def reference_columns() -> dict[str, list[str]]:
    """The columns of every table in schema `reference`, in their order."""
    # A comma inside a type, as in DECIMAL(5,2), is followed by no blank.
    return {table: [column.split()[0] for column in columns.split(", ")] for table, columns in _REFERENCE.items()}


def write_reference(connection: duckdb.DuckDBPyConnection, profile: Profile, quarter: Quarter) -> None:
    """Replaces the `reference` schema by the profile and the quarter, so that the models read one place."""
    rows: dict[str, list[tuple[Any, ...]]] = {
        "unit": [(profile.unit.kode_satker,)],
        "periode": [(quarter.code, quarter.year, quarter.number, quarter.year_start, quarter.start, quarter.end)],
        "layanan": [tuple(service.model_dump().values()) for service in profile.layanan],
        "nama_layanan": [(name_key(row.nama), row.layanan) for row in profile.nama_layanan],
        "hari_libur": [tuple(day.model_dump().values()) for day in profile.hari_libur],
        "indikator": [
            (i.kode, order, i.rumus, i.desimal, i.iku, i.skala) for order, i in enumerate(profile.indikator, 1)
        ],
        "tangga": [(i.kode, step.batas_bawah, step.nilai) for i in profile.indikator for step in i.tangga],
        "batas": [
            (i.kode, measure, unit, *bounds, range_text(bounds))
            for i in profile.indikator
            for measure, unit, bounds in i.bounds()
        ],
        "kebijakan": [(name, p.nilai, p.alasan, p.dasar) for name, p in profile.kebijakan.items()],
        "akun": [(name, prefix) for name, prefixes in profile.akun.model_dump().items() for prefix in prefixes],
        "sumber_dana": [tuple(fund.model_dump().values()) for fund in profile.sumber_dana],
        "jenis_belanja": [(kind.kode, kind.nama) for kind in profile.jenis_belanja],
        "unsur": [(element.kode, element.nama, order) for order, element in enumerate(profile.unsur, 1)],
        "survei": [(profile.jeda_ganda_menit,)],
        "mutu": [(grade.mutu, grade.nama, grade.batas_bawah) for grade in profile.mutu],
        "ambang": [(name, profile.threshold(name)) for name in thresholds()],
    }
    connection.execute("BEGIN TRANSACTION; CREATE SCHEMA IF NOT EXISTS reference")
    for name, columns in _REFERENCE.items():
        connection.execute(f"CREATE OR REPLACE TABLE reference.{name} ({columns})")
        if rows[name]:
            # One statement a table: row by row the same costs four times as much.
            marks = f"({', '.join('?' for _ in rows[name][0])})"
            values = [value for row in rows[name] for value in row]
            sql = f"INSERT INTO reference.{name} VALUES {', '.join([marks] * len(rows[name]))}"  # noqa: S608
            connection.execute(sql, values)
    connection.execute("COMMIT")
