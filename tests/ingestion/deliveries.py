"""Small deliveries written by hand: workbooks cell by cell, text line by line."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import openpyxl

from orchestration.checks.evidence import CheckResult, Finding
from orchestration.ingestion import IngestResult, ingest
from orchestration.workspace.profile import Profile
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.settings import Workspace

ORDER_HEADER = (
    "No Order", "No Baris", "Jenis Layanan", "Kode Pelanggan", "Nama Pelanggan", "Tanggal Masuk", "Tanggal Lengkap",
    "Tanggal Bayar", "SPM (HK)", "Tanggal Akhir Kontrak", "Tanggal Selesai", "Jumlah", "Satuan", "Nilai (Rp)", "Status",
)  # fmt: skip
SBS_HEADER = "NO_SBS;TGL_SBS;NPWP;WAJIB_BAYAR;KODE_PROGRAM;KODE_KEGIATAN;KODE_AKUN;URAIAN;JUMLAH;NO_SP3B;TGL_SP3B"
QUESTIONS = (
    "Bagaimana pendapat Saudara tentang kesesuaian persyaratan pelayanan?",
    "Bagaimana pemahaman Saudara tentang kemudahan prosedur pelayanan?",
    "Bagaimana pendapat Saudara tentang kecepatan waktu pelayanan?",
    "Bagaimana pendapat Saudara tentang kewajaran biaya/tarif?",
    "Bagaimana pendapat Saudara tentang kesesuaian produk pelayanan?",
    "Bagaimana pendapat Saudara tentang kompetensi petugas?",
    "Bagaimana pendapat Saudara tentang perilaku petugas?",
    "Bagaimana pendapat Saudara tentang penanganan pengaduan?",
    "Bagaimana pendapat Saudara tentang kualitas sarana?",
)
SURVEY_HEADER = (
    "Timestamp", "Jenis Layanan", "Nama Perusahaan", "Nama Responden", "No. WhatsApp", "Email", *QUESTIONS,
    "Seberapa besar kemungkinan Anda merekomendasikan layanan kami? (0-10)", "Saran",
)  # fmt: skip


def workbook(sheets: Mapping[str, Sequence[Sequence[Any]]], row: int = 1, column: int = 1) -> bytes:
    """A workbook whose sheets begin at a row and a column (1 = first)."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for down, cells in enumerate(rows):
            for right, value in enumerate(cells):
                if value is None:
                    continue
                cell = sheet.cell(row + down, column + right)
                cell.value = value
                if isinstance(value, str) and value in ("#REF!", "#DIV/0!"):
                    cell.data_type = "e"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def order(number: str, line: Any = 1, **changes: Any) -> list[Any]:
    """One line of the order register; keywords replace columns by their position in ORDER_HEADER, as `c3=...`."""
    row: list[Any] = [
        number, line, "Pengujian", "P001", "PT Contoh", dt.date(2025, 4, 1), None, None, 15, None, None, 3, "Sampel",
        1_500_000, "Proses",
    ]  # fmt: skip
    for name, value in changes.items():
        row[int(name[1:])] = value
    return row


def answer(moment: str, person: str = "1", **changes: Any) -> list[str]:
    """One answer to the survey; keywords replace columns by position, as `c6=...`."""
    row = [
        moment, "Pengujian", "PT Contoh", f"Nama Contoh {person}", f"0812000000{person}", f"contoh{person}@contoh.test",
        *["4"] * 9, "9", "Baik",
    ]  # fmt: skip
    for name, value in changes.items():
        row[int(name[1:])] = value
    return row


def survey_csv(*answers: Sequence[str]) -> str:
    """The survey as comma-separated text with every cell quoted."""
    rows = [SURVEY_HEADER, *answers]
    return "".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\n" for row in rows)


@dataclass
class Unit:
    """A workspace of a test with its warehouse."""

    workspace: Workspace
    profile: Profile
    connection: duckdb.DuckDBPyConnection = field(repr=False)

    def deliver(self, name: str, content: bytes | str, quarter: str = "2025-TW2") -> Path:
        """Puts a file into the landing folder of a quarter."""
        folder = self.workspace.landing / quarter
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def ingest(self, quarter: str = "2025-TW2", *, lossy: bool = False) -> IngestResult:
        """Runs the stop; every row of every delivery has to be accounted for, unless the test loses one on purpose."""
        result = ingest(self.workspace, Quarter.parse(quarter), self.connection, self.profile)
        for found in () if lossy else result.deliveries:
            assert found.rows_total == found.rows_accepted + found.rows_rejected + found.rows_empty, found
        return result

    def rows(self, table: str, columns: str = "*") -> list[tuple[Any, ...]]:
        """Rows of a raw table in the order of the file."""
        return self.connection.execute(f"SELECT {columns} FROM {table} ORDER BY _sheet, _row").fetchall()

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Any query."""
        return self.connection.execute(sql).fetchall()


def findings(result: IngestResult, rule: str) -> list[Finding]:
    """The findings of one rule."""
    return [finding for finding in result.findings if finding.rule == rule]


def check_named(result: IngestResult, name: str) -> CheckResult:
    """The result of one check."""
    return next(check for check in result.checks if check.name == name)
