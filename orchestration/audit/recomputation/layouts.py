"""What the table of each kind looks like: the headers of its columns, and how their cells are read.

Belongs here: the layouts, and what a unit's contracts declare in their place. They are rules of this reader's own, so
that a mistake of the first reader or of a contract shows as a difference; a contract only gives the headers of a unit's
own and what it declares of the form of its cells and of merged ones. A table of another kind is known by its contract
alone. Not here: finding tables by them (second_reader.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from orchestration.audit.recomputation import named_tables
from orchestration.audit.recomputation.budget_papers import GLP039, RKK, Paper
from orchestration.audit.recomputation.cells import CODE, INDONESIAN, PLAIN, Form, Reads, is_empty
from orchestration.audit.recomputation.characters import folded, normal


@dataclass(frozen=True)
class Layout:
    """How a table is known and read.

    Attributes:
        columns: column to the headers it may have, in their `spelling`.
        marks: columns whose headers together tell the kind; none where it has no single header row.
        filled: columns without which a row is a note, a total or a blank line.
        locale: number form of the texts of a workbook.
        forms: column to how its cells are read; any other is a code.
        delimited: number form in a text file, None for that of a workbook.
        fill_down: columns that take the value of a cell that the file merges with theirs.
        paper: how it is known and read where it is no table.
        own: what only its contract says; None for the kinds below.
    """

    columns: Mapping[str, tuple[str, ...]]
    marks: tuple[str, ...]
    filled: tuple[str, ...]
    locale: str
    forms: Mapping[str, Form]
    delimited: str | None = None
    fill_down: tuple[str, ...] = ()
    paper: Paper | None = None
    own: Own | None = None

    def locale_of(self, sheet: str) -> str:
        """The number form of the texts of a sheet, '' for a text file."""
        return self.locale if sheet else self.delimited or self.locale

    @property
    def spelling(self) -> Callable[[object], str]:
        """The form in which the headers of `columns` stand: of a table of the unit's own every sign counts."""
        return normal if self.own is None else _title

    def places(self, names: Sequence[str]) -> dict[str, int]:
        """Column to its position in a header row, whose cells are given in the layout's spelling."""
        found = {
            column: names.index(title) for column, titles in self.columns.items() for title in titles if title in names
        }
        for column, fragments in self.own.fragments.items() if self.own else ():
            fitting = (place for place, name in enumerate(names) if any(part in name for part in fragments))
            if (place := next(fitting, None)) is not None:
                found.setdefault(column, place)
        return found


@dataclass(frozen=True)
class Own:
    """What is known of a table by its contract alone, as of a register of the unit's own.

    Attributes:
        key: columns that make two rows the same thing.
        fragments: column to parts of its header, where it is known by those.
        total, footnote: begin a row that is no data.
    """

    key: tuple[str, ...]
    fragments: Mapping[str, tuple[str, ...]]
    total: re.Pattern[str] | None
    footnote: re.Pattern[str] | None

    def may_be_no_data(self, cell: object) -> bool:
        """Whether a cell may be the label of a total or a note."""
        if not isinstance(cell, str):
            return False
        label = cell.strip()
        return any(form is not None and form.match(label) for form in (self.total, self.footnote))

    def is_no_data(self, line: Sequence[object], places: Mapping[str, int]) -> bool:
        """Whether a row is a total, which has a label where its key would be, or a note, which stands alone."""
        filled = [cell for cell in line if not is_empty(cell)]
        label = next((cell.strip() for cell in filled if isinstance(cell, str)), "")
        if self.footnote and len(filled) == 1 and self.footnote.match(label):
            return True
        if not label or self.total is None or not self.total.match(label):
            return False
        keys = [line[places[column]] for column in self.key if column in places and places[column] < len(line)]
        return not keys or any(is_empty(cell) or str(cell).strip() == label for cell in keys)


def _same_named(*names: str) -> dict[str, tuple[str, ...]]:
    return {name: (name.replace("_", " "),) for name in names}


