"""What the sample deliveries have to add up to: the figures of the published Triwulan II 2025 report.

Every number that a reader can find in that report (Tabel 2.2 to 3.11, BAB IV) stands here once, and the generators
only distribute it over rows. Numbers that the report does not print, and that the sample therefore chooses freely, are
marked `free`. Belongs here: totals. Not here: names, layouts, dates of rows.

Money is in thousand rupiah where a name ends in `_k`, else in rupiah. Months are 1-12; a tuple of six runs January to
June, a tuple of nine runs over the survey elements U1 to U9.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from orchestration.sample.attached import PROOFS


@dataclass(frozen=True)
class BudgetCell:
    """Budget and spending of one KRO, fund and kind of spending (first two digits of the account).

    Attributes:
        kro: output class, e.g. `EBA`.
        fund: `rm` or `blu`.
        group: `51`, `52` or `53`.
        pagu_k: pagu, the same in every revision, thousand rupiah.
        blocked_first_k: blokir from the first blocking revision on, thousand rupiah.
        blocked_relaxed_k: blokir after the relaxation of May, thousand rupiah.
        realised_tw1: spent 1 January to 31 March, rupiah, SP2D basis.
        realised_tw2: spent 1 January to 30 June, rupiah, SP2D basis.
    """

    kro: str
    fund: str
    group: str
    pagu_k: int
    blocked_first_k: int
    blocked_relaxed_k: int
    realised_tw1: int
    realised_tw2: int


@dataclass(frozen=True)
class ServiceTotals:
    """What the service orders of one service add up to.

    Attributes:
        users: distinct customers, January to June.
        received: Jumlah by month of Tanggal Masuk, January to June.
        carried: Jumlah received in December of the year before and due in the year; 0 without SLA.
        due: Jumlah by month of the due date, January to June; empty when the service carries no SLA.
        on_time: of `due`, finished on or before the due date.
        long_term: of `received`, due only after June by contract.
        mean_days: mean working days used by the orders due in the month; empty leaves it free.
    """

    users: int
    received: tuple[int, ...]
    carried: int = 0
    due: tuple[int, ...] = ()
    on_time: tuple[int, ...] = ()
    long_term: tuple[int, ...] = (0, 0, 0, 0, 0, 0)
    mean_days: tuple[int, ...] = ()


@dataclass(frozen=True)
class SurveyTotals:
    """Answers of one service in one quarter.

    Attributes:
        respondents: how many people answered.
        sums: sum of the nine scores (1-4) over the respondents.
        promoters: how many answered 9-10.
        passives: how many answered 7-8; the rest answered 0-6.
    """

    respondents: int
    sums: tuple[int, ...]
    promoters: int
    passives: int

    @property
    def detractors(self) -> int:
        """How many answered 0-6."""
        return self.respondents - self.promoters - self.passives


@dataclass(frozen=True)
class Assessment:
    """A value that somebody outside the unit gives: an indicator, a quarter, the value (None when not yet measured)."""

    indicator: str
    quarter: int
    value: float | None
    status: str
    date: str
    assessor: str
    document: str


@dataclass(frozen=True)
class Totals:
    """Everything one sample world adds up to; see the module's notes on units."""

    year: int
    cells: tuple[BudgetCell, ...]
    planned_percent: dict[str, tuple[int, int]]
    receipts_tw1: int
    receipts_tw2: int
    assets: int
    assets_unaudited: int
    services: dict[str, ServiceTotals]
    survey: dict[int, dict[str, SurveyTotals]]
    indicator_targets: dict[str, float]
    volume_targets: dict[str, int]
    outputs: dict[str, tuple[int, str]]
    output_details: dict[str, tuple[int, str]]
    receipts_target: int
    receipts_year_before: int
    assessments: tuple[Assessment, ...]
    physical: dict[int, tuple[int, int, int, int]]
    idle_outputs: tuple[str, ...] = field(default=())


