"""An indicator as a chapter sees it.

Belongs here: what templates ask of an indicator. Not here: the figures, and the words (reports/templates).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from orchestration.figures.book import Book, Figure
from orchestration.publication.assembly.spoken import span, written_date
from orchestration.publication.document.declared_tables import CHOSEN
from orchestration.publication.document.wording import Wording
from orchestration.workspace.formulas import choices, formulas
from orchestration.workspace.quarters import Quarter

if TYPE_CHECKING:
    from collections.abc import Mapping

    from orchestration.workspace.formulas import Policy
    from orchestration.workspace.indicators import Indicator


class IndicatorView:
    """An indicator as a chapter sees it."""

    def __init__(
        self,
        record: dict[str, Any],
        book: Book,
        wording: Wording,
        quarter: Quarter,
        declared: Indicator | None = None,
        policies: Mapping[str, Policy] | None = None,
    ) -> None:
        self.record = {
            **record,
            "rencana": record.get(f"rencana_tw{quarter.number}", ""),
            "tanggal_nilai": written_date(record["tanggal_penilaian"]) if record.get("tanggal_penilaian") else "",
        }
        self.definisi = (declared.definisi if declared else None) or ""
        before = [year for year in declared.tahun_sebelumnya if year.tahun == quarter.year - 1] if declared else []
        self.sebelumnya = before[0] if before else None
        self.kebijakan = policies or {}
        self._quarter = quarter
        self.kode = str(record["kode"])
        self.nama = str(record["indikator"])
        self.rumus = str(record["rumus"])
        self.iku = bool(record["iku"])
        self.templat = formulas()[self.rumus].templat
        self.diukur_sendiri = formulas()[self.rumus].menunggu is None
        self._book, self._wording = book, wording

    def __getattr__(self, name: str) -> Any:
        try:
            return self.record[name]
        except KeyError:
            raise AttributeError(name) from None

    def figure(self, measure: str) -> Figure | None:
        """The figure of a measure of this indicator, or None."""
        return self._book.find(f"{self.kode}.{measure}")

    def ada(self, measure: str) -> bool:
        """Whether a measure exists and has a value."""
        figure = self.figure(measure)
        return figure is not None and figure.value is not None

    def selesai(self, measure: str = "realisasi") -> bool:
        """Whether a measure has been measured."""
        figure = self.figure(measure)
        return figure is not None and figure.status is None

    @property
    def periode_survei(self) -> str:
        """The months whose answers count, by the policy that the indicator follows."""
        return span(self._quarter, self.kebijakan["periode_survei"].nilai)

    def medan(self) -> dict[str, str]:
        """What tables about it may name.

        Its formula and how it chooses (`pilihan_tanggal_pnbp`), the months of its survey, and what stands behind a
        measure that is wanted under a value of a policy (`menurut_gabungan`): nothing under the one that it follows.
        `hanya_gabungan` is there, and empty, under that value alone: a note that begins with it stands only then.
        """
        found = {"rumus": self.rumus}
        for name, policy in self.kebijakan.items():
            found[f"{CHOSEN}{name}"] = policy.nilai
            found[f"hanya_{policy.nilai}"] = ""
            for value in choices()[name].nilai:
                found[f"menurut_{value}"] = "" if value == policy.nilai else f".alt.{value}"
        if "periode_survei" in self.kebijakan:
            found["periode_survei"] = self.periode_survei
        return found

    @property
    def pengali(self) -> str:
        """What the quotient of a declared formula is multiplied by, in print; empty where by nothing."""
        figure = self.figure("realisasi")
        return "× 100%" if figure is not None and figure.operation in ("percent", "growth") else ""

    @property
    def bertumbuh(self) -> bool:
        """Whether it is how much a value grew: what was added to the value of before, over the value of before."""
        figure = self.figure("realisasi")
        return figure is not None and figure.operation == "growth"

    @property
    def dinilai(self) -> bool:
        """Whether somebody else measures it."""
        return self.templat == "penilaian_luar"

    @property
    def fisik_berbeda(self) -> bool:
        """Whether plan of action and sheet of physical progress give the quarter different targets."""
        planned, told = self.figure(f"target_antara.tw{self._quarter.number}"), self.figure("sasaran_fisik.sd")
        return planned is not None and told is not None and planned.printed != told.printed

    @property
    def terukur(self) -> bool:
        """Whether the indicator itself has been measured."""
        return self.selesai()

    @property
    def kendala(self) -> bool:
        """Whether a steward wrote about obstacles."""
        return any(item.kode == self.kode and item.bagian == "kendala" for item in self._book.narratives)

    def layanan_berisi(self, measure: str) -> list[str]:
        """Codes of the services for which a measure is more than nothing."""
        return [
            service["kode"]
            for service in self.layanan(measure)
            if (figure := self.figure(f"{measure}.{service['kode']}")) is not None and figure.value
        ]

    def frasa(self, rule: str, measure: str, other: str = "") -> str:
        """The words a rule chooses for a measure."""
        return self._wording.phrase(rule, self.figure(measure), self.figure(other) if other else None)

    def layanan(self, measure: str) -> list[dict[str, str]]:
        """Services for which a measure exists, in catalogue order: kode and nama."""
        found = []
        for service in self._book.services:
            if f"{self.kode}.{measure}.{service['layanan']}" in self._book.figures:
                found.append({"kode": service["layanan"], "nama": service["nama"]})
        return found