def _forms(**columns: str) -> dict[str, Form]:
    """Column to its form: `whole="jumlah baris"` are two."""
    return {column: Form(reads) for reads, names in columns.items() for column in names.split()}  # type: ignore[arg-type]


_QUARTERLY = {
    f"{column}_tw{n}": tuple(f"{words} tw{mark}" for mark in (n, f" {n}", f" {roman}"))
    for column, words in (("target", "target antara"), ("rencana", "rencana kegiatan"))
    for n, roman in enumerate(("i", "ii", "iii", "iv"), 1)
}

LAYOUTS: dict[str, Layout] = {
    "dataang": Layout(
        _same_named(
            *("kdsatker", "kode_program", "kode_kegiatan", "kode_output", "kode_suboutput", "kode_komponen"),
            *("kode_subkomponen", "kode_akun", "header1", "header2", "nomor_item", "sumber_dana", "total"),
            *("nilai_blokir", "kode_sts_history", *(f"pok_nilai_{month}" for month in range(1, 13))),
        ),
        ("kode_sts_history", "nomor_item", "sumber_dana", "nilai_blokir"),
        ("kode_sts_history",),
        PLAIN,
        _forms(whole="header1 header2 total nilai_blokir " + " ".join(f"pok_nilai_{month}" for month in range(1, 13))),
    ),
    "sbs": Layout(
        _same_named("no_sbs", "tgl_sbs", "kode_akun", "jumlah", "no_sp3b", "tgl_sp3b"),
        ("no_sbs", "tgl_sbs", "kode_akun", "tgl_sp3b"),
        ("no_sbs", "kode_akun"),
        INDONESIAN,
        _forms(day="tgl_sbs tgl_sp3b", whole="jumlah"),
    ),
    "ntpn": Layout(
        _same_named("ntpn", "kode_akun", "jumlah", "tgl_terima_bank", "tgl_buku", "status"),
        ("ntpn", "kode_akun", "tgl_terima_bank", "tgl_buku"),
        ("ntpn", "kode_akun"),
        INDONESIAN,
        _forms(day="tgl_terima_bank tgl_buku", whole="jumlah"),
    ),
    "neraca": Layout(
        _same_named("kdsatker", "kode_periode", "akun", "uraian", "nilai"),
        ("kdsatker", "kode_periode", "akun", "nilai"),
        ("kode_periode", "akun"),
        INDONESIAN,
        _forms(whole="nilai"),
    ),
    "service_orders": Layout(
        {
            "no_order": ("no order", "nomor order"),
            "no_baris": ("no baris", "nomor baris"),
            **_same_named("jenis_layanan", "kode_pelanggan", "tanggal_masuk"),
            **_same_named("tanggal_lengkap", "tanggal_bayar", "tanggal_akhir_kontrak", "tanggal_selesai"),
            "spm_hk": ("spm hk", "spm"),
            "nilai_rp": ("nilai rp", "nilai"),
            **_same_named("nama_pelanggan", "jumlah", "satuan", "status"),
        },
        ("no_order", "no_baris", "jenis_layanan", "tanggal_masuk", "jumlah"),
        ("no_order", "no_baris"),
        INDONESIAN,
        _forms(
            name="jenis_layanan status",
            text="satuan",
            day="tanggal_masuk tanggal_lengkap tanggal_bayar tanggal_akhir_kontrak tanggal_selesai",
            whole="spm_hk jumlah nilai_rp",
        ),
        fill_down=("no_order", "jenis_layanan", "kode_pelanggan", "nama_pelanggan"),
    ),
    "survey": Layout(
        {
            "waktu": ("timestamp", "stempel waktu", "cap waktu"),
            **_same_named("jenis_layanan", "nama_perusahaan", "nama_responden"),
            "no_whatsapp": ("no whatsapp", "nomor whatsapp"),
            "saran": ("saran", "saran dan masukan", "saran masukan"),
            "email": ("email", "e mail", "alamat email", "email address"),
        },
        ("waktu", "jenis_layanan"),
        ("waktu", "jenis_layanan"),
        INDONESIAN,
        _forms(moment="waktu", name="jenis_layanan", whole="rekomendasi"),
    ),
    "kendali": Layout(
        {
            "berkas": ("berkas", "nama berkas"),
            "lembar": ("lembar", "nama lembar"),
            "baris": ("baris data", "jumlah baris"),
            "kolom": ("kolom kendali", "kolom"),
            "jumlah": ("jumlah kendali", "jumlah kolom"),
        },
        ("berkas", "baris", "kolom", "jumlah"),
        ("berkas",),
        INDONESIAN,
        _forms(whole="baris", number="jumlah"),
    ),
    "perjanjian_kinerja": Layout(
        {
            **_same_named("kode", "indikator", "satuan", "target", "arah", "penanggung_jawab"),
            "tujuan": ("tujuan", "tujuan strategis"),
            "sasaran": ("tujuan sasaran", "sasaran", "sasaran kegiatan", "sasaran strategis", "sasaran program"),
            **_QUARTERLY,
        },
        ("kode", "indikator", "target", "arah"),
        ("kode",),
        INDONESIAN,
        _forms(number="target target_tw1 target_tw2 target_tw3 target_tw4", name="arah"),
    ),
    "dipa": Layout(
        _same_named("kode", "uraian", "volume", "satuan"),
        ("kode", "uraian", "volume", "satuan"),
        ("kode",),
        INDONESIAN,
        _forms(number="volume"),
    ),
    "penilaian_luar": Layout(
        {
            **_same_named("kode", "triwulan", "nilai", "status", "tanggal", "penilai"),
            "dokumen_bukti": ("dokumen bukti", "bukti"),
        },
        ("kode", "triwulan", "nilai", "status"),
        ("kode", "triwulan"),
        INDONESIAN,
        _forms(number="nilai", name="status", day="tanggal"),
    ),
    "fisik": Layout(
        {
            **_same_named("kode", "triwulan"),
            "sasaran_tw": ("sasaran triwulan ini",),
            "realisasi_tw": ("realisasi triwulan ini",),
            "sasaran_sd": ("sasaran s d",),
            "realisasi_sd": ("realisasi s d",),
            "realisasi_kegiatan": (
                "realisasi kegiatan",
                "realisasi kegiatan triwulan ini",
                "kegiatan yang dilaksanakan",
            ),
        },
        ("kode", "triwulan", "sasaran_tw", "realisasi_sd"),
        ("kode", "triwulan"),
        INDONESIAN,
        _forms(number="sasaran_tw realisasi_tw sasaran_sd realisasi_sd"),
    ),
    "narasi": Layout(
        _same_named("kode", "bagian", "urutan", "teks", "penanggung_jawab", "target_penyelesaian"),
        ("kode", "bagian", "urutan", "teks"),
        ("kode", "bagian"),
        INDONESIAN,
        _forms(name="bagian", whole="urutan"),
    ),
    "glp039": Layout(
        {},
        (),
        (),
        PLAIN,
        _forms(
            name="basis",
            whole="pagu_revisi lock_pagu realisasi_periode_lalu realisasi_periode_ini realisasi_sd_periode sisa",
            number="persen",
        ),
        delimited=INDONESIAN,
        paper=GLP039,
    ),
    "rkk": Layout({}, (), (), PLAIN, _forms(whole="nomor_item jumlah"), paper=RKK),
    named_tables.KIND: Layout(
        {}, (), (), INDONESIAN, _forms(text=" ".join(named_tables.CELLS)), paper=named_tables.TABLE
    ),
}
"""Every kind that a figure is worked out from, the control list, and tables that narratives show."""


