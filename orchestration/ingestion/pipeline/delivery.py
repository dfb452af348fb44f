"""One delivery: opened, recognised, brought to its rows, archived and judged, or refused.

Belongs here: the way from the bytes of a file to batches and a record, and everything that this way depends on. Not
here: which files there are, and whether one has been read before (run).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from orchestration.ingestion.contracts.loading import load_contracts
from orchestration.ingestion.contracts.shape import Contract
from orchestration.ingestion.judging import years
from orchestration.ingestion.judging.record import Record
from orchestration.ingestion.judging.validation import far_dates, foreign_units, judge_batches, satker_alone
from orchestration.ingestion.pipeline.record import Findings, record_of
from orchestration.ingestion.raw.archive import store
from orchestration.ingestion.raw.identities import (
    KeptPseudonyms,
    Pseudonyms,
    Veil,
    mask,
    pseudonymised_copy,
    replace_identities,
    veil,
)
from orchestration.ingestion.raw.landing import LandedFile
from orchestration.ingestion.reading.confined import Opener
from orchestration.ingestion.reading.documents import DelimitedText, DocumentError, Workbook, sha256
from orchestration.ingestion.reading.door import Lists, enter
from orchestration.ingestion.reading.layouts import Batch, LayoutError, told_faults
from orchestration.ingestion.reading.recognition import Recognition, bind, recognise
from orchestration.ingestion.reading.sheets import read_sheet
from orchestration.language.sentences import Sentence, joined, said, say
from orchestration.texts.answers import scale_of
from orchestration.texts.canonical import name_key
from orchestration.texts.indicator_codes import matcher
from orchestration.workspace.settings import PACKAGE

if TYPE_CHECKING:
    from orchestration.workspace.profile import Profile
    from orchestration.workspace.settings import Workspace


@dataclass(frozen=True)
class Refusal:
    """Why a file, a sheet or a column of it cannot be used."""

    sheet: str
    column: str
    rule: str
    message: Sentence


@dataclass(frozen=True)
class Refused:
    """A delivery that cannot be used.

    Attributes:
        refusals: why, at least one.
        kinds: of its sheets, where they were recognised.
    """

    refusals: tuple[Refusal, ...]
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Part:
    """What stands in the sheets of one kind.

    Attributes:
        kind: of delivery.
        rows: of data, those that will be rejected among them.
        first: where its rows say of when they are, the earliest: a day, a month or a quarter; empty otherwise.
        last: the latest.
    """

    kind: str
    rows: int
    first: str
    last: str


@dataclass(frozen=True)
class Glance:
    """What a delivery is, told before it counts: its parts, and how many of its rows will be rejected."""

    parts: tuple[Part, ...]
    rejected: int


class Reader:
    """Reads deliveries as the contracts and the profile in force say.

    Args:
        workspace: its contracts, its archive, its key of pseudonyms.
        profile: question texts, crosswalk and lists of the unit.
        year: of the report; dates far from it are odd.
        opener: opens the documents.

    Raises:
        ConfigurationError: a contract cannot be used.
    """

    def __init__(self, workspace: Workspace, profile: Profile, year: int, opener: Opener) -> None:
        self.workspace, self.profile, self.year, self.opener = workspace, profile, year, opener
        self.contracts = {kind: bind(c, profile) for kind, c in load_contracts(workspace.contracts).items()}
        self.crosswalks = {"nama_layanan": {name_key(row.nama) for row in profile.nama_layanan}}
        self.pseudonyms = Pseudonyms(workspace.state / "identity.key")
        self.lists = Lists(
            {element.kode: scale_of(element.skala, profile.skala_unsur) for element in profile.unsur},
            {"indikator": matcher(indicator.kode for indicator in profile.indikator)},
        )
        self._reading = _reading(self.contracts, self.lists, self.crosswalks, profile, year)

    def reading(self, file: LandedFile) -> str:
        """Under what a file would be read: it has to be read again where this differs."""
        # The name takes part in the reading: the basis of a GLP039 may be declared there.
        return hashlib.sha256(f"{self._reading}\0{file.quarter}\0{file.name}".encode()).hexdigest()

    def reading_of_papers(self, file: LandedFile) -> str:
        """The same of a file of another year, of which nothing but its papers is read."""
        return "papers " + hashlib.sha256(f"{self._reading}\0{file.name}".encode()).hexdigest()

    def has_same_key(self, record: Record) -> bool:
        """Whether its persons have the hashes of the present key; under another one an answer would count twice."""
        return not record.pseudonymised or record.key == self.pseudonyms.mark

    def read(
        self, file: LandedFile, content: bytes, digest: str, *, is_treated: bool = False
    ) -> tuple[list[Batch], Record] | Refused:
        """Opens, recognises, archives and judges one delivery.

        Args:
            file: where it lies.
            content: its bytes.
            digest: SHA-256 of what was delivered.
            is_treated: whether it comes from an archive, its identities replaced already.

        Returns:
            Its batches and what the register keeps of it; why not, when it cannot be used.
        """
        opened = self._opened(file, content)
        if isinstance(opened, Refused):
            return opened
        document, recognition, batches = opened
        veils = [veil(batch, self.crosswalks) for batch in batches]
        pseudonyms = KeptPseudonyms(self.pseudonyms.path) if is_treated else self.pseudonyms
        pseudonymised, kept = self._archive(document, recognition, veils, digest, file.name, content, pseudonyms)
        for batch, cover in zip(batches, veils, strict=True):
            replace_identities(batch, pseudonyms, cover)
        rejections = judge_batches(batches, digest, self.crosswalks, mask)
        oddities = []
        for batch in batches:
            oddities += far_dates(batch, self.year)
            oddities += foreign_units(batch, self.profile.unit.kode_satker)
        if foreign := satker_alone(batches, self.profile.unit.kode_satker):
            oddities = [foreign]
        papers = years.papers(recognition.sheets, batches, file.name)
        found = Findings(rejections, oddities, papers, foreign is not None)
        key = self.pseudonyms.mark if pseudonymised else None
        return batches, record_of(batches, recognition, found, sha256(kept), key)

    def glance(self, file: LandedFile, content: bytes) -> Glance | Refused:
        """What a delivery is, by the same reading; nothing of it is kept."""
        opened = self._opened(file, content)
        if isinstance(opened, Refused):
            return opened
        _, _, batches = opened
        for batch in batches:
            replace_identities(batch, self.pseudonyms, veil(batch, self.crosswalks))
        rejections = judge_batches(batches, sha256(content), self.crosswalks, mask)
        kinds = dict.fromkeys(batch.contract.kind for batch in batches)
        parts = (_part(kind, [batch for batch in batches if batch.contract.kind == kind]) for kind in kinds)
        return Glance(tuple(parts), len({rejection.source_row_id for rejection in rejections}))

    def _opened(
        self, file: LandedFile, content: bytes
    ) -> tuple[Workbook | DelimitedText, Recognition, list[Batch]] | Refused:
        """The document, what its sheets are, and their rows behind the door; why not, when it cannot be used."""
        try:
            document = self.opener.open(content)
            recognition = recognise(document, self.contracts)
        except DocumentError as error:
            return Refused((Refusal("", "", "berkas", said(error)),))
        if recognition.refusals:
            return Refused(
                tuple(Refusal(item.sheet, item.missing, "jenis", item.message) for item in recognition.refusals)
            )
        batches, refusals = [], []
        for item in recognition.sheets:
            try:
                batch = read_sheet(item, file.name)
                batches.append(batch)
                refusals += [
                    Refusal(
                        item.sheet.name, batch.headers.get(damage.column, damage.column), damage.rule, damage.message
                    )
                    for damage in enter(batch, self.lists, _quarter_after(file.quarter))
                ]
            except LayoutError as error:
                refusals.append(
                    Refusal(
                        item.sheet.name,
                        "",
                        "tata_letak",
                        say(
                            "it is '{name}', but {error}{faults}",
                            name=item.contract.name,
                            error=said(error),
                            faults=told_faults(item.sheet),
                        ),
                    )
                )
        if refusals:
            return Refused(tuple(refusals), frozenset(item.contract.kind for item in recognition.sheets))
        return document, recognition, batches

    def papers(self, file: LandedFile, content: bytes) -> tuple[list[years.Paper], Sentence]:
        """The papers of a fiscal year in a file, and why it cannot be read where it cannot; nothing is archived."""
        try:
            recognition = recognise(self.opener.open(content), self.contracts)
            unread = joined("; ", [item.message for item in recognition.refusals])
            sheets = [item for item in recognition.sheets if item.contract.year.of in ("paper", "quarter")]
            batches = [read_sheet(item, file.name) for item in sheets]
            for batch in batches:
                enter(batch, self.lists, _quarter_after(file.quarter))
            return years.papers(sheets, batches, file.name), unread
        except (DocumentError, LayoutError) as error:
            return [], said(error)

    def _archive(
        self,
        document: Workbook | DelimitedText,
        recognition: Recognition,
        veils: list[Veil],
        digest: str,
        name: str,
        content: bytes,
        pseudonyms: Pseudonyms,
    ) -> tuple[bool, bytes]:
        personal = any(item.contract.identities for item in recognition.sheets)
        kept = pseudonymised_copy(document, recognition.sheets, veils, pseudonyms) if personal else content
        store(self.workspace.archive, digest, name, kept)
        return personal, kept


def _part(kind: str, batches: list[Batch]) -> Part:
    at = batches[0].contract.year.column
    times = [text for batch in batches for text in batch.columns.get(at or "", ()) if text and text[:4].isdecimal()]
    return Part(kind, sum(len(batch.numbers) for batch in batches), min(times, default=""), max(times, default=""))


def _quarter_after(code: str) -> dt.date:
    from orchestration.workspace.quarters import Quarter

    return Quarter.parse(code).end + dt.timedelta(days=1)


def _reading(
    contracts: Mapping[str, Contract], lists: Lists, crosswalks: Mapping[str, set[str]], profile: Profile, year: int
) -> str:
    """Everything besides the bytes and the name of a file that its reading depends on."""
    described = {
        "contracts": {kind: contract.digest for kind, contract in contracts.items()},
        "questions": {
            kind: [list(column.contains) for column in contract.columns] for kind, contract in contracts.items()
        },
        "scales": {name: (scale.best, *scale.own) for name, scale in lists.scales.items()},
        "crosswalks": {name: sorted(known) for name, known in crosswalks.items()},
        "unit": profile.unit.kode_satker,
        "indicators": [indicator.kode for indicator in profile.indikator],
        "year": year,
        "code": _code(),
    }
    return hashlib.sha256(json.dumps(described, sort_keys=True).encode()).hexdigest()


@lru_cache(maxsize=1)
def _code() -> str:
    digest = hashlib.sha256()
    for folder in ("ingestion", "texts"):
        for path in sorted((PACKAGE / folder).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()
