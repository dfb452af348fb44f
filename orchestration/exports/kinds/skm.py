"""`skm`: the survey of satisfaction in the tables of PermenPANRB 14/2017: answers, elements, index, profile.

The regulation's table has a row a respondent and a column an element (U1 to U9), below them the sum and the mean of
each element (NRR), the weighted mean, and the index of the unit. Weighted means of single elements are no figure of the
release; they stay missing.

No answer can be laid to a person: rows carry no time, no name and no hash, and stand in the order of their answers.
Answers of a service with fewer than five respondents are left out whole (UU 27/2022), because the indices alone, which
the report prints and marks, are what its policy `kelompok_kecil` allows to be seen.
"""

from __future__ import annotations

from orchestration.exports.content import Content, Row
from orchestration.exports.released import Released, exact
from orchestration.figures.book import Figure
from orchestration.language.sentences import say

FORMULA = "ikm"
"""The formula (rumus) of an indicator that is an index of satisfaction."""

_SUM = "row_mean"
"""The operation of a figure whose numerator is the sum of the answers and whose denominator is their number."""


def make(released: Released) -> Content:
    """Tables `indeks`, `unsur`, `jawaban`, `profil`, for every indicator that is an index of satisfaction."""
    content = Content({"indeks": [], "unsur": [], "jawaban": [], "profil": []})
    for code in (str(row["kode"]) for row in released.book.indicators if row["rumus"] == FORMULA):
        services = [str(row["layanan"]) for row in released.services(f"{code}.responden")]
        names = {str(row["layanan"]): str(row["nama"]) for row in released.book.services}
        for service in ["", *services]:
            behind = f".{service}" if service else ""
            head: Row = {
                **released.head(),
                "kode": code,
                "layanan": service or None,
                "nama_layanan": names.get(service),
                "kelompok_kecil": (code, service) in released.small,
            }
            content.tables["indeks"].append(_index(released, code, behind, head))
            content.tables["unsur"] += _elements(released, code, behind, head)
            content.tables["profil"].append(
                {
                    **head,
                    **released.fields(responden=f"{code}.responden{behind}"),
                    **dict.fromkeys(("jenis_kelamin", "umur", "pendidikan", "pekerjaan")),
                }
            )
            figure = released.book.find(f"{code}.responden{behind}")
            if not service or figure is None or not figure.value:
                continue
            if (code, service) in released.small:
                content.lacking.append(
                    say(
                        "jawaban {indicator} {service}: left out, {figure} is {printed}, fewer than five respondents",
                        indicator=code,
                        service=service,
                        figure=figure.figure_id,
                        printed=figure.printed,
                    )
                )
            else:
                content.tables["jawaban"] += _answers(released, figure, head)
    return content


def _index(released: Released, code: str, behind: str, head: Row) -> Row:
    conversion = released.book.find(f"{code}.konversi{behind}")
    return {
        **head,
        **released.fields(
            responden=f"{code}.responden{behind}",
            sampel_minimum=f"{code}.sampel_minimum{behind}",
            indeks=f"{code}.realisasi{behind}",
            nilai_konversi=f"{code}.konversi{behind}",
        ),
        "mutu": (conversion.keterangan or None) if conversion else None,
    }


def _elements(released: Released, code: str, behind: str, head: Row) -> list[Row]:
    rows = []
    for number, (element, name) in enumerate(released.book.names["unsur"].items(), 1):
        figure_id = f"{code}.unsur.{element}{behind}"
        figure = released.book.find(figure_id)
        of_rows = figure is not None and figure.operation == _SUM
        rows.append(
            {
                **head,
                "nomor": number,
                "unsur": element,
                "nama_unsur": name,
                "jumlah_nilai": exact(figure.numerator) if figure and of_rows else None,
                "jumlah_jawaban": exact(figure.denominator) if figure and of_rows else None,
                **released.fields(nrr=figure_id),
                "nrr_tertimbang": None,
            }
        )
    return rows


def _answers(released: Released, figure: Figure, head: Row) -> list[Row]:
    """A row a respondent, in the order of the answers."""
    elements = list(released.book.names["unsur"])
    named = {name: head[name] for name in ("triwulan", "rilis", "kode", "layanan")}
    return [
        {**named, "responden_id": figure.figure_id, "nomor": number, **dict(zip(elements, answers, strict=True))}
        for number, answers in enumerate(released.rows(figure, elements), 1)
    ]