# Tabel 3.11 by fund and kind of spending, Tabel 2.2 by KRO, Tabel 2.3 for the first blocking. How a cell divides over
# KRO is free, but bound by: EBA + EBB + ... = Tabel 2.2; belanja modal of CAH wholly blocked; EBB all belanja modal;
# per KRO the quarter's own percentage as printed (9.32, 0, 9.74, 0, 0.60) and the year-to-date one as printed for
# BAD, CAH, EBB and EBC (51.75, 0, 40.43, 24.75). EBA takes what is left of the total, 48.89 and not the printed
# 53.90: with 53.90 the five would exceed the total of the same report. The last digits of the rupiah are free (the
# table prints thousands); those of RM 51, RM 52 and BLU 52 add up to 366, which biaya operasional 20.433.361.366 asks
# for.
_CELLS = (
    BudgetCell("EBA", "rm", "51", 10_142_889, 0, 0, 3_353_982_120, 5_363_982_120),
    BudgetCell("EBA", "rm", "52", 2_473_368, 1_720_494, 1_507_259, 310_922_112, 440_922_112),
    BudgetCell("BAD", "rm", "52", 400_000, 400_000, 400_000, 0, 0),
    BudgetCell("EBC", "rm", "52", 100_000, 100_000, 100_000, 0, 0),
    BudgetCell("CAH", "rm", "53", 100_000, 100_000, 100_000, 0, 0),
    BudgetCell("EBA", "rm", "53", 95_000, 95_000, 95_000, 0, 0),
    BudgetCell("EBB", "rm", "53", 105_000, 105_000, 105_000, 0, 0),
    BudgetCell("BAD", "blu", "52", 10_219_080, 1_214_902, 1_214_902, 4_505_674_136, 5_495_374_271),
    BudgetCell("EBA", "blu", "52", 17_670_920, 700_000, 700_000, 8_216_551_373, 9_029_132_413),
    BudgetCell("EBC", "blu", "52", 320_000, 100_000, 100_000, 101_430_450, 103_950_450),
    BudgetCell("CAH", "blu", "53", 1_450_000, 1_450_000, 1_450_000, 0, 0),
    BudgetCell("EBA", "blu", "53", 55_000, 0, 0, 36_115_100, 48_115_100),
    BudgetCell("EBB", "blu", "53", 85_000, 0, 0, 76_817_000, 76_817_000),
)

# Cumulative plan of withdrawal per KRO: percent by the end of March and by the end of June. The report prints the
# second (50, 0, 50, 40, 25) and the difference (9, 0, 9, 5, 2).
_PLANNED_PERCENT = {"BAD": (41, 50), "CAH": (0, 0), "EBA": (41, 50), "EBB": (35, 40), "EBC": (23, 25)}

# Tabel 3.4 (users), 3.5 (volumes), the four SLA tables. `carried`, `long_term` and the monthly split of the services
# that have no SLA table are free; so is the monthly intake of sertifikasi, 368 in total.
_SERVICES = {
    "pengujian": ServiceTotals(
        727, (482, 856, 1571, 646, 656, 1290), 400, (589, 658, 843, 732, 764, 1146), (589, 658, 843, 732, 764, 1146)
    ),
    "kalibrasi": ServiceTotals(
        213, (392, 713, 547, 377, 462, 729), 430, (448, 701, 567, 322, 392, 761), (448, 701, 567, 322, 392, 761)
    ),
    "sertifikasi": ServiceTotals(
        170,
        (64, 48, 66, 52, 58, 80),
        22,
        (55, 17, 47, 47, 21, 69),
        (55, 17, 47, 47, 21, 69),
        (18, 16, 22, 12, 14, 20),
        (7, 5, 6, 7, 7, 5),
    ),
    "pelatihan": ServiceTotals(33, (18, 27, 22, 19, 31, 34)),
    "konsultasi": ServiceTotals(6, (1, 1, 1, 1, 0, 2)),
    "inspeksi_teknis": ServiceTotals(
        11, (17, 37, 18, 31, 15, 48), 18, (31, 2, 49, 21, 10, 28), (31, 2, 49, 21, 10, 28), (0, 0, 0, 0, 0, 9)
    ),
    "verifikasi_tkdn": ServiceTotals(12, (2, 2, 3, 1, 2, 3)),
    "uji_profisiensi": ServiceTotals(288, (0, 214, 187, 0, 236, 166)),
    "sampling": ServiceTotals(75, (21, 26, 29, 18, 24, 27)),
    "sewa_aset": ServiceTotals(6, (1, 2, 2, 1, 1, 2)),
    "opti": ServiceTotals(1, (0, 1, 1, 0, 1, 0)),
    "jasa_lainnya": ServiceTotals(40, (7, 9, 8, 5, 8, 9)),
}

