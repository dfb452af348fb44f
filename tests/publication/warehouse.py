"""A finished warehouse in small: the tables the report reads, filled from the published report of 2025 Triwulan II.

Belongs here: the shape of `figures.*` and `raw_ingestion.*` as the models leave them, and values to lay out. The
arithmetic below only fills cells; whether the models compute rightly is tested with the models.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import yaml

from orchestration.figures.book import PUBLIC_COLUMNS
from orchestration.workspace.profile import Profile
from orchestration.workspace.profile_loading import load_profile
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.reference import write_reference
from orchestration.workspace.settings import PROJECT, Workspace

QUARTER = Quarter.parse("2025-TW2")
PUBLISHED: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parent.parent / "golden" / "published-2025-TW2.yaml").read_text(encoding="utf-8")
)
UNITS = {"TJ.1": "Indeks", "SK1.2": "Nilai"}
PROGRAMS = {"019.07.EC": "Program Nilai Tambah dan Daya Saing Industri", "019.07.WA": "Program Dukungan Manajemen"}
INDICES = {
    # Mean of the nine unsur means before rounding (arithmetic of the published report).
    "pengujian": "3.6966",
    "kalibrasi": "3.795796",
    "sertifikasi": "3.6667",
    "pelatihan": "3.6831",
    "konsultasi": "4",
    "inspeksi_teknis": "3.7222",
    "verifikasi_tkdn": "4",
}
PNBP: int = PUBLISHED["finance"]["pnbp_sd_30_juni"]
# Unrounded values behind what the report prints; the others are printed as they are.
UNROUNDED = {"TJ.1": "3.7949", "SK1.2": "77.8859", "SK2.3": "3.679043", "SK2.4": "66.4611", "TJ.2": "1582"}
CORRECTED_SHARES = {("sd", "EBA"): Decimal("48.89")}
# The whole 20,558,293,466 less the other KRO; realisation of the quarter by account, adding up to that of the KRO.
REALISED_BY_EBA = 14882152566
REALISED_IN_QUARTER = {".rm.51": 2010000000, ".rm.52": 130000000, ".blu.52": 1804799296, ".blu.53": 12000000}
# The received column of the certification table, which the published report does not print.
CERTIFICATES_RECEIVED = (70, 60, 60, 58, 50, 70)


@cache
def profile() -> Profile:
    """The unit's profile as the sample has it, without the published report that these figures are taken from."""
    read = load_profile(Workspace.resolve(PROJECT / "sources", "/nonexistent/state", "/nonexistent/reports"))
    return read.model_copy(update={"laporan_terbit": {}})


def formulas() -> dict[str, tuple[str, int]]:
    """Indicator to formula and decimals."""
    return {item.kode: (item.rumus, item.desimal) for item in profile().indikator}


def rounded(value: Decimal, decimals: int) -> Decimal:
    """Half up, as the warehouse rounds."""
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


@dataclass
class Warehouse:
    """Collects figures and writes them as the models would leave them."""

    figures: dict[str, dict[str, object]] = field(default_factory=dict)
    components: list[tuple[str, str, str]] = field(default_factory=list)
    narratives: list[tuple[str, str, int, str, str, str, str]] = field(default_factory=list)
    tables: dict[str, list[tuple[str | None, ...]]] = field(default_factory=dict)
    indicators: list[tuple[object, ...]] = field(default_factory=list)
    served: dict[str, str] = field(default_factory=dict)
    """Indicator to its tujuan, where the sheet has a column of them."""
    profile: Profile = field(default_factory=lambda: profile())

    def add(self, figure_id: str, value: object, unit: str, decimals: int = 0, **more: object) -> None:
        """Adds a figure; None is undefined unless a status says why there is no value."""
        number = None if value is None else Decimal(str(value))
        indicator = ".".join(figure_id.split(".")[:2])
        services = {service.layanan for service in profile().layanan}
        self.figures[figure_id] = {
            "figure_id": figure_id,
            "indicator": indicator if indicator in formulas() else "",
            "label": figure_id,
            "layanan": next((part for part in figure_id.split(".")[3:] if part in services), ""),
            "period_basis": "tahun_berjalan",
            "value": number,
            "unit": unit,
            "decimals": decimals,
            "printed_value": None if number is None else rounded(number, decimals),
            "policy": "",
            "status": "tidak_terdefinisi" if number is None else None,
            "operation": "row_sum",
            "row_count": 1,
            "row_digest": "00000000000000ff",
            **more,
        }

    def percent(self, figure_id: str, part: object, whole: object, unit: str = "Persen") -> None:
        """Adds 100 x part / whole at two decimals."""
        over = Decimal(str(whole))
        self.add(figure_id, None if not over else Decimal(str(part)) * 100 / over, unit, 2, operation="percent")

    def connect(self) -> duckdb.DuckDBPyConnection:
        """An in-memory database holding the collected tables."""
        return write(self)


