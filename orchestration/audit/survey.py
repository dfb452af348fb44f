"""Satisfaction index (IKM) and Net Promoter Score out of survey answers.

Belongs here: PermenPANRB 14/2017 (index of nine elements with equal weight, times 25, graded) and the NPS. Not here:
the number of customers that the sample size starts from (orders.py).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from orchestration.audit.case import Case, Service, moment
from orchestration.audit.ledger import Ledger, mean, percent, ratio
from orchestration.audit.numerals import NOT_DEFINED
from orchestration.audit.second_reader import AuditError, Record

SERVICES_ALIKE = "rata_rata_layanan"
"""Every service weighs the same."""

RESPONDENTS_ALIKE = {"ikm": "tertimbang_responden", "nps": "gabungan"}
"""Every respondent weighs the same."""

_RECOMMENDS = re.compile(r"merekomendasikan|\b0\s*[-–]\s*10\b")
_SCORE = re.compile(r"(\d+)(?:\s*-.*)?", re.DOTALL)
_CONVERSION = 25
_PROMOTER, _PASSIVE = 9, 7
_CHI_SQUARE, _SHARE, _ERROR = Fraction("3.841"), Fraction("0.5"), Fraction("0.05")


@dataclass(frozen=True)
class Answer:
    """One respondent's scores: 1-4 per element, 0-10 for the recommendation; None where left empty."""

    record: Record
    scores: dict[str, int | None]
    recommends: int | None


def read_answers(case: Case) -> dict[str, list[Answer]]:
    """Answers of the survey period by service.

    An answer belongs to the quarter of its timestamp (WIB); by policy `periode_survei: tahun_berjalan` all of the year
    to date count.
    """
    within = case.in_quarter if case.policy("periode_survei") == "triwulan" else case.in_year_to_date
    answers: dict[str, list[Answer]] = {}
    columns: dict[tuple[str, str], dict[str, str]] = {}
    for record in case.of_kind("survey"):
        when = moment(record, "waktu")
        if when is None or not within(when.date()):
            continue
        sheet = (record.delivery.sha256, record.sheet)
        if sheet not in columns:
            columns[sheet] = question_columns(case.unit, record)
        found = columns[sheet]
        scores = {name: _score(record, found[name], 1, 4) for name in found if name != "rekomendasi"}
        answers.setdefault(case.service_of(record), []).append(
            Answer(record, scores, _score(record, found["rekomendasi"], 0, 10))
        )
    return answers