def layouts_of(contracts: Path) -> dict[str, Layout]:
    """The layouts, with what the contracts declare: headers of a unit's own and the forms of cells.

    Headers that are all known here change nothing, and neither does a type: this reader then goes by its own rules.
    A table of a kind that nothing here is worked out from is known by its contract alone.

    Args:
        contracts: folder of the contracts in force, kept with the release.
    """
    layouts = dict(LAYOUTS)
    for contract in contracts_of(contracts).values():
        layout = layouts.get(contract["kind"]) or _of_contract(contract)
        if layout is None:
            continue
        columns, forms = dict(layout.columns), dict(layout.forms)
        for column in dict.fromkeys((*forms, *contract["columns"])):
            declares = contract["columns"].get(column) or {}
            if (form := _declared(forms.get(column, CODE), contract, declares)) != CODE:
                forms[column] = form
            header = declares.get("header", [])
            declared = [normal(text) for text in ([header] if isinstance(header, str) else header)]
            known = layout.own is not None or set(declared) <= set(columns.get(column, ()))
            if column in columns and declared and not known:
                columns[column] = tuple(declared)
        locales = contract["number_locale"]
        if isinstance(locales, str):
            locales = {"xlsx": locales}
        layouts[contract["kind"]] = replace(
            layout,
            columns=columns,
            forms=forms,
            locale=locales.get("xlsx", layout.locale),
            delimited=locales.get("csv"),
            fill_down=tuple(contract.get("fill_down", layout.fill_down)),
        )
    return layouts