# Tabel 3.3 and 3.9. Each printed mean is k/n for an integer k; these are the k. Where two k print alike (pengujian, six
# elements) the combination is one that prints every row and column total of Tabel 3.3. The first quarter is free.
_SURVEY = {
    1: {
        "pengujian": SurveyTotals(98, (363, 359, 352, 349, 361, 355, 362, 350, 356), 65, 29),
        "kalibrasi": SurveyTotals(29, (110, 108, 107, 105, 108, 109, 112, 108, 107), 19, 9),
        "sertifikasi": SurveyTotals(18, (66, 65, 62, 63, 66, 67, 68, 66, 65), 13, 5),
        "pelatihan": SurveyTotals(40, (145, 143, 144, 142, 148, 151, 152, 149, 146), 24, 15),
        "konsultasi": SurveyTotals(2, (8, 8, 7, 8, 8, 8, 8, 8, 8), 2, 0),
        "inspeksi_teknis": SurveyTotals(7, (26, 26, 25, 24, 26, 27, 27, 26, 26), 5, 2),
        "verifikasi_tkdn": SurveyTotals(2, (8, 8, 8, 7, 8, 8, 8, 8, 8), 2, 0),
        "uji_profisiensi": SurveyTotals(6, (22, 23, 22, 21, 23, 23, 23, 22, 22), 4, 2),
    },
    2: {
        "pengujian": SurveyTotals(146, (552, 545, 542, 525, 545, 536, 548, 529, 537), 101, 40),
        "kalibrasi": SurveyTotals(37, (142, 141, 140, 138, 140, 140, 144, 139, 140), 25, 11),
        "sertifikasi": SurveyTotals(27, (99, 97, 94, 96, 101, 102, 103, 100, 99), 21, 6),
        "pelatihan": SurveyTotals(81, (293, 288, 293, 289, 301, 309, 310, 306, 295), 46, 34),
        "konsultasi": SurveyTotals(3, (12,) * 9, 3, 0),
        "inspeksi_teknis": SurveyTotals(16, (60, 61, 57, 54, 59, 61, 62, 62, 60), 13, 3),
        "verifikasi_tkdn": SurveyTotals(3, (12,) * 9, 3, 0),
    },
}

# Tabel 2.4.
_INDICATOR_TARGETS = {
    "TJ.1": 3.72,
    "TJ.2": 3750,
    "SK1.1": 95,
    "SK1.2": 30,
    "SK2.1": 4.35,
    "SK2.2": 20600,
    "SK2.3": 8.40,
    "SK2.4": 75,
    "SK3.1": 81.3,
    "SK4.1": 20,
    "SK4.2": 80,
    "SK4.3": 4.20,
    "SK5.1": 50,
    "SK5.2": 65,
    "SK6.1": 79.90,
    "SK6.2": 95,
    "SK7.1": 75,
}

# Tabel 3.5, column Target.
_VOLUME_TARGETS = {
    "pengujian": 10341,
    "kalibrasi": 7519,
    "sertifikasi": 721,
    "sampling": 299,
    "uji_profisiensi": 731,
    "bimbingan_pendampingan": 848,
    "konsultasi": 10,
    "opti": 6,
    "inspeksi_teknis": 125,
}

