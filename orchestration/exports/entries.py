"""What forms of PP 39 ask of an indicator and of a KRO: every field that a release can fill, with ids of figures.

Belongs here: those fields, for every form alike, and the steward's sentences as the report prints them. Not here: which
of them a form has and in which order, which is what its schema says (schemas/).
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from orchestration.exports.content import Row
from orchestration.exports.declared import Declared
from orchestration.exports.released import Released
from orchestration.figures.book import Narrative
from orchestration.publication.document.document import FigureRun, plain_text
from orchestration.publication.document.outline import FONTS, TEMPLATES, read_outline
from orchestration.publication.document.wording import Rules, Wording

RESULT, OBSTACLE, FOLLOW_UP = "hasil", "kendala", "tindak lanjut"


class Entries:
    """The fields of a release's indicators and outputs.

    Args:
        released: the release.
    """

    def __init__(self, released: Released) -> None:
        self.released = released
        outline = read_outline(TEMPLATES, FONTS, released.profile)
        rules = Rules.of(outline.constants, outline.phrases, outline.report)
        codes = {str(row["rumus"]): str(row["kode"]) for row in reversed(released.book.indicators)}
        self._wording = Wording(released.book, rules, codes)

    @cached_property
    def general(self) -> Row:
        """What a form begins with: who reports, and what."""
        unit, quarter = self.released.profile.unit, self.released.quarter
        return {
            **self.released.head(),
            "tahun_anggaran": quarter.year,
            "triwulan_ke": quarter.number,
            "kementerian": unit.kementerian,
            "unit_organisasi": unit.induk,
            "kode_satker": unit.kode_satker,
            "nama_satker": unit.nama,
            "kota": unit.kota,
            "jabatan_penanggung_jawab": unit.jabatan_penanda_tangan,
            **self.released.fields(
                pagu="anggaran.pagu",
                blokir="anggaran.blokir",
                pagu_efektif="anggaran.efektif",
                realisasi="anggaran.realisasi",
                persen_pagu="anggaran.persen_pagu",
                persen_efektif="anggaran.persen_efektif",
            ),
        }

    def indicators(self) -> list[Row]:
        """One row an indicator, in the order of the report."""
        rows = []
        for number, indicator in enumerate(self.released.book.indicators, 1):
            code = str(indicator["kode"])
            figures = self.released.fields(
                target=f"{code}.target",
                **{f"target_antara_tw{tw}": f"{code}.target_antara.tw{tw}" for tw in range(1, 5)},
                sasaran_fisik_tw=f"{code}.sasaran_fisik.tw",
                fisik_tw=f"{code}.fisik.tw",
                sasaran_fisik_sd=f"{code}.sasaran_fisik.sd",
                fisik_sd=f"{code}.fisik.sd",
                realisasi=f"{code}.realisasi",
                capaian=f"{code}.capaian",
            )
            rows.append(
                {
                    **self.released.head(),
                    "urutan": number,
                    "kode": code,
                    "jenjang": indicator["jenjang"],
                    "sasaran": indicator["sasaran"],
                    "indikator": indicator["indikator"],
                    "satuan": indicator["satuan"],
                    "arah": indicator["arah"],
                    "rencana_kegiatan": indicator[f"rencana_tw{self.released.quarter.number}"],
                    "penanggung_jawab": indicator["penanggung_jawab"],
                    **figures,
                    **self._told(code),
                }
            )
        return rows

    def outputs(self) -> list[Row]:
        """One row a KRO, in the order of the DIPA; amounts in rupiah."""
        rows = []
        for number, output in enumerate(self.released.book.outputs, 1):
            kro = str(output["kro"])
            figures = self.released.fields(
                volume=f"kro.volume.{kro}",
                pagu_awal=f"kro.pagu_awal.{kro}",
                pagu=f"kro.pagu.{kro}",
                blokir=f"kro.blokir.{kro}",
                pagu_efektif=f"kro.efektif.{kro}",
                **{
                    f"{field}_{span}": f"kro.{measure}.{span}.{kro}"
                    for span in ("tw", "sd")
                    for field, measure in (
                        ("sasaran_rupiah", "sasaran"),
                        ("realisasi_rupiah", "realisasi"),
                        ("keuangan_s", "sasaran_persen"),
                        ("keuangan_r", "persen"),
                        ("fisik_s", "sasaran_fisik"),
                        ("fisik_r", "fisik"),
                    )
                },
            )
            rows.append(
                {
                    **self.released.head(),
                    "urutan": number,
                    "program": output["program"],
                    "nama_program": output["program_nama"],
                    "kegiatan": output["kegiatan"],
                    "kode": kro,
                    "nama": output["kro_nama"],
                    "satuan": output["volume_satuan"],
                    **figures,
                    **self._told(kro),
                }
            )
        return rows

    def obstacles(self) -> list[Row]:
        """One row an obstacle of an indicator or a KRO, with what is done about it and who does it."""
        named = {str(row["kode"]): str(row["indikator"]) for row in self.released.book.indicators}
        named |= {str(row["kro"]): str(row["kro_nama"]) for row in self.released.book.outputs}
        rows: list[Row] = []
        for code, name in named.items():
            obstacles, answers = self._of(code, OBSTACLE), self._of(code, FOLLOW_UP)
            for at in range(max(len(obstacles), len(answers))):
                problem = self._text(obstacles[at]) if at < len(obstacles) else (None, [])
                answer = self._text(answers[at]) if at < len(answers) else (None, [])
                by = answers[at] if at < len(answers) else None
                rows.append(
                    {
                        **self.released.head(),
                        "nomor": len(rows) + 1,
                        "kode": code,
                        "nama": name,
                        "kendala": problem[0],
                        "tindak_lanjut": answer[0],
                        "pihak": by.penanggung_jawab if by else None,
                        "target_penyelesaian": by.target_penyelesaian if by else None,
                        "angka_dalam_teks": "; ".join(dict.fromkeys([*problem[1], *answer[1]])) or None,
                    }
                )
        return rows

    def _told(self, code: str) -> Row:
        """What a steward wrote of an indicator or a KRO, and the ids of the figures that the sentences name."""
        row: Row = {}
        ids: list[str] = []
        for field, part in (("hasil", RESULT), ("kendala", OBSTACLE), ("tindak_lanjut", FOLLOW_UP)):
            texts = [self._text(item) for item in self._of(code, part)]
            row[field] = " ".join(text for text, _ in texts if text) or None
            ids += [figure_id for _, named in texts for figure_id in named]
        row["angka_dalam_teks"] = "; ".join(dict.fromkeys(ids)) or None
        return row

    def _of(self, code: str, part: str) -> list[Narrative]:
        return [
            item for item in self.released.book.narratives if (item.kode, item.bagian) == (code, part) and item.teks
        ]

    def _text(self, item: Narrative) -> tuple[str, list[str]]:
        """A sentence as the report prints it, and the ids of its figures."""
        runs = self._wording.narrative_runs(item.teks, item.source_row_id, item.kode)
        return plain_text(runs), [run.figure.figure_id for run in runs if isinstance(run, FigureRun)]


def chosen(kind: Declared, table: str, rows: list[Row]) -> list[Row]:
    """The fields that a form has of rows, in its order; one that no release can fill is None."""
    return [_chosen(list(kind.table(table)["properties"]), row) for row in rows]


def _chosen(names: list[str], row: Row) -> dict[str, Any]:
    return {name: None if row.get(name) == "" else row.get(name) for name in names}