def contracts_of(folder: Path) -> dict[str, dict[str, Any]]:
    """Kind to the content of its contract, in the order of their files."""
    import yaml

    found: dict[str, dict[str, Any]] = {}
    for path in sorted(folder.glob("*.yaml")):
        contract = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
        found[contract["kind"]] = contract
    return found


def _of_contract(contract: Mapping[str, Any]) -> Layout | None:
    """The table that a contract describes, all of it from there; None of one that describes no table."""
    if contract.get("layout", "table") != "table":
        return None
    declared = {str(name): column or {} for name, column in contract["columns"].items()}
    titles = {name: column.get("header", []) for name, column in declared.items()}
    total, footnote = (contract.get("total_row") or {}).get("pattern"), contract.get("footnote")
    fragments = {name: tuple(map(folded, column.get("header_contains", []))) for name, column in declared.items()}
    needed = tuple(
        name for name, column in declared.items() if not column.get("may_lack") and (titles[name] or fragments[name])
    )
    required = tuple(
        name for name in needed if declared[name].get("required") and not declared[name].get("required_unless")
    )
    return Layout(
        {
            name: tuple(_title(title) for title in ([given] if isinstance(given, str) else given))
            for name, given in titles.items()
        },
        needed,
        required or tuple(contract["natural_key"]),
        INDONESIAN,
        {name: Form(_reads(column), is_indicator=bool(column.get("codes"))) for name, column in declared.items()},
        own=Own(
            tuple(contract["natural_key"]),
            fragments,
            re.compile(total, re.IGNORECASE) if total else None,
            re.compile(footnote, re.IGNORECASE) if footnote else None,
        ),
    )


def _reads(column: Mapping[str, Any]) -> Reads:
    """How a column of such a table is read; a text that is never compared keeps its signs."""
    types: dict[str, Reads] = {"integer": "whole", "decimal": "number", "date": "day", "datetime": "moment"}
    if column.get("identity"):
        return "text"
    if column.get("type") in types:
        return types[column["type"]]
    if column.get("reference") or column.get("allowed"):
        return "name"
    is_compared = column.get("codes") or column.get("case") == "upper" or column.get("pattern")
    return "code" if is_compared or column.get("type", "text") != "text" else "text"


def _declared(form: Form, contract: Mapping[str, Any], column: Mapping[str, Any]) -> Form:
    """The form of a column with what its contract declares of it."""
    dates = column.get("date_format", contract.get("date_format", "dd/mm/yyyy"))
    percent = column.get("percent", "")
    where = percent["points_where"] if isinstance(percent, dict) else {}
    return replace(
        form,
        number=column.get("number_form"),
        order="".join(part[0] for part in re.findall(r"d+|m+|y+", dates.partition(" ")[0])) or form.order,
        words=tuple(folded(word) for word in column.get("unit_words", ())),
        percent="" if where else percent,
        points_where=tuple((other, frozenset(map(folded, texts))) for other, texts in where.items()),
        capitals=column.get("case") == "upper",
    )


def _title(cell: object) -> str:
    return "" if cell is None else folded(str(cell))