NARRATIVES = [
    # code, part, order, sentence, responsible, until; each its own row of the sheet
    ("TJ.1", "hasil", 1, "Realisasi IKM {TJ.1.realisasi} berasal dari {TJ.1.responden} responden.", "Tim Usaha", ""),
    ("TJ.1", "kendala", 1, "Sebagian pelanggan belum mengisi kuesioner.", "Tim Usaha", ""),
    ("TJ.1", "kendala", 2, "Responden layanan konsultasi masih sedikit.", "Tim Usaha", ""),
    ("TJ.1", "tindak lanjut", 1, "Mengirim ulang kuesioner kepada pelanggan.", "Tim Usaha", "Satu bulan"),
    ("SK1.1", "kendala", 1, "Beberapa alat uji menunggu suku cadang.", "Tim Pengujian", ""),
    ("SK1.1", "tindak lanjut", 1, "Mempercepat pengadaan suku cadang.", "Tim Pengujian", "Triwulan III"),
    ("SK2.4", "hasil", 1, "Biaya operasional berjumlah {SK2.4.biaya_operasional|satuan}.", "Tim Keuangan", ""),
    ("BAD", "kendala", 1, "Sebagian peralatan laboratorium memerlukan perbaikan.", "Bagian Tata Usaha", ""),
    ("BAD", "tindak lanjut", 1, "Perbaikan dilakukan menurut skala prioritas.", "Bagian Tata Usaha", ""),
    ("umum", "kendala", 1, "Efisiensi anggaran membatasi pemeliharaan peralatan.", "", ""),
    ("umum", "tindak lanjut", 1, "Memusatkan belanja pada peralatan yang menentukan waktu layanan.", "", ""),
]


def published() -> Warehouse:
    """Figures of the published report, enough of them that every section has content."""
    house = Warehouse()
    for code, _name, unit, target, realised, _attained in PUBLISHED["perjanjian_kinerja"]:
        formula, decimals = formulas()[code]
        value = None if realised is None else UNROUNDED.get(code, str(realised))
        house.add(f"{code}.target", target, unit, decimals, period_basis="tahun")
        open_ = {"status": "on_progress"} if value is None else {}
        basis = {"period_basis": "triwulan" if formula in ("ikm", "nps") else "tahun_berjalan"}
        house.add(f"{code}.realisasi", value, unit, decimals, **open_, **basis)
        attained = None if value is None else rounded(Decimal(value), decimals) * 100 / Decimal(str(target))
        house.add(f"{code}.capaian", attained, "Persen", 2, **open_)
        for quarter, share in enumerate((30, 55, 80, 100), 1):
            house.add(f"{code}.target_antara.tw{quarter}", share, "Persen", 2)
        for measure, this_quarter, to_date in (("fisik", 26, 56), ("sasaran_fisik", 25, 55)):
            house.add(f"{code}.{measure}.tw", this_quarter, "Persen", 2)
            house.add(f"{code}.{measure}.sd", to_date, "Persen", 2)
    house.indicators = _indicators()
    _survey(house)
    _users_and_volumes(house)
    _timeliness(house)
    _money(house)
    house.narratives = [(*row, f"aaaaaaaaaaaa:Narasi#{number}") for number, row in enumerate(NARRATIVES, 2)]
    return house


