"""The satisfaction survey as Google Forms exports it: one CSV that grows through the year.

Belongs here: respondents whose scores add up to the sums of targets.py, one by one; the questions. People, telephone
numbers and mail addresses are invented and cannot exist.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from random import Random

from orchestration.sample.customers import Customer
from orchestration.sample.delimited import reorder, write_delimited
from orchestration.sample.seeded import stream
from orchestration.sample.targets import SurveyTotals, Totals
from orchestration.sample.working_days import WorkingDays

QUESTIONS = (
    "Bagaimana pendapat Saudara tentang kesesuaian persyaratan pelayanan dengan jenis pelayanannya?",
    "Bagaimana pemahaman Saudara tentang kemudahan prosedur pelayanan di unit ini?",
    "Bagaimana pendapat Saudara tentang kecepatan waktu dalam memberikan pelayanan?",
    "Bagaimana pendapat Saudara tentang kewajaran biaya/tarif dalam pelayanan?",
    "Bagaimana pendapat Saudara tentang kesesuaian produk pelayanan yang diterima dengan yang tercantum dalam standar?",
    "Bagaimana pendapat Saudara tentang kompetensi/kemampuan petugas dalam pelayanan?",
    "Bagaimana pendapat Saudara tentang perilaku petugas terkait kesopanan dan keramahan?",
    "Bagaimana pendapat Saudara tentang penanganan pengaduan pengguna layanan?",
    "Bagaimana pendapat Saudara tentang kualitas sarana dan prasarana?",
)
RECOMMENDATION = "Seberapa besar kemungkinan Anda merekomendasikan layanan kami kepada teman atau kolega? (0-10)"
HEADER = (
    "Timestamp", "Jenis Layanan", "Nama Perusahaan", "Nama Responden", "No. WhatsApp", "Email", *QUESTIONS,
    RECOMMENDATION, "Saran",
)  # fmt: skip

_NAMES = {
    "pengujian": "Pengujian",
    "kalibrasi": "Kalibrasi",
    "sertifikasi": "Sertifikasi",
    "pelatihan": "Pelatihan",
    "konsultasi": "Konsultasi",
    "inspeksi_teknis": "Inspeksi Teknis",
    "verifikasi_tkdn": "Verifikasi TKDN",
    "uji_profisiensi": "Uji Profisiensi",
}
_WORDS = {4: "Sangat Baik", 3: "Baik", 2: "Kurang Baik", 1: "Tidak Baik"}
_REMARKS = (
    "", "", "", "", "", "-", "Pertahankan pelayanannya.",
    "Mohon waktu layanan dipercepat, terutama pengujian mikrobiologi.",
    "Petugas ramah; informasi tarif sebaiknya ada di situs web.", 'Sertifikat "digital" sangat membantu.',
    "Terima kasih.\nSemoga laboratoriumnya makin lengkap.",
)  # fmt: skip


@dataclass(frozen=True)
class Response:
    """One filled form."""

    at: dt.datetime
    service: str
    company: str
    person: str
    phone: str
    mail: str
    scores: tuple[int, ...]
    recommendation: int
    remark: str
    wordy: bool

    def cells(self) -> list[object]:
        """The row of the export; some respondents' browsers stored `4 - Sangat Baik` instead of `4`."""
        scores = [f"{score} - {_WORDS[score]}" if self.wordy else str(score) for score in self.scores]
        return [
            f"{self.at:%d/%m/%Y %H:%M:%S}", _NAMES[self.service], self.company, self.person, self.phone, self.mail,
            *scores, self.recommendation, self.remark,
        ]  # fmt: skip


def responses(totals: Totals, seed: int, companies: list[Customer], days: WorkingDays) -> list[Response]:
    """All answers of both quarters in order of time."""
    rng = stream(seed, "survey")
    rows: list[Response] = []
    number = 0
    for quarter, services in totals.survey.items():
        times = _times(sum(wanted.respondents for wanted in services.values()), quarter, totals.year, days, rng)
        for service, wanted in services.items():
            for recommendation, scores in _answers(wanted, rng):
                number += 1
                rows.append(
                    Response(
                        at=times.pop(),
                        service=service,
                        company=rng.choice(companies).name,
                        person=f"Responden Contoh {number:03d}",
                        phone=f"0800-0000-{number:04d}",
                        mail=f"responden{number:03d}@example.com",
                        scores=scores,
                        recommendation=recommendation,
                        remark=rng.choice(_REMARKS),
                        wordy=rng.random() < 0.35,
                    )
                )
    return sorted(rows, key=lambda row: row.at)


def _times(count: int, quarter: int, year: int, days: WorkingDays, rng: Random) -> list[dt.datetime]:
    """Distinct moments of a quarter in WIB, its last minute among them, in random order."""
    dates = [day for month in range(3 * quarter - 2, 3 * quarter + 1) for day in days.of_month(year, month)]
    last = dt.datetime(year, 3 * quarter, 31 if quarter == 1 else 30, 23, 59, 41)
    moments = {last}
    while len(moments) < count:
        midnight = dt.datetime.combine(rng.choice(dates), dt.time())
        moments.add(midnight + dt.timedelta(seconds=rng.randrange(7 * 3600, 21 * 3600)))
    ordered = sorted(moments)
    rng.shuffle(ordered)
    return ordered


def _answers(wanted: SurveyTotals, rng: Random) -> list[tuple[int, tuple[int, ...]]]:
    """Recommendation and nine scores per respondent; the unhappy ones take most of the points that are missing."""
    recommendations = [
        *(rng.choice((9, 10, 10)) for _ in range(wanted.promoters)),
        *(rng.choice((7, 8, 8)) for _ in range(wanted.passives)),
        *(rng.choice((3, 5, 6, 6)) for _ in range(wanted.detractors)),
    ]
    weight = [1 if value >= 9 else 3 if value >= 7 else 8 for value in recommendations]
    scores = [[4] * len(wanted.sums) for _ in recommendations]
    for element, total in enumerate(wanted.sums):
        for _ in range(4 * wanted.respondents - total):
            able = [i for i, row in enumerate(scores) if row[element] > 2] or list(range(len(scores)))
            row = rng.choices(able, [weight[i] / (1 if scores[i][element] == 4 else 6) for i in able])[0]
            scores[row][element] -= 1
    people = [(value, tuple(row)) for value, row in zip(recommendations, scores, strict=True)]
    rng.shuffle(people)
    return people


def write_survey(path: Path, rows: list[Response], quarter: int, year: int, shuffle: Random | None = None) -> Path:
    """Writes the export as downloaded after a quarter: every answer since January."""
    end = dt.date(year, 3 * quarter, 31 if quarter == 1 else 30)
    header, cells = reorder(HEADER, [row.cells() for row in rows if row.at.date() <= end], shuffle)
    return write_delimited(path, header, cells, delimiter=",")
