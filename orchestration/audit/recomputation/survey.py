"""Satisfaction index (IKM) and Net Promoter Score out of survey answers.

Belongs here: PermenPANRB 14/2017 (index of nine elements with equal weight, times 25, graded) and the NPS. Not here:
the number of customers that the sample size starts from (orders.py).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from orchestration.audit.numerals import NOT_DEFINED
from orchestration.audit.recomputation.answers import Scale, read_score, scale_of
from orchestration.audit.recomputation.case import Case, moment
from orchestration.audit.recomputation.characters import folded
from orchestration.audit.recomputation.ledger import Ledger, mean, percent, ratio
from orchestration.audit.recomputation.records import AuditError, Record

RECOMMENDS = "rekomendasi"
"""Name under which the question for a recommendation goes, beside those of the elements."""

_RECOMMENDS = re.compile(r"merekomendasikan|\b0 ?- ?10\b")
_HIGHEST = 10
_CONVERSION = 25
_PAUSE_MINUTES = 10
_PROMOTER, _PASSIVE = 9, 7
_KINDS = ("promoter", "passive", "detractor")
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
    to date count. By policy `jawaban_ganda: satu` the same scores of one person to one service count once when they
    come again within `jeda_ganda_menit` minutes of the profile.
    """
    within = case.in_quarter if case.policy("periode_survei") == "triwulan" else case.in_year_to_date
    answers: dict[str, list[Answer]] = {}
    scales = scales_of(case.unit)
    columns: dict[tuple[str, str], dict[str, str]] = {}
    once = case.policy("jawaban_ganda") == "satu"
    pause = dt.timedelta(minutes=int(case.unit.get("jeda_ganda_menit", _PAUSE_MINUTES)))
    last: dict[tuple[Any, ...], dt.datetime] = {}
    timed = [(when, record.row_id, record) for record in case.of_kind("survey") if (when := moment(record, "waktu"))]
    for when, _, record in sorted(timed, key=lambda item: item[:2]):
        sheet = (record.delivery.sha256, record.sheet)
        if sheet not in columns:
            columns[sheet] = question_columns(case.unit, record)
        found = columns[sheet]
        scores = {name: answer_to(record, name, column, scales) for name, column in found.items()}
        recommends = scores.pop(RECOMMENDS)
        service = case.service_of(record)
        persons = [(column, record.text(column)) for column in ("no_whatsapp", "email") if record.text(column)]
        same = [(service, *person, *sorted(scores.items()), recommends) for person in persons]
        again = any(key in last and when - last[key] <= pause for key in same)
        last |= dict.fromkeys(same, when)
        if within(when.date()) and not (once and again):
            answers.setdefault(service, []).append(Answer(record, scores, recommends))
    return answers


def recompute_ikm(ledger: Ledger, answers: dict[str, list[Answer]]) -> None:
    """The satisfaction index.

    unsur.<u>.<l> = mean of the scores; realisasi.<l> = mean of the nine unsur means; unsur.<u> and realisasi = mean
    over services with respondents. By policy `ikm_gabungan: tertimbang_responden` every answer weighs the same:
    unsur.<u> is the mean of all scores and realisasi the mean of the nine. Nothing is rounded before print.
    """
    case = ledger.case
    indicator = case.indicator("ikm")
    code, decimals = indicator.code, indicator.decimals
    elements = [str(element["kode"]) for element in case.unit["unsur"]]
    services = [service.code for service in case.services_in("ikm")]
    for service in services:
        _index(ledger, f".{service}", answers.get(service, []), elements, decimals)
    everyone = [answer for service in services for answer in answers.get(service, [])]
    if case.policy("ikm_gabungan") == "tertimbang_responden":
        _index(ledger, "", everyone, elements, decimals)
    else:
        rows = [answer.record for answer in everyone]
        ledger.leaf(f"{code}.responden", len(rows), rows, "survey")
        for measure, digits in [(f"unsur.{element}", 2) for element in elements] + [("realisasi", decimals)]:
            parts = [f"{code}.{measure}.{service}" for service in services]
            combined = mean(ledger.value(part) for part in parts)
            ledger.leaf(f"{code}.{measure}", combined, rows, "survey", decimals=digits, components=parts)
        _converted(ledger, f"{code}.konversi", f"{code}.realisasi")
    ledger.capaian(f"{code}.capaian", f"{code}.realisasi", indicator)


