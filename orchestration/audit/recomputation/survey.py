"""Satisfaction index (IKM) and Net Promoter Score out of survey answers.

Belongs here: PermenPANRB 14/2017 (index of the elements, of equal weight unless the profile weighs them, on a scale of
100, graded) and the NPS. Not here: the number of customers that the sample size starts from (orders.py).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from orchestration.audit.numerals import NOT_DEFINED
from orchestration.audit.recomputation.answers import USUAL_BEST, Scale, read_score, scale_of
from orchestration.audit.recomputation.case import Case, Indicator, moment
from orchestration.audit.recomputation.characters import folded
from orchestration.audit.recomputation.ledger import Ledger, mean, percent, ratio
from orchestration.audit.recomputation.records import AuditError, Record

RECOMMENDS = "rekomendasi"
"""Name under which the question for a recommendation goes, beside those of the elements."""

_RECOMMENDS = re.compile(r"merekomendasikan|\b0 ?- ?10\b")
_HIGHEST = 10
_PAUSE_MINUTES = 10
_PROMOTER, _PASSIVE = 9, 7
_KINDS = ("promoter", "passive", "detractor")
_CHI_SQUARE, _SHARE, _ERROR = Fraction("3.841"), Fraction("0.5"), Fraction("0.05")


@dataclass(frozen=True)
class Answer:
    """One respondent's scores: from 1 per element, 0-10 for the recommendation; None where left empty."""

    record: Record
    service: str
    day: dt.date
    scores: dict[str, int | None]
    recommends: int | None


def read_answers(case: Case) -> list[Answer]:
    """Every answer that counts, in the order of their timestamps (WIB).

    By policy `jawaban_ganda: satu` the same scores of one person to one service count once when they come again within
    `jeda_ganda_menit` minutes of the profile.
    """
    answers: list[Answer] = []
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
        recommends = scores.pop(RECOMMENDS, None)
        service = case.service_of(record)
        persons = [(column, record.text(column)) for column in ("no_whatsapp", "email") if record.text(column)]
        same = [(service, *person, *sorted(scores.items()), recommends) for person in persons]
        again = any(key in last and when - last[key] <= pause for key in same)
        last |= dict.fromkeys(same, when)
        if not (once and again):
            answers.append(Answer(record, service, when.date(), scores, recommends))
    return answers


def _by_service(case: Case, indicator: Indicator, answers: list[Answer]) -> dict[str, list[Answer]]:
    """The answers of an indicator's survey period to each service that it covers.

    An answer belongs to the quarter of its timestamp; by policy `periode_survei: tahun_berjalan` all of the year to
    date count.
    """
    quarterly = case.policy("periode_survei", indicator) == "triwulan"
    within = case.in_quarter if quarterly else case.in_year_to_date
    return {
        service.code: [answer for answer in answers if answer.service == service.code and within(answer.day)]
        for service in case.services_of(indicator)
    }


def recompute_ikm(ledger: Ledger, answers: list[Answer]) -> None:
    """The satisfaction index.

    unsur.<u>.<l> = mean of the scores; realisasi.<l> = mean of the unsur means, each with its weight (bobot) where the
    profile gives them; unsur.<u> and realisasi = mean over services with respondents. By policy `ikm_gabungan:
    tertimbang_responden` every answer weighs the same: unsur.<u> is the mean of all scores and realisasi the mean of
    those. Nothing is rounded before print.
    """
    for indicator in ledger.case.indicators_with("ikm"):
        _ikm(ledger, indicator, _by_service(ledger.case, indicator, answers))


def _ikm(ledger: Ledger, indicator: Indicator, given: dict[str, list[Answer]]) -> None:
    code = indicator.code
    for service, own in given.items():
        _index(ledger, indicator, f".{service}", own)
    everyone = [answer for own in given.values() for answer in own]
    if ledger.case.policy("ikm_gabungan", indicator) == "tertimbang_responden":
        _index(ledger, indicator, "", everyone)
    else:
        rows = [answer.record for answer in everyone]
        ledger.leaf(f"{code}.responden", len(rows), rows, "survey")
        measures = [(f"unsur.{element}", 2) for element in weights_of(ledger.case)]
        for measure, digits in [*measures, ("realisasi", indicator.decimals)]:
            parts = [f"{code}.{measure}.{service}" for service in given]
            combined = mean(ledger.value(part) for part in parts)
            ledger.leaf(f"{code}.{measure}", combined, rows, "survey", decimals=digits, components=parts)
        _converted(ledger, f"{code}.konversi", f"{code}.realisasi")
    ledger.capaian(f"{code}.capaian", f"{code}.realisasi", indicator)


def weights_of(case: Case) -> dict[str, Fraction]:
    """Element to what it weighs in the index; all the same where the profile gives no weights."""
    return {str(element["kode"]): Fraction(str(element.get("bobot") or 1)) for element in _elements(case.unit)}


def _index(ledger: Ledger, indicator: Indicator, suffix: str, given: list[Answer]) -> None:
    """Keeps respondents, unsur means, index and converted index over a set of answers."""
    code, weights = indicator.code, weights_of(ledger.case)
    rows = [answer.record for answer in given]
    trail = f"survey{suffix}"
    ledger.leaf(f"{code}.responden{suffix}", len(rows), rows, trail)
    parts = []
    for element in weights:
        parts.append(f"{code}.unsur.{element}{suffix}")
        scored = [(answer.record, score) for answer in given if (score := answer.scores[element]) is not None]
        average = mean(Fraction(score) for _, score in scored)
        answered = trail if len(scored) == len(given) else f"{trail}:{element}"
        ledger.leaf(parts[-1], average, [record for record, _ in scored], answered, decimals=2)
    weighed = [
        weight * average
        for part, weight in zip(parts, weights.values(), strict=True)
        if (average := ledger.value(part)) is not None
    ]
    index = ratio(sum(weighed), sum(weights.values())) if len(weighed) == len(parts) else None
    ledger.leaf(f"{code}.realisasi{suffix}", index, rows, trail, decimals=indicator.decimals, components=parts)
    _converted(ledger, f"{code}.konversi{suffix}", f"{code}.realisasi{suffix}")