def recompute_ikm(ledger: Ledger, answers: dict[str, list[Answer]]) -> None:
    """The satisfaction index.

    unsur.<u>.<l> = mean of the scores; realisasi.<l> = mean of the nine unsur means; realisasi = mean over services
    with respondents, or by policy their mean weighted with respondents. Nothing is rounded before print.
    """
    case = ledger.case
    indicator = case.indicator("ikm")
    code, decimals = indicator.code, indicator.decimals
    elements = [str(element["kode"]) for element in case.unit["unsur"]]
    services = case.services_in("ikm")
    counts: dict[str, int] = {}
    for service in services:
        given = answers.get(service.code, [])
        rows = [answer.record for answer in given]
        trail = _trail(service)
        counts[service.code] = len(rows)
        ledger.leaf(f"{code}.responden.{service.code}", len(rows), rows, trail)
        parts = []
        for element in elements:
            parts.append(f"{code}.unsur.{element}.{service.code}")
            scored = [answer for answer in given if answer.scores[element] is not None]
            value = mean(Fraction(answer.scores[element] or 0) for answer in scored)
            ledger.leaf(parts[-1], value, [answer.record for answer in scored], trail, decimals=2)
        values = [ledger.value(part) for part in parts]
        index = mean(values) if None not in values else None
        ledger.leaf(f"{code}.realisasi.{service.code}", index, rows, trail, decimals=decimals, components=parts)
        _converted(ledger, f"{code}.konversi.{service.code}", f"{code}.realisasi.{service.code}")
    ledger.derived(
        f"{code}.responden", sum(counts.values()), [f"{code}.responden.{s.code}" for s in services], decimals=0
    )
    chosen = case.policy("ikm_gabungan")
    other = SERVICES_ALIKE if chosen == RESPONDENTS_ALIKE["ikm"] else RESPONDENTS_ALIKE["ikm"]

    def combined(measure: str, policy: str) -> tuple[Fraction | None, list[str]]:
        parts = [f"{code}.{measure}.{service.code}" for service in services]
        values = [ledger.value(part) for part in parts]
        if policy == SERVICES_ALIKE:
            return mean(values), parts
        weights = [counts[service.code] for service in services]
        total = sum(
            (value * weight for value, weight in zip(values, weights, strict=True) if value is not None), Fraction(0)
        )
        answered = sum(weight for value, weight in zip(values, weights, strict=True) if value is not None)
        return ratio(total, answered), parts + [f"{code}.responden.{service.code}" for service in services]

    for element in elements:
        ledger.derived(f"{code}.unsur.{element}", *combined(f"unsur.{element}", chosen))
    ledger.derived(f"{code}.realisasi", *combined("realisasi", chosen), decimals=decimals)
    ledger.capaian(f"{code}.capaian", f"{code}.realisasi", indicator)
    ledger.derived(f"{code}.realisasi.alt.{other}", *combined("realisasi", other), decimals=decimals)
    ledger.capaian(f"{code}.capaian.alt.{other}", f"{code}.realisasi.alt.{other}", indicator)
    _converted(ledger, f"{code}.konversi", f"{code}.realisasi")


def recompute_sample_sizes(ledger: Ledger) -> None:
    """`sampel_minimum.<l>`: Krejcie-Morgan, n = X2 N P (1-P) / (d2 (N-1) + X2 P (1-P)), N = users of the service."""
    case = ledger.case
    code, users = case.indicator("ikm").code, case.indicator("pengguna").code
    for service in case.services_in("ikm"):
        population_id = f"{users}.realisasi.{service.code}"
        population = ledger.figures[population_id].value if population_id in ledger.figures else None
        size = None
        if population is not None:
            spread = _CHI_SQUARE * _SHARE * (1 - _SHARE)
            size = ratio(spread * population, _ERROR**2 * (population - 1) + spread)
        ledger.derived(f"{code}.sampel_minimum.{service.code}", size, [population_id], decimals=0)