def _index(ledger: Ledger, suffix: str, given: list[Answer], elements: list[str], decimals: int) -> None:
    """Keeps respondents, unsur means, index and converted index over a set of answers."""
    code = ledger.case.indicator("ikm").code
    rows = [answer.record for answer in given]
    trail = f"survey{suffix}"
    ledger.leaf(f"{code}.responden{suffix}", len(rows), rows, trail)
    parts = []
    for element in elements:
        parts.append(f"{code}.unsur.{element}{suffix}")
        scored = [(answer.record, score) for answer in given if (score := answer.scores[element]) is not None]
        average = mean(Fraction(score) for _, score in scored)
        answered = trail if len(scored) == len(given) else f"{trail}:{element}"
        ledger.leaf(parts[-1], average, [record for record, _ in scored], answered, decimals=2)
    values = [ledger.value(part) for part in parts]
    index = mean(values) if None not in values else None
    ledger.leaf(f"{code}.realisasi{suffix}", index, rows, trail, decimals=decimals, components=parts)
    _converted(ledger, f"{code}.konversi{suffix}", f"{code}.realisasi{suffix}")


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

    Per service from its answers; shares and score of the whole are the mean over services with respondents, or by
    policy `nps_gabungan: gabungan` those of all respondents.
    """
    case = ledger.case
    indicator = case.indicator("nps")
    code, decimals = indicator.code, indicator.decimals
    services = [service.code for service in case.services_in("nps")]
    asked = {
        service: [answer for answer in answers.get(service, []) if answer.recommends is not None]
        for service in services
    }
    for service in services:
        _counts(ledger, f".{service}", asked[service])
        _scores(ledger, f".{service}", asked[service], decimals)
    everyone = [answer for service in services for answer in asked[service]]
    _counts(ledger, "", everyone)
    if case.policy("nps_gabungan") == "gabungan":
        _scores(ledger, "", everyone, decimals)
    else:
        rows = [answer.record for answer in everyone]
        for measure, digits in [(f"persen_{kind}", 2) for kind in _KINDS] + [("realisasi", decimals)]:
            parts = [f"{code}.{measure}.{service}" for service in services]
            combined = mean(ledger.value(part) for part in parts)
            ledger.leaf(f"{code}.{measure}", combined, rows, "survey:nps", decimals=digits, components=parts)
    ledger.capaian(f"{code}.capaian", f"{code}.realisasi", indicator)


def _counts(ledger: Ledger, suffix: str, asked: list[Answer]) -> None:
    """Keeps respondents, promoters, passives and detractors of a set of answers."""
    code = ledger.case.indicator("nps").code
    trail = f"survey:nps{suffix}"
    ledger.leaf(f"{code}.responden{suffix}", len(asked), [answer.record for answer in asked], trail)
    for kind in _KINDS:
        rows = [answer.record for answer in asked if _kind(answer.recommends or 0) == kind]
        ledger.leaf(f"{code}.{kind}{suffix}", len(rows), rows, f"{trail}:{kind}")


def _scores(ledger: Ledger, suffix: str, asked: list[Answer], decimals: int) -> None:
    """Keeps the shares of a set of answers in percent and its score, out of the counts kept before."""
    code = ledger.case.indicator("nps").code
    rows = [answer.record for answer in asked]
    responden = f"{code}.responden{suffix}"
    counts = {kind: ledger.value(f"{code}.{kind}{suffix}") or Fraction(0) for kind in _KINDS}
    measures = {f"persen_{kind}": (counts[kind], [kind], 2) for kind in _KINDS}
    score = counts["promoter"] - counts["detractor"]
    measures["realisasi"] = (score, ["promoter", "detractor"], decimals)
    for measure, (part, kinds, digits) in measures.items():
        ledger.leaf(
            f"{code}.{measure}{suffix}",
            percent(part, len(rows)),
            rows,
            f"survey:nps{suffix}",
            decimals=digits,
            components=[*(f"{code}.{kind}{suffix}" for kind in kinds), responden],
        )


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
        fitting = [header for header in headers if any(folded(label) in header for label in element["label"])]
        if len(fitting) != 1:
            raise AuditError(
                f"{record.delivery.name}: {len(fitting)} columns hold the question of {element['kode']} "
                f"({element['nama']}); expected one with {' or '.join(element['label'])}"
            )
        found[str(element["kode"])] = fitting[0]
    fitting = [header for header in headers if header not in found.values() and _RECOMMENDS.search(header)]
    if len(fitting) != 1:
        raise AuditError(f"{record.delivery.name}: {len(fitting)} columns ask for a recommendation; expected one")
    found[RECOMMENDS] = fitting[0]
    return found


def scales_of(unit: Mapping[str, Any]) -> dict[str, Scale]:
    """Element to the words of its answers."""
    return {str(element["kode"]): scale_of(element) for element in unit["unsur"]}


def answer_to(record: Record, question: str, column: str, scales: Mapping[str, Scale]) -> int | None:
    """What a respondent answered: 1 to 4 for an element, 0 to 10 for the recommendation; None where left empty.

    Raises:
        AuditError: the cell holds no such answer; names file, sheet and row.
    """
    if question != RECOMMENDS:
        answer = record.text(column)
        try:
            return read_score(answer, scales[question])
        except ValueError as error:
            raise record.error(column, error) from None
    value = record.number(column, record.form(RECOMMENDS))
    if value is not None and not 0 <= value <= _HIGHEST:
        raise record.error(column, f"'{record.text(column)}' is no answer from 0 to {_HIGHEST}")
    return None if value is None else int(value)


def _kind(score: int) -> str:
    return "promoter" if score >= _PROMOTER else "passive" if score >= _PASSIVE else "detractor"