def recompute_sample_sizes(ledger: Ledger) -> None:
    """`sampel_minimum.<l>`: Krejcie-Morgan, n = X2 N P (1-P) / (d2 (N-1) + X2 P (1-P)), N = users of the service.

    The users are those of the first indicator that counts any; without one there are no such figures.
    """
    case = ledger.case
    counting = case.indicators_with("pengguna")
    for indicator in case.indicators_with("ikm") if counting else ():
        for service in case.services_of(indicator):
            population_id = f"{counting[0].code}.realisasi.{service.code}"
            known = population_id in ledger.figures
            population = ledger.value(population_id) if known else None
            size = None
            if population is not None:
                spread = _CHI_SQUARE * _SHARE * (1 - _SHARE)
                size = ratio(spread * population, _ERROR**2 * (population - 1) + spread)
            place = f"{indicator.code}.sampel_minimum.{service.code}"
            ledger.derived(place, size, [population_id] if known else [], decimals=0)


def recompute_nps(ledger: Ledger, answers: list[Answer]) -> None:
    """The Net Promoter Score: promoters (9-10) minus detractors (0-6) in percent of the respondents.

    Per service from its answers; shares and score of the whole are the mean over services with respondents, or by
    policy `nps_gabungan: gabungan` those of all respondents.
    """
    for indicator in ledger.case.indicators_with("nps"):
        given = _by_service(ledger.case, indicator, answers)
        _nps(ledger, indicator, {s: [a for a in own if a.recommends is not None] for s, own in given.items()})


def _nps(ledger: Ledger, indicator: Indicator, asked: dict[str, list[Answer]]) -> None:
    code, decimals = indicator.code, indicator.decimals
    for service, own in asked.items():
        _counts(ledger, code, f".{service}", own)
        _scores(ledger, code, f".{service}", own, decimals)
    everyone = [answer for own in asked.values() for answer in own]
    _counts(ledger, code, "", everyone)
    if ledger.case.policy("nps_gabungan", indicator) == "gabungan":
        _scores(ledger, code, "", everyone, decimals)
    else:
        rows = [answer.record for answer in everyone]
        for measure, digits in [(f"persen_{kind}", 2) for kind in _KINDS] + [("realisasi", decimals)]:
            parts = [f"{code}.{measure}.{service}" for service in asked]
            combined = mean(ledger.value(part) for part in parts)
            ledger.leaf(f"{code}.{measure}", combined, rows, "survey:nps", decimals=digits, components=parts)
    ledger.capaian(f"{code}.capaian", f"{code}.realisasi", indicator)


def _counts(ledger: Ledger, code: str, suffix: str, asked: list[Answer]) -> None:
    """Keeps respondents, promoters, passives and detractors of a set of answers."""
    trail = f"survey:nps{suffix}"
    ledger.leaf(f"{code}.responden{suffix}", len(asked), [answer.record for answer in asked], trail)
    for kind in _KINDS:
        rows = [answer.record for answer in asked if _kind(answer.recommends or 0) == kind]
        ledger.leaf(f"{code}.{kind}{suffix}", len(rows), rows, f"{trail}:{kind}")


def _scores(ledger: Ledger, code: str, suffix: str, asked: list[Answer], decimals: int) -> None:
    """Keeps the shares of a set of answers in percent and its score, out of the counts kept before."""
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
        None if index is None else index * 100 / best_of(ledger.case.unit),
        [realisasi_id],
        status=NOT_DEFINED if index is None else None,
    )


def question_columns(unit: Mapping[str, Any], record: Record) -> dict[str, str]:
    """Element to the header that holds one of its label fragments, and the recommendation's header.

    A form may not ask for a recommendation where no indicator measures one.

    Raises:
        AuditError: a question has no column or several.
    """
    headers = [header for header in record.cells if header not in ("waktu", "jenis_layanan", "no_whatsapp", "email")]
    found: dict[str, str] = {}
    for element in _elements(unit):
        fitting = [header for header in headers if any(folded(label) in header for label in element["label"])]
        if len(fitting) != 1:
            raise AuditError(
                f"{record.delivery.name}: {len(fitting)} columns hold the question of {element['kode']} "
                f"({element['nama']}); expected one with {' or '.join(element['label'])}"
            )
        found[str(element["kode"])] = fitting[0]
    fitting = [header for header in headers if header not in found.values() and _RECOMMENDS.search(header)]
    if len(fitting) == 1:
        found[RECOMMENDS] = fitting[0]
    elif fitting or any(entry["rumus"] == "nps" for entry in unit["indikator"]):
        raise AuditError(f"{record.delivery.name}: {len(fitting)} columns ask for a recommendation; expected one")
    return found


def scales_of(unit: Mapping[str, Any]) -> dict[str, Scale]:
    """Element to the scale of its answers."""
    return {str(element["kode"]): scale_of(element, best_of(unit)) for element in _elements(unit)}


def best_of(unit: Mapping[str, Any]) -> int:
    """The best score of an element; the worst is 1."""
    return int(unit.get("skala_unsur") or USUAL_BEST)


def _elements(unit: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    return unit.get("unsur") or ()


def answer_to(record: Record, question: str, column: str, scales: Mapping[str, Scale]) -> int | None:
    """What a respondent answered: from 1 for an element, 0 to 10 for the recommendation; None where left empty.

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
