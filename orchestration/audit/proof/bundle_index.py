"""The page that tells what is in a bundle, in Indonesian, for whoever opens it without this program.

Belongs here: its words and its tables. Not here: what goes into a bundle (bundle.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any
from urllib.parse import quote

_STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1b2733}"
    "h1,h2{color:#12406b}table{border-collapse:collapse;width:100%;font-size:.85rem}"
    "th,td{border:1px solid #c5d0da;padding:.3rem .5rem;text-align:left;vertical-align:top}"
    "td.angka{text-align:right}code{word-break:break-all}"
)
_READING = {
    "laporan.pdf": "laporan untuk dibaca dan dicetak",
    "laporan.html": "laporan; klik sebuah angka untuk melihat rumus dan barisnya",
    "laporan.docx": "laporan untuk pengolah kata",
    "tabel.xlsx": "semua tabel dengan tanda pengenal angka",
    "dasbor.html": "dasbor: sasaran, tren, dan yang menggerakkannya, atas semua rilis",
    "figures.csv": "setiap angka: nilai, satuan, kebijakan, banyak baris dan sidik barisnya",
    "components.csv": "angka mana tersusun dari angka mana",
    "checks.json": "hasil setiap pemeriksaan",
    "findings.csv": "temuan",
    "manifest.json": "asal-usul: SHA-256 setiap berkas, kiriman, profil, rumus",
    "manifest.dsse.json": "tanda tangan elektronik atas manifest",
}


def page(index: Mapping[str, Any]) -> str:
    """The page of a bundle, whole and without anything from elsewhere.

    Args:
        index: the content of `indeks.json`.
    """
    quarter, release, files = index["quarter"], index["release"], index["files"]
    title = f"Berkas audit {quarter} {release}"
    folder = f"reports/{quarter}/{release}"
    read = [
        (_link(f"{folder}/{name}", name), escape(what))
        for name, what in _READING.items()
        if f"{folder}/{name}" in files
    ]
    received = [
        (
            _link(entry["file"], entry["file"].removeprefix("kiriman/")),
            _code(entry["sha256"]),
            "sebagaimana diterima"
            if entry["kept_sha256"] == entry["sha256"]
            else f"identitas orang diganti sebelum disimpan; yang disimpan: {_code(entry['kept_sha256'])}",
        )
        for entry in index["deliveries"]
    ]
    listed = [
        (_link(name, name), f"{entry['bytes']:,}".replace(",", "."), _code(entry["sha256"]))
        for name, entry in files.items()
    ]
    parts = [
        f"<h1>{escape(title)}</h1>",
        f"<p>{escape(str(index['unit']))}. Rilis dibuat {escape(str(index['created_at']))}.</p>",
        "<h2>Memeriksa</h2>",
        "<p>Dengan Triwulan, tanpa jaringan dan tanpa ruang kerja unit:"
        " <code>triwulan verify --bundle BERKAS.zip</code>. Setiap angka dihitung ulang dari"
        " kiriman oleh pembaca kedua, lalu dibandingkan dengan semua bentuk laporan. Tanpa Triwulan: bandingkan SHA-256"
        " di bawah dengan <code>sha256sum</code>.</p>",
        "<p>Kunci publik di <code>sources/kunci</code>, bila ada, ikut di dalam berkas ini. Cocokkan sidiknya dengan"
        " yang diumumkan unit: kunci yang datang bersama tanda tangannya membuktikan keutuhan, bukan siapa"
        " penandatangannya.</p>",
        "<h2>Rilis</h2>",
        _table(("Berkas", "Isi"), read),
        "<h2>Kiriman</h2>",
        "<p>Berkas yang diterima unit, dengan nama dari pengirimnya.</p>",
        _table(("Berkas", "SHA-256 saat diterima", "Keadaan"), received),
        "<h2>Semua berkas</h2>",
        _table(("Berkas", "Bita", "SHA-256"), listed),
    ]
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{_STYLE}</style>'
    return f'<!doctype html>\n<html lang="id"><head>{head}</head><body>\n' + "\n".join(parts) + "\n</body></html>\n"


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    top = "".join(f"<th>{escape(head)}</th>" for head in heads)
    body = "\n".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>\n{body}\n</tbody></table>"


def _link(place: str, text: str) -> str:
    return f'<a href="{quote(place)}">{escape(text)}</a>'


def _code(text: str) -> str:
    return f"<code>{escape(text)}</code>"
