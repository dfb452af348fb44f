"""`satu-data`: every figure of the release as open data under Perpres 39/2019 (Satu Data Indonesia).

Pasal 3 asks that data meet a Standar Data (konsep, definisi, klasifikasi, ukuran, satuan), have Metadata, follow the
rules of Interoperabilitas and use Kode Referensi; BPS 5/2020 lays out the metadata of a statistical indicator (MS-Ind).
Open and readable by machines: CSV with a Frictionless Data Package descriptor (specs.frictionlessdata.io, v1).

The licence is the unit's to give: `reference/lisensi.csv` in its sources (`nama,judul,tautan`), which goes with each
release. Without it none is claimed.
"""

from __future__ import annotations

from typing import Any

from orchestration.exports.content import Content, Row
from orchestration.exports.licence import licence_of
from orchestration.exports.released import ALTERNATIVE, Released, exact
from orchestration.figures.book import Figure
from orchestration.language.sentences import say
from orchestration.publication.document.ways import way_of

_DIMENSIONS = ("layanan", "bulan", "sumber_dana", "jenis_belanja", "kro")
_REFERENCES = (
    ("kode satuan kerja", "Kementerian Keuangan, SAKTI"),
    ("kode program, kegiatan, KRO, akun", "Kementerian Keuangan, SAKTI"),
    ("kode indikator", "Perjanjian Kinerja unit"),
)
"""Codes that the data use, and who keeps them."""


def make(released: Released) -> Content:
    """Tables `data` (a figure a row) and `indikator` (metadata, an indicator a row)."""
    licence = licence_of(released)
    content = Content(
        {
            "data": [_row(released, figure) for figure in released.book.figures.values()],
            "indikator": [_metadata(released, row) for row in released.book.indicators],
        }
    )
    if licence is None:
        content.lacking.append(
            say("the licence: {file} in the sources of the unit names it", file="reference/lisensi.csv")
        )
    else:
        content.about["licenses"] = [licence.as_package()]
    content.lacking.append(say("the Walidata who checks and publishes the data: no paper of the unit names them"))
    unit = released.profile.unit
    content.about["satu_data"] = {
        "dasar": "Peraturan Presiden Nomor 39 Tahun 2019, Pasal 3",
        "produsen_data": unit.nama,
        "kode_satker": unit.kode_satker,
        "instansi": [unit.induk, unit.kementerian],
        "walidata": None,
        "frekuensi": "triwulanan",
        "periode": {"mulai": released.quarter.start.isoformat(), "selesai": released.quarter.end.isoformat()},
        "kode_referensi": [{"kode": code, "induk": keeper} for code, keeper in _REFERENCES],
        "standar_data_dan_metadata": "indikator.csv",
    }
    return content


def _row(released: Released, figure: Figure) -> Row:
    return {
        **released.head(),
        "angka_id": figure.figure_id,
        "kode_indikator": figure.indicator or None,
        "nama": figure.label,
        **{name: getattr(figure, name) or None for name in _DIMENSIONS},
        "kebijakan_lain": ALTERNATIVE in figure.figure_id,
        "dasar_periode": figure.period_basis,
        "nilai": exact(figure.value),
        "angka": exact(figure.printed_value),
        "satuan": figure.unit or None,
        "desimal": figure.decimals,
        "keadaan": figure.status or ("terukur" if figure.value is not None else "tidak_terdefinisi"),
        "kelompok_kecil": (figure.indicator, figure.layanan) in released.small,
    }


def _metadata(released: Released, row: dict[str, Any]) -> Row:
    """The indicator in the order of MS-Ind."""
    code = str(row["kode"])
    own = [figure for figure in released.book.figures.values() if figure.indicator == code]
    made_of = {each.component_id for each in released.book.components if each.figure_id == f"{code}.realisasi"}
    indicator = next(each for each in released.profile.indikator if each.kode == code)
    return {
        **released.head(),
        "kode": code,
        "nama_indikator": row["indikator"],
        "konsep": None,
        "definisi": None,
        "interpretasi": f"arah {row['arah']}",
        "metode": way_of(released.profile, indicator),
        "ukuran": None,
        "satuan": row["satuan"],
        "klasifikasi": "; ".join(name for name in _DIMENSIONS if any(getattr(one, name) for one in own)) or None,
        "komposit": bool(made_of),
        "indikator_pembangun": "; ".join(sorted(made_of)) or None,
        "level_estimasi": "unit",
        "akses_umum": None,
        **released.fields(realisasi=f"{code}.realisasi", target=f"{code}.target"),
    }