def _survey(house: Warehouse) -> None:
    house.add("TJ.1.responden", 313, "Responden")
    house.add("SK1.2.responden", 313, "Responden")
    house.add("TJ.1.konversi", "94.87", "Nilai", 2, keterangan="A")
    house.add("TJ.1.realisasi.alt.tertimbang_responden", "3.7084", "Indeks", 2)
    house.add("TJ.1.capaian.alt.tertimbang_responden", "99.73", "Persen", 2)
    house.add("SK1.2.realisasi.alt.gabungan", "65.4952", "Nilai", 2)
    house.add("SK1.2.capaian.alt.gabungan", "218.33", "Persen", 2)
    for number, mean in enumerate(PUBLISHED["ikm"]["printed_unsur"], 1):
        house.add(f"TJ.1.unsur.u{number}", mean, "Indeks", 2)
    votes_of = {row[0]: row[2:] for row in _named(PUBLISHED["nps"])}
    services = [item.layanan for item in profile().layanan if item.di_ikm]
    for service in services:
        people, *means = PUBLISHED["ikm"][service] or [0, *[None] * 9]
        index = INDICES.get(service)
        house.add(f"TJ.1.responden.{service}", people, "Responden")
        house.add(f"TJ.1.realisasi.{service}", index, "Indeks", 2)
        grade = {} if index is None else {"keterangan": "A"}
        house.add(f"TJ.1.konversi.{service}", None if index is None else Decimal(index) * 25, "Nilai", 2, **grade)
        users = PUBLISHED["users"][service]
        sample = Decimal("3.841") * users / 4 / (Decimal("0.0025") * (users - 1) + Decimal("3.841") / 4)
        house.add(f"TJ.1.sampel_minimum.{service}", rounded(sample, 0), "Responden")
        for number, mean in enumerate(means, 1):
            house.add(f"TJ.1.unsur.u{number}.{service}", mean, "Indeks", 2)
        votes = votes_of.get(service, [0, 0, 0])
        house.add(f"SK1.2.responden.{service}", people, "Responden")
        for name, votes_for in zip(("promoter", "passive", "detractor"), votes, strict=True):
            house.add(f"SK1.2.{name}.{service}", votes_for, "Responden")
            house.percent(f"SK1.2.persen_{name}.{service}", votes_for, people)
        score = None if not people else Decimal(votes[0] - votes[2]) * 100 / people
        house.add(f"SK1.2.realisasi.{service}", score, "Nilai", 2)
    for name, count, share in (("promoter", 212, "78.94"), ("passive", 94, "20.01"), ("detractor", 7, "1.05")):
        house.add(f"SK1.2.{name}", count, "Responden")
        house.add(f"SK1.2.persen_{name}", share, "Persen", 2)


def _named(table: dict[str, Any]) -> list[list[Any]]:
    """Rows of a table of lists, each with its name in front."""
    return [[name, *row] for name, row in table.items() if isinstance(row, list) and not name.startswith("printed")]


