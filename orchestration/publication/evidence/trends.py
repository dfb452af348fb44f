"""What moved since earlier reports, as the models leave it: earlier values, changes, contributions, projections.

Belongs here: reading it into plain records, and the CSV files that a release has of it. Not here: any arithmetic
(dbt_project/models/figures), how it is shown (formats/dasbor.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from orchestration.figures.numbers import plain
from orchestration.workspace.delimited import as_csv

if TYPE_CHECKING:
    import duckdb


class Release(NamedTuple):
    """An earlier report: its quarter, as `2025-TW1`, and the name of its release in force."""

    triwulan: str
    rilis: str


class Former(NamedTuple):
    """A figure of an indicator as an earlier report has it.

    Attributes:
        value: unrounded; None when there was none.
        printed: as it was printed.
        is_revisi: whether that release printed it otherwise than the one before it.
    """

    triwulan: str
    figure_id: str
    indicator: str
    layanan: str
    bulan: str
    value: Decimal | None
    unit: str
    decimals: int
    printed: str
    policy: str
    is_revisi: bool


class Change(NamedTuple):
    """What became of a realisasi since an earlier report; `sebab` says why it is not shared out, else empty."""

    kode: str
    pembanding: str
    triwulan: str
    rilis: str
    desimal: int
    desimal_rinci: int
    nilai_lalu: Decimal | None
    nilai_kini: Decimal | None
    tercetak_lalu: Decimal | None
    tercetak_kini: Decimal | None
    perubahan: Decimal | None
    perubahan_rinci: Decimal | None
    pembulatan: Decimal | None
    sebab: str


class Contribution(NamedTuple):
    """What a service, unsur, month or account gives to a change, with what the formula had of it in both quarters."""

    kode: str
    pembanding: str
    rincian: str
    suku: str
    kunci: str
    desimal_rinci: int
    pembilang_lalu: Decimal
    penyebut_lalu: Decimal
    pembilang_kini: Decimal
    penyebut_kini: Decimal
    kontribusi: Decimal


class Projection(NamedTuple):
    """Distance to the target, and where the year would end."""

    kode: str
    cara: str | None
    triwulan_awal: str
    desimal: int
    target: Decimal | None
    tercetak: Decimal
    jarak: Decimal | None
    proyeksi_akhir: Decimal | None
    jarak_proyeksi: Decimal | None


@dataclass(frozen=True)
class Trends:
    """All of it.

    Attributes:
        releases: the earlier reports of this and the last year, oldest first.
        former: (quarter, figure id) to the figure of an earlier report.
        changes: in the order of indicators and of what they are compared with.
        contributions: of all changes, by indicator, comparison and way of sharing out.
        projections: by indicator.
        codes: of the indicators, in the order of the report.
        names: of services and unsur, by their codes.
    """

    releases: Sequence[Release] = ()
    former: Mapping[tuple[str, str], Former] = field(default_factory=dict)
    changes: Sequence[Change] = ()
    contributions: Sequence[Contribution] = ()
    projections: Sequence[Projection] = ()
    codes: Sequence[str] = ()
    names: Mapping[str, str] = field(default_factory=dict)

    def as_files(self) -> dict[str, bytes]:
        """The CSV files of a release by their path; all of them, also where nothing stands in one."""
        return {
            "data/tren.csv": _csv(Former, sorted(self.former.values(), key=lambda row: row[:2])),
            "data/perubahan.csv": _csv(Change, self.changes),
            "data/kontribusi.csv": _csv(Contribution, self.contributions),
            "data/proyeksi.csv": _csv(Projection, self.projections),
        }


_NAMES = """
    SELECT layanan, nama FROM reference.layanan
    UNION ALL
    SELECT layanan_volume, any_value(nama_volume ORDER BY urutan) FROM reference.layanan
    WHERE layanan_volume NOT IN (SELECT layanan FROM reference.layanan) AND nama_volume IS NOT NULL GROUP BY ALL
    UNION ALL
    SELECT unsur, nama FROM reference.unsur
"""


def read_trends(connection: duckdb.DuckDBPyConnection) -> Trends:
    """Reads the finished warehouse, or the evidence of a release."""

    def rows(record: Any, table: str, order: str) -> list[Any]:
        query = f"SELECT {', '.join(record._fields)} FROM {table} ORDER BY {order}"  # noqa: S608 -- names of our own
        return [record(*row) for row in connection.execute(query).fetchall()]

    former = rows(Former, "reference.angka_lalu", "triwulan, figure_id")
    return Trends(
        releases=rows(Release, "reference.rilis_lalu", "triwulan"),
        former={(row.triwulan, row.figure_id): row for row in former},
        changes=rows(Change, "figures.indicator_changes", "kode, pembanding DESC"),
        contributions=rows(
            Contribution,
            "figures.contributions",
            "kode, pembanding DESC, rincian, suku = 'pembulatan', suku, kunci",
        ),
        projections=rows(Projection, "figures.projections", "kode"),
        codes=[row[0] for row in connection.execute("SELECT kode FROM reference.indikator ORDER BY urutan").fetchall()],
        names=dict(connection.execute(_NAMES).fetchall()),
    )


NUMBERS: Mapping[str, Mapping[str, str]] = {
    "data/tren.csv": {"value": "number", "decimals": "integer"},
    "data/perubahan.csv": {
        **dict.fromkeys(("desimal", "desimal_rinci"), "integer"),
        **dict.fromkeys(
            (
                *("nilai_lalu", "nilai_kini", "tercetak_lalu", "tercetak_kini", "perubahan", "perubahan_rinci"),
                "pembulatan",
            ),
            "number",
        ),
    },
    "data/kontribusi.csv": {
        "desimal_rinci": "integer",
        **dict.fromkeys(("pembilang_lalu", "penyebut_lalu", "pembilang_kini", "penyebut_kini", "kontribusi"), "number"),
    },
    "data/proyeksi.csv": {
        "desimal": "integer",
        **dict.fromkeys(("target", "tercetak", "jarak", "proyeksi_akhir", "jarak_proyeksi"), "number"),
    },
}
"""Columns of these files that hold no text, for their descriptor."""


def _csv(record: Any, rows: Sequence[Any]) -> bytes:
    return as_csv(record._fields, ([_cell(cell) for cell in row] for row in rows))


def _cell(cell: Any) -> Any:
    if isinstance(cell, bool):
        return "ya" if cell else "tidak"
    return plain(cell) if isinstance(cell, Decimal) else cell