def recompute_nps(ledger: Ledger, answers: dict[str, list[Answer]]) -> None:
    """The Net Promoter Score: promoters (9-10) minus detractors (0-6) in percent of the respondents.

    Per service from its answers; the headline is the mean over services with respondents, by policy the pooled score.
    """
    case = ledger.case
    indicator = case.indicator("nps")
    code, decimals = indicator.code, indicator.decimals
    services = case.services_in("nps")
    kinds = ("promoter", "passive", "detractor")
    for service in services:
        given = [answer for answer in answers.get(service.code, []) if answer.recommends is not None]
        trail = _trail(service)
        responden = f"{code}.responden.{service.code}"
        ledger.leaf(responden, len(given), [answer.record for answer in given], trail)
        for kind in kinds:
            rows = [answer.record for answer in given if _kind(answer.recommends or 0) == kind]
            count = f"{code}.{kind}.{service.code}"
            ledger.leaf(count, len(rows), rows, f"{trail}:{kind}")
            ledger.leaf(
                f"{code}.persen_{kind}.{service.code}",
                percent(len(rows), len(given)),
                [answer.record for answer in given],
                trail,
                decimals=2,
                components=(count, responden),
            )
        counted = {kind: ledger.value(f"{code}.{kind}.{service.code}") or Fraction(0) for kind in kinds}
        ledger.leaf(
            f"{code}.realisasi.{service.code}",
            percent(counted["promoter"] - counted["detractor"], len(given)),
            [answer.record for answer in given],
            trail,
            decimals=decimals,
            components=[f"{code}.{kind}.{service.code}" for kind in ("promoter", "detractor")] + [responden],
        )
    for measure in ("responden", *kinds):
        parts = [f"{code}.{measure}.{service.code}" for service in services]
        ledger.derived(f"{code}.{measure}", sum(ledger.value(part) or 0 for part in parts), parts, decimals=0)
    chosen = case.policy("nps_gabungan")
    other = SERVICES_ALIKE if chosen == RESPONDENTS_ALIKE["nps"] else RESPONDENTS_ALIKE["nps"]

    def over_services(measure: str) -> tuple[Fraction | None, list[str]]:
        parts = [f"{code}.{measure}.{service.code}" for service in services]
        return mean(ledger.value(part) for part in parts), parts

    def pooled(*measures: str) -> tuple[Fraction | None, list[str]]:
        signed = ledger.value(f"{code}.{measures[0]}") or Fraction(0)
        signed -= sum((ledger.value(f"{code}.{measure}") or Fraction(0) for measure in measures[1:]), Fraction(0))
        parts = [f"{code}.{measure}" for measure in (*measures, "responden")]
        return percent(signed, ledger.value(f"{code}.responden")), parts

    alike = chosen == SERVICES_ALIKE
    for kind in kinds:
        share = over_services(f"persen_{kind}") if alike else pooled(kind)
        ledger.derived(f"{code}.persen_{kind}", *share)
    score, alternative = over_services("realisasi"), pooled("promoter", "detractor")
    if not alike:
        score, alternative = alternative, score
    ledger.derived(f"{code}.realisasi", *score, decimals=decimals)
    ledger.capaian(f"{code}.capaian", f"{code}.realisasi", indicator)
    ledger.derived(f"{code}.realisasi.alt.{other}", *alternative, decimals=decimals)
    ledger.capaian(f"{code}.capaian.alt.{other}", f"{code}.realisasi.alt.{other}", indicator)


def _converted(ledger: Ledger, figure_id: str, realisasi_id: str) -> None:
    """The index on the scale of 100 that the grades (mutu) are read from."""
    index = ledger.value(realisasi_id)
    ledger.derived(
        figure_id,
        None if index is None else _CONVERSION * index,
        [realisasi_id],
        status=NOT_DEFINED if index is None else None,
    )


def question_columns(unit: Mapping[str, Any], record: Record) -> dict[str, str]:
    """Element to the header that holds one of its label fragments, and the recommendation's header.

    Raises:
        AuditError: a question has no column or several.
    """
    headers = [header for header in record.cells if header not in ("waktu", "jenis_layanan", "no_whatsapp", "email")]
    found: dict[str, str] = {}
    for element in unit["unsur"]:
        fitting = [header for header in headers if any(label.lower() in header for label in element["label"])]
        if len(fitting) != 1:
            raise AuditError(
                f"{record.delivery.name}: {len(fitting)} columns hold the question of {element['kode']} "
                f"({element['nama']}); expected one with {' or '.join(element['label'])}"
            )
        found[str(element["kode"])] = fitting[0]
    fitting = [header for header in headers if header not in found.values() and _RECOMMENDS.search(header)]
    if len(fitting) != 1:
        raise AuditError(f"{record.delivery.name}: {len(fitting)} columns ask for a recommendation; expected one")
    found["rekomendasi"] = fitting[0]
    return found


def _score(record: Record, column: str, lowest: int, highest: int) -> int | None:
    """The number an answer starts with: `4` or `4 - Sangat Baik`."""
    text = record.text(column)
    if not text:
        return None
    match = _SCORE.fullmatch(text)
    if match is None or not lowest <= int(match[1]) <= highest:
        raise record.error(column, f"'{text}' is no answer from {lowest} to {highest}")
    return int(match[1])


def _kind(score: int) -> str:
    return "promoter" if score >= _PROMOTER else "passive" if score >= _PASSIVE else "detractor"


def _trail(service: Service) -> str:
    return f"survey:{service.code}"