def _users_and_volumes(house: Warehouse) -> None:
    users = {name: count for name, count in PUBLISHED["users"].items() if name != "printed_total"}
    for service, count in users.items():
        house.add(f"TJ.2.realisasi.{service}", count, "Perusahaan")
        house.add(f"TJ.2.realisasi_tw.{service}", count * 6 // 10, "Perusahaan")
    house.add("TJ.2.realisasi_tw", sum(count * 6 // 10 for count in users.values()), "Perusahaan")
    house.add("TJ.2.realisasi.alt.entitas_unik", 1449, "Perusahaan")
    house.add("TJ.2.capaian.alt.entitas_unik", "38.64", "Persen", 2)
    volumes = [row[:3] for row in PUBLISHED["volumes"] if row[0] != "TOTAL"]
    for service, target, done in volumes:
        house.add(f"SK2.2.target.{service}", target, "hasil layanan")
        house.add(f"SK2.2.realisasi.{service}", done, "hasil layanan")
        house.add(f"SK2.2.realisasi_tw.{service}", done // 2, "hasil layanan")
        house.percent(f"SK2.2.persen.{service}", done, target)
    house.add("SK2.2.realisasi_tw", sum(done // 2 for _, _, done in volumes), "hasil layanan")
    house.percent("SK2.2.persen", 10363, 20600)


def column(rows: list[list[int]], number: int) -> list[int]:
    """One column of a table of lists."""
    return [row[number] for row in rows]


def _timeliness(house: Warehouse) -> None:
    tables = {name: (column(rows, 1), column(rows, 2)) for name, *rows in _named(PUBLISHED["sla"])}
    certificates = PUBLISHED["sla"]["sertifikasi"]["rows"]
    tables["sertifikasi"] = (list(CERTIFICATES_RECEIVED), column(certificates, 2))
    for service, (received, due) in tables.items():
        backlog = 0
        for month, (came, fell_due) in enumerate(zip(received, due, strict=True), 1):
            backlog += came - fell_due
            at = f"{service}.{month:02d}"
            house.add(f"SK1.1.masuk.{at}", came, "hasil layanan")
            house.add(f"SK1.1.jatuh_tempo.{at}", fell_due, "hasil layanan")
            house.add(f"SK1.1.tepat_waktu.{at}", fell_due, "hasil layanan")
            house.add(f"SK1.1.persen.{at}", 100, "Persen", 2)
            house.add(f"SK1.1.capaian.{at}", "105.263158", "Persen", 2)
            house.add(f"SK1.1.backlog.{at}", backlog, "hasil layanan")
            house.add(f"SK1.1.rata_hk.{at}", 5 + month % 3, "Hari kerja")
        house.add(f"SK1.1.masuk.{service}", sum(received), "hasil layanan")
        house.add(f"SK1.1.jatuh_tempo.{service}", sum(due), "hasil layanan")
        house.add(f"SK1.1.tepat_waktu.{service}", sum(due), "hasil layanan")
        house.add(f"SK1.1.realisasi.{service}", 100, "Persen", 2)
        house.add(f"SK1.1.capaian.{service}", "105.263158", "Persen", 2)
        house.add(f"SK1.1.backlog.{service}", backlog, "hasil layanan")
        house.add(f"SK1.1.persen_gabungan.{service}", 100, "Persen", 2)
        house.percent(f"SK1.1.persen_masuk.{service}", sum(due), sum(received))
        house.add(f"SK1.1.tanpa_sla.{service}", 0, "order")
    house.add("SK1.1.realisasi.alt.gabungan", 100, "Persen", 2)


def _money(house: Warehouse) -> None:
    house.add("SK2.1.pnbp", PNBP, "Rp")
    house.add("SK2.1.pnbp_tw", 7011223344, "Rp")
    house.add("SK2.1.pnbp_sah", 12900000000, "Rp")
    house.add("SK2.1.pnbp_belum_sah", PNBP - 12900000000, "Rp")
    house.add("SK2.1.tahun_lalu", 30000000000, "Rp")
    house.add("SK2.1.target_rupiah", 31305000000, "Rp")
    house.add("SK2.1.target_dipa", 29800000000, "Rp")
    house.percent("SK2.1.pnbp_persen_dipa", PNBP, 29800000000)
    house.percent("SK2.1.pnbp_persen_target", PNBP, 31305000000)
    house.add("SK2.1.sisa_target", 31305000000 - PNBP, "Rp")
    house.add("SK2.1.proyeksi", 2 * PNBP, "Rp")
    house.add("SK2.3.aset", 369124135766, "Rp")
    house.add("SK2.4.biaya_operasional", 20433361366, "Rp")
    for rate, whole in (("SK2.3", "aset"), ("SK2.4", "biaya_operasional")):
        house.components.append((f"{rate}.realisasi", f"{rate}.{whole}", "denominator"))
        house.components.append((f"{rate}.realisasi", "SK2.1.pnbp", "numerator"))
    sums: dict[str, list[int]] = {}
    realised_exactly = {("RM", 52): 440922366, ("BLU", 53): PUBLISHED["budget"]["belanja_modal_rupiah"]}
    for fund, kind, *thousands in PUBLISHED["budget"]["rows"]:
        pagu, realised, blocked = (1000 * amount for amount in thousands[:3])
        amounts = (pagu, realised_exactly.get((fund, kind), realised), blocked)
        fund = fund.lower()
        for key in (f".{fund}.{kind}", f".{fund}", ""):
            sums.setdefault(key, [0, 0, 0])
            sums[key] = [have + more for have, more in zip(sums[key], amounts, strict=True)]
    whole = sums[""][0] - sums[""][2]
    for key, (pagu, realised, blocked) in sums.items():
        house.add(f"anggaran.pagu{key}", pagu, "Rp")
        house.add(f"anggaran.pagu_awal{key}", pagu, "Rp")
        house.add(f"anggaran.blokir{key}", blocked, "Rp")
        house.add(f"anggaran.efektif{key}", pagu - blocked, "Rp")
        house.add(f"anggaran.realisasi{key}", realised, "Rp")
        quarterly = sum(amount for place, amount in REALISED_IN_QUARTER.items() if f"{place}.".startswith(f"{key}."))
        house.add(f"anggaran.realisasi_tw{key}", quarterly, "Rp")
        house.percent(f"anggaran.persen_pagu{key}", realised, pagu)
        house.percent(f"anggaran.persen_efektif{key}", realised, pagu - blocked)
        house.percent(f"anggaran.porsi_efektif{key}", pagu - blocked, whole)
    # Nothing was blocked at first, then the parts of the efisiensi, then those less what May gave back.
    before = None
    for code, blocked in (("B00", 0), ("B01", 2_520_494_000 + 3_464_902_000), ("B05", sums[""][2])):
        free = sums[""][0] - blocked
        for measure, amount in (("pagu", sums[""][0]), ("blokir", blocked), ("efektif", free)):
            house.add(f"revisi.{measure}.{code}", amount, "Rp")
        if before is not None:
            house.add(f"revisi.perubahan.{code}", free - before, "Rp")
        before = free
    programs: dict[str, int] = {}
    for row in PUBLISHED["budget"]["kro"]:
        output, pagu = row["kode"][-3:], row["pagu"]
        programs[row["program"][-2:]] = programs.get(row["program"][-2:], 0) + pagu
        house.add(f"kro.pagu.{output}", pagu, "Rp")
        house.add(f"kro.pagu_awal.{output}", pagu, "Rp")
        house.add(f"kro.pagu_perubahan.{output}", 0, "Rp")
        house.add(f"kro.volume.{output}", row["volume"], row["satuan"])
        for span in ("tw", "sd"):
            planned, done = (Decimal(str(share)) for share in row[f"keu_{span}"])
            # With 53.90 the KRO of the published report realise 22.1 of 20.6 billion rupiah; 48.89 gives the whole.
            done = CORRECTED_SHARES.get((span, output), done)
            realised = REALISED_BY_EBA if (span, output) == ("sd", "EBA") else rounded(pagu * done / 100, 0)
            house.add(f"kro.realisasi.{span}.{output}", realised, "Rp")
            house.add(f"kro.persen.{span}.{output}", done, "Persen", 2)
            house.percent(f"kro.persen.{span}.{output}.alt.efektif", realised, pagu)
            house.add(f"kro.sasaran_persen.{span}.{output}", planned, "Persen", 2)
            house.add(f"kro.sasaran_fisik.{span}.{output}", row[f"fisik_{span}"][0], "Persen", 2)
            house.add(f"kro.fisik.{span}.{output}", row[f"fisik_{span}"][1], "Persen", 2)
    for program, pagu in programs.items():
        house.add(f"program.pagu.{program}", pagu, "Rp")
        house.add(f"program.pagu_awal.{program}", pagu, "Rp")
        house.add(f"program.pagu_perubahan.{program}", 0, "Rp")


_FIGURES = """
CREATE TABLE figures.figures (figure_id VARCHAR PRIMARY KEY, indicator VARCHAR, label VARCHAR, layanan VARCHAR,
 bulan VARCHAR, sumber_dana VARCHAR, jenis_belanja VARCHAR, kro VARCHAR, period_basis VARCHAR, value DECIMAL(38,12),
 unit VARCHAR, decimals INTEGER, printed_value DECIMAL(38,12), numerator DECIMAL(38,12), denominator DECIMAL(38,12),
 policy VARCHAR, status VARCHAR, keterangan VARCHAR, operation VARCHAR, trail_relation VARCHAR,
 trail_predicate VARCHAR, trail_measure VARCHAR, row_count BIGINT, row_digest VARCHAR);
CREATE TABLE figures.figure_components (figure_id VARCHAR, component_id VARCHAR, role VARCHAR);
CREATE TABLE figures.narratives (kode VARCHAR, bagian VARCHAR, urutan INTEGER, teks VARCHAR,
 penanggung_jawab VARCHAR, target_penyelesaian VARCHAR, _source_row_id VARCHAR);
CREATE TABLE figures.narrative_tables (tabel VARCHAR, _row BIGINT, _source_row_id VARCHAR, sel_1 VARCHAR,
 sel_2 VARCHAR, sel_3 VARCHAR, sel_4 VARCHAR, sel_5 VARCHAR, sel_6 VARCHAR, sel_7 VARCHAR, sel_8 VARCHAR);
CREATE TABLE figures.indicators (kode VARCHAR, urutan INTEGER, jenjang VARCHAR, sasaran VARCHAR,
 indikator VARCHAR, satuan VARCHAR, arah VARCHAR, iku BOOLEAN, rumus VARCHAR, penanggung_jawab VARCHAR,
 rencana_tw1 VARCHAR, rencana_tw2 VARCHAR, rencana_tw3 VARCHAR, rencana_tw4 VARCHAR, status_penilaian VARCHAR,
 penilai VARCHAR, tanggal_penilaian VARCHAR, dokumen_bukti VARCHAR, realisasi_kegiatan VARCHAR,
 _fisik_source_row_id VARCHAR, tujuan VARCHAR);
CREATE TABLE figures.outputs (program VARCHAR, program_nama VARCHAR, kegiatan VARCHAR, kro VARCHAR, kro_nama VARCHAR,
 volume_satuan VARCHAR, urutan INTEGER, realisasi_kegiatan VARCHAR, _fisik_source_row_id VARCHAR);
CREATE TABLE figures.output_details (program VARCHAR, kegiatan VARCHAR, kro VARCHAR, ro VARCHAR, ro_nama VARCHAR,
 volume DECIMAL(20,6), volume_satuan VARCHAR, urutan INTEGER);
CREATE TABLE figures.indicator_changes (kode VARCHAR, pembanding VARCHAR, triwulan VARCHAR, rilis VARCHAR,
 desimal INTEGER, desimal_rinci INTEGER, nilai_lalu DECIMAL(38,12), nilai_kini DECIMAL(38,12),
 tercetak_lalu DECIMAL(38,12), tercetak_kini DECIMAL(38,12), perubahan DECIMAL(38,12), perubahan_rinci DECIMAL(38,12),
 pembulatan DECIMAL(38,12), sebab VARCHAR);
CREATE TABLE figures.contributions (kode VARCHAR, pembanding VARCHAR, rincian VARCHAR, suku VARCHAR, kunci VARCHAR,
 desimal_rinci INTEGER, pembilang_lalu DECIMAL(38,12), penyebut_lalu DECIMAL(38,12), pembilang_kini DECIMAL(38,12),
 penyebut_kini DECIMAL(38,12), kontribusi DECIMAL(38,12));
CREATE TABLE figures.projections (kode VARCHAR, cara VARCHAR, triwulan_awal VARCHAR, desimal INTEGER,
 target DECIMAL(38,12), tercetak DECIMAL(38,12), jarak DECIMAL(38,12), proyeksi_akhir DECIMAL(38,12),
 jarak_proyeksi DECIMAL(38,12));
CREATE TABLE figures.excluded_rows (_source_row_id VARCHAR, source VARCHAR, reason VARCHAR, replaced_by VARCHAR);
CREATE TABLE raw_ingestion.deliveries (_delivery_sha256 VARCHAR, file_name VARCHAR, quarter VARCHAR,
 delivery_order BIGINT, kinds VARCHAR, size_bytes BIGINT, rows_total BIGINT, rows_accepted BIGINT,
 rows_rejected BIGINT, rows_empty BIGINT, loaded_at TIMESTAMP);
CREATE TABLE raw_ingestion.row_classes (_delivery_sha256 VARCHAR, _sheet VARCHAR, kind VARCHAR, row_class VARCHAR,
 row_count BIGINT);
"""


def write(house: Warehouse) -> duckdb.DuckDBPyConnection:
    """Writes the tables into a database in memory."""
    connection = duckdb.connect()
    for schema in ("figures", "raw_ingestion"):
        connection.execute(f"CREATE SCHEMA {schema}")
    connection.execute(_FIGURES)
    write_reference(connection, house.profile, QUARTER)
    columns = [row[0] for row in connection.execute("DESCRIBE figures.figures").fetchall()]
    assert set(PUBLIC_COLUMNS) - {"printed"} <= set(columns)
    _insert(connection, "figures.figures", [tuple(row.get(name) for name in columns) for row in house.figures.values()])
    parts = [
        (figure_id, f"{figure_id.removesuffix('.capaian')}.{part}", part)
        for figure_id in house.figures
        if figure_id.count(".") == 2 and figure_id.endswith(".capaian")
        for part in ("realisasi", "target")
    ]
    _insert(connection, "figures.figure_components", [*parts, *house.components])
    _insert(connection, "figures.narratives", house.narratives)
    _insert(
        connection,
        "figures.narrative_tables",
        [
            (sheet, at, f"aaaaaaaaaaaa:{sheet}#{at}", *(*row, *[None] * 8)[:8])
            for sheet, rows in house.tables.items()
            for at, row in enumerate(rows, 1)
        ],
    )
    served = [(*row, house.served.get(str(row[0]))) for row in house.indicators]
    _insert(connection, "figures.indicators", served)
    outputs = [
        (row["program"][-2:], PROGRAMS[row["program"]], row["kode"][:4], row["kode"][-3:], row["nama"], row["satuan"])
        for row in PUBLISHED["budget"]["kro"]
    ]
    _insert(connection, "figures.outputs", [(*row, order, None, None) for order, row in enumerate(outputs, 1)])
    details = [
        ("EC", "6077", "BAD", "001", "Jasa pelayanan teknis pengujian", 1300, "Industri"),
        ("EC", "6077", "BAD", "002", "Jasa pelayanan teknis kalibrasi", 480, "Industri"),
        ("WA", "6042", "EBA", "994", "Layanan Perkantoran", 1, "Layanan"),
    ]
    _insert(connection, "figures.output_details", [(*row, order) for order, row in enumerate(details, 1)])
    cancelled = [(f"bbbbbbbbbbbb:Order#{row}", "service_orders", "batal", None) for row in range(2, 9)]
    replaced = [(f"cccccccccccc#{row}", "dataang", "digantikan", "dddddddddddd#2") for row in range(2, 40)]
    _insert(connection, "figures.excluded_rows", cancelled + replaced)
    sheets = "perjanjian_kinerja, dipa, penilaian_luar, fisik, narasi"
    files = [
        ("a" * 64, "kinerja_2025_tw2.xlsx", sheets, 140, 120, 0, 20),
        ("b" * 64, "order_layanan_semester_1.xlsx", "service_orders", 4021, 4019, 1, 1),
        ("c" * 64, "glp039_juni_2025.xlsx", "glp039", 420, 380, 0, 40),
    ]
    _insert(
        connection,
        "raw_ingestion.deliveries",
        [
            (sha, name, QUARTER.code, order, kinds, 20480, *rows, None)
            for order, (sha, name, kinds, *rows) in enumerate(files, 1)
        ],
    )
    _insert(connection, "raw_ingestion.row_classes", [("c" * 64, "GLP039", "glp039", "title", 40)])
    return connection


def _indicators() -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for order, (code, name, unit, _target, realised, _attained) in enumerate(PUBLISHED["perjanjian_kinerja"], 1):
        formula = formulas()[code][0]
        goal = code.split(".")[0]
        plan = f"Melaksanakan kegiatan pendukung {name.split(' (')[0].lower()} dan mengolah hasilnya"
        assessed = formula == "penilaian_luar" and realised is not None
        outside = ("final", "Inspektorat Jenderal", "17/03/2025", "Laporan hasil evaluasi")
        rows.append(
            (
                code,
                order,
                "tujuan" if goal == "TJ" else "sasaran",
                PUBLISHED["sasaran"][goal],
                name,
                unit,
                "naik",
                goal == "TJ",
                formula,
                "Ketua Tim Kerja",
            )
            + (plan,) * 4
            + (outside if assessed else ("belum diukur", None, None, None))
            + ("1. Melaksanakan kegiatan. 2. Mengolah hasilnya.", f"aaaaaaaaaaaa:Fisik#{order + 1}")
        )
    return rows


def _insert(connection: duckdb.DuckDBPyConnection, table: str, rows: list[tuple[object, ...]]) -> None:
    # One statement for many rows: a statement a row takes a second for 800 figures.
    for start in range(0, len(rows), 100):
        part = rows[start : start + 100]
        marks = ", ".join(f"({', '.join('?' for _ in row)})" for row in part)
        connection.execute(f"INSERT INTO {table} VALUES {marks}", [value for row in part for value in row])