# Tabel 2.2 and the list of outputs beneath it.
_OUTPUTS = {
    "6077.BAD": (2298, "Industri"),
    "6077.CAH": (5, "Unit"),
    "6042.EBA": (4, "Layanan"),
    "6042.EBB": (31, "Unit"),
    "6042.EBC": (80, "Orang"),
}
_OUTPUT_DETAILS = {
    "6077.BAD.001": (1300, "Industri"),
    "6077.BAD.002": (480, "Industri"),
    "6077.BAD.003": (360, "Industri"),
    "6077.BAD.004": (60, "Industri"),
    "6077.BAD.005": (35, "Industri"),
    "6077.BAD.006": (3, "Industri"),
    "6077.BAD.007": (10, "Industri"),
    "6077.BAD.008": (50, "Industri"),
    "6077.CAH.001": (5, "Unit"),
    "6042.EBA.958": (3, "Layanan"),
    "6042.EBA.994": (1, "Layanan"),
    "6042.EBB.951": (31, "Unit"),
    "6042.EBC.996": (80, "Orang"),
}

_NOT_MEASURED = ("SK3.1", "SK4.1", "SK4.2", "SK4.3", "SK5.1", "SK5.2")
_ASSESSORS = {
    "SK3.1": "Biro Organisasi dan Sumber Daya Manusia",
    "SK4.1": "Sekretariat BSKJI",
    "SK4.2": "Pusat Data dan Informasi",
    "SK4.3": "Biro Organisasi dan Sumber Daya Manusia",
    "SK5.1": "Inspektorat Jenderal",
    "SK5.2": "Unit Kearsipan Kementerian",
    "SK6.1": "Inspektorat Jenderal",
    "SK6.2": "Kantor Pelayanan Perbendaharaan Negara",
    "SK7.1": "Pejabat Pembuat Komitmen",
}


def _assessments() -> tuple[Assessment, ...]:
    """Tabel 3.2: SAKIP 83, IKPA 100, PDN 56.25, the other six on progress. Values of Triwulan I are free."""
    waiting = [
        Assessment(code, quarter, None, "belum diukur", "", _ASSESSORS[code], "")
        for quarter in (1, 2)
        for code in _NOT_MEASURED
    ]
    measured = [
        Assessment("SK6.1", 1, None, "belum diukur", "", _ASSESSORS["SK6.1"], ""),
        Assessment("SK6.2", 1, 98.50, "sementara", "10/04/2025", _ASSESSORS["SK6.2"], "Contoh cetak nilai IKPA Maret"),
        Assessment("SK7.1", 1, 31.40, "sementara", "11/04/2025", _ASSESSORS["SK7.1"], "Contoh rekap belanja PDN Maret"),
        Assessment(
            "SK6.1",
            2,
            83,
            "final",
            "16/06/2025",
            _ASSESSORS["SK6.1"],
            f"Contoh lembar hasil evaluasi AKIP [{PROOFS} hlm. 1]",
        ),
        Assessment(
            "SK6.2",
            2,
            100,
            "sementara",
            "08/07/2025",
            _ASSESSORS["SK6.2"],
            f"Contoh cetak nilai IKPA Juni [{PROOFS} hlm. 2]",
        ),
        Assessment(
            "SK7.1",
            2,
            56.25,
            "sementara",
            "09/07/2025",
            _ASSESSORS["SK7.1"],
            f"Contoh rekap belanja PDN Juni [{PROOFS} hlm. 3]",
        ),
    ]
    return tuple(sorted(waiting + measured, key=lambda row: (row.quarter, row.indicator)))


PUBLISHED = Totals(
    year=2025,
    cells=_CELLS,
    planned_percent=_PLANNED_PERCENT,
    receipts_tw1=6_318_742_906,  # free
    receipts_tw2=13_580_235_534,
    assets=369_124_135_766,
    assets_unaudited=369_207_884_116,  # free: as known in Triwulan I, before the audit
    services=_SERVICES,
    survey=_SURVEY,
    indicator_targets=_INDICATOR_TARGETS,
    volume_targets=_VOLUME_TARGETS,
    outputs=_OUTPUTS,
    output_details=_OUTPUT_DETAILS,
    receipts_target=29_800_000_000,
    receipts_year_before=30_000_000_000,
    assessments=_assessments(),
    physical={1: (30, 30, 30, 30), 2: (25, 26, 55, 56)},  # plan and done of the quarter, then year to date
    idle_outputs=("CAH",),
)
