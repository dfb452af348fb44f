# ruff: noqa: E501 -- a kind a line, as the table that it makes
"""Kinds of forgery: what a dishonest hand could change in a release, in every file of it, with the hashes put right.

`make forgeries` makes each of them in a copy of a release of the sample, verifies the copy whole, and prints the table:
kind, file, by which link it is caught. `test_forgeries.py` makes the same ones in every run of the tests.

A kind is data: a name, the file, and what is changed. The manifest's hashes are put right after each; "copy renewed"
says that the copy which the evidence keeps of the manifest is, too, and "report made again" that the program itself
made the report of what was forged.
"""

from __future__ import annotations

import base64
import json
import re
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from orchestration.audit.proof.verify import Verification
from orchestration.journey import proving
from tests.audit import pdf_forgeries as pdf
from tests.audit.spoiling import Copy

QUARTER = "2025-TW2"

Text = Callable[[str], str]


@dataclass(frozen=True)
class Forgery:
    """One kind.

    Attributes:
        kind: what is forged, in words.
        file: of the release.
        forge: makes it in a copy.
    """

    kind: str
    file: str
    forge: Callable[[Copy], None]

    def made_in(self, copy: Copy) -> None:
        """Makes it, and puts the hashes of the manifest right."""
        self.forge(copy)
        copy.rehash()


def swapped(before: str, after: str, count: int = 1) -> Text:
    """A text in place of another."""

    def change(text: str) -> str:
        assert before in text, before
        return text.replace(before, after, count)

    return change


def matched(pattern: str, change: Callable[[re.Match[str]], str]) -> Text:
    """What a pattern finds first, changed."""

    def changed(text: str) -> str:
        found = re.search(pattern, text, re.DOTALL)
        assert found, pattern
        return text[: found.start()] + change(found) + text[found.end() :]

    return changed


def exchanged(pattern: str) -> Text:
    """The first two different things that a pattern finds, each in the other's place."""

    def change(text: str) -> str:
        found = list(re.finditer(pattern, text, re.DOTALL))
        first, second = next((one, other) for one, other in pairwise(found) if one[0] != other[0])
        return text[: first.start()] + second[0] + text[first.end() : second.start()] + first[0] + text[second.end() :]

    return change


def html(change: Text) -> Callable[[Copy], None]:
    return lambda copy: copy.change_html(change)


def body(change: Text) -> Callable[[Copy], None]:
    """Changes the body of the page, not its head."""

    def changed(page: str) -> str:
        at = page.index("<main")
        return page[:at] + change(page[at:])

    return html(changed)


def packed(change: Text) -> Callable[[Copy], None]:
    """Changes the markup of the panels, which the page holds packed."""
    return lambda copy: copy.change_panels(change)


def drawing(change: Text) -> Callable[[Copy], None]:
    """Changes the first drawing of the page that is no emblem."""

    def changed(found: re.Match[str]) -> str:
        svg = base64.b64decode(found[1]).decode("utf-8")
        return found[0].replace(found[1], base64.b64encode(change(svg).encode("utf-8")).decode("ascii"))

    return html(matched(r'<figure class="grafik".*?data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)', changed))


def part(file: str, name: str, change: Text) -> Callable[[Copy], None]:
    return lambda copy: copy.change_part(file, name, change)


def picture(copy: Copy) -> None:
    """Two pictures of the Word file, each in the other's place."""
    from orchestration.publication.formats.office_package import pack, unpack

    def change(content: bytes) -> bytes:
        parts = unpack(content)
        one, other = "word/media/gambar1.png", "word/media/gambar2.png"
        parts[one], parts[other] = parts[other], parts[one]
        return pack(parts)

    copy.rewrite("laporan.docx", change)


_TABLE, _OWN_TABLE = "data/tabel-3.1.csv", "data/tabel-9.9.csv"


def left_out_table(copy: Copy) -> None:
    """A table of the report less, and its name less in the manifest."""
    (copy.release / _TABLE).unlink()
    copy.rewrite("manifest.json", lambda content: _named(content, lambda files: files.pop(_TABLE)))


def added_table(copy: Copy) -> None:
    """A table that no report has, beside those of the report, named in the manifest."""
    (copy.release / _OWN_TABLE).write_text("Layanan,Realisasi\nKonsultasi,999\n", encoding="utf-8")
    copy.rewrite("manifest.json", lambda content: _named(content, lambda files: files.setdefault(_OWN_TABLE, {})))


def _named(content: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    manifest = json.loads(content)
    change(manifest["files"])
    return json.dumps(manifest).encode("utf-8")


def _type_of_a_column(descriptor: Any) -> Any:
    """The descriptor with a number told as a text."""
    fields = descriptor["resources"][0]["schema"]["fields"]
    next(field for field in fields if field["type"] == "number")["type"] = "string"
    return descriptor


def added_sheet(copy: Copy) -> None:
    """A sheet that is hidden, with a number of its own."""
    import openpyxl

    book = openpyxl.load_workbook(copy.release / "tabel.xlsx")
    sheet = book.create_sheet("Catatan")
    sheet["A1"], sheet.sheet_state = "Capaian 100", "hidden"
    book.save(copy.release / "tabel.xlsx")


def lines(file: str, change: Callable[[list[str]], list[str]]) -> Callable[[Copy], None]:
    """Changes the lines of a file under its head."""

    def changed(content: bytes) -> bytes:
        head, *rest = content.decode("utf-8").splitlines(keepends=True)
        return "".join([head, *change(rest)]).encode("utf-8")

    return lambda copy: copy.rewrite(file, changed)


def _without(rule: str) -> Callable[[list[str]], list[str]]:
    """Leaves the first finding of a rule out."""

    def change(rows: list[str]) -> list[str]:
        at = next(number for number, row in enumerate(rows) if f",{rule}," in row)
        return [*rows[:at], *rows[at + 1 :]]

    return change


def text(file: str, change: Text) -> Callable[[Copy], None]:
    return lambda copy: copy.rewrite(file, lambda content: change(content.decode("utf-8")).encode("utf-8"))


def data(file: str, change: Callable[[Any], Any]) -> Callable[[Copy], None]:
    """Changes the content of a JSON file, which is written as the release writes it."""

    def changed(content: bytes) -> bytes:
        loaded = json.loads(content)
        loaded = change(loaded) or loaded
        return (json.dumps(loaded, ensure_ascii=False, indent=1) + "\n").encode("utf-8")

    return lambda copy: copy.rewrite(file, changed)


def check(name: str, **changes: Any) -> Callable[[Copy], None]:
    """Changes the first result of a check."""

    def change(results: list[dict[str, Any]]) -> None:
        next(result for result in results if result["name"] == name).update(changes)

    return data("checks.json", change)


def manifest(change: Callable[[dict[str, Any]], object], *, renewed: bool = False) -> Callable[[Copy], None]:
    """Changes the manifest, and the copy that the evidence keeps of it if that is renewed."""

    def forge(copy: Copy) -> None:
        path = copy.release / "manifest.json"
        content = json.loads(path.read_text(encoding="utf-8"))
        change(content)
        path.write_text(json.dumps(content), encoding="utf-8")
        if renewed:
            renew_copy(copy)

    return forge


def renew_copy(copy: Copy) -> None:
    """What the evidence keeps of the manifest says what the manifest says."""
    content = json.loads((copy.release / "manifest.json").read_text(encoding="utf-8"))
    for name in ("unit", "indicators", "created_at", "created_from", "compared", "policies"):
        told = json.dumps(content[name], ensure_ascii=False).replace("'", "''")
        copy.change_evidence(f"UPDATE release.manifest SET content = '{told}' WHERE name = '{name}'")


def evidence(*statements: str) -> Callable[[Copy], None]:
    def forge(copy: Copy) -> None:
        for statement in statements:
            copy.change_evidence(statement)

    return forge


def made_again(*statements: str) -> Callable[[Copy], None]:
    """The evidence changed, and the report made of it by the program itself, as the most able forger would."""

    def forge(copy: Copy) -> None:
        evidence(*statements)(copy)
        _write_again(copy)

    return forge


def inputs(file: str, change: Text, *, renewed: bool = False) -> Callable[[Copy], None]:
    """A file of the unit changed and named so in the manifest; `renewed` as in `manifest`."""

    def forge(copy: Copy) -> None:
        import hashlib

        text(f"inputs/{file}", change)(copy)
        digest = hashlib.sha256((copy.release / "inputs" / file).read_bytes()).hexdigest()

        def named(content: dict[str, Any]) -> None:
            content["created_from"]["configuration"][file] = digest

        manifest(named, renewed=renewed)(copy)

    return forge


def exchanged_proof(copy: Copy) -> None:
    """A document as evidence that says something else, named so in the manifest and its copy."""
    import hashlib

    name = f"pendukung/{QUARTER}/contoh_bukti_penilaian.pdf"
    path = copy.release / "inputs" / name
    path.write_bytes(path.read_bytes() + b"% lain\n")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    manifest(lambda m: m["created_from"]["configuration"].update({name: digest}), renewed=True)(copy)


def repainted(name: str) -> Callable[[Copy], None]:
    """A picture among the inputs in other colours, named so in the manifest, and the report made again of it."""

    def forge(copy: Copy) -> None:
        import hashlib

        path = copy.release / "inputs" / name
        path.write_bytes(_inverted(path.read_bytes()))
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        manifest(lambda m: m["created_from"]["configuration"].update({name: digest}), renewed=True)(copy)
        _write_again(copy)

    return forge


def _inverted(png: bytes) -> bytes:
    """A picture with its colours inverted."""
    import io

    from PIL import Image, ImageOps

    out = io.BytesIO()
    ImageOps.invert(Image.open(io.BytesIO(png)).convert("RGB")).save(out, "PNG")
    return out.getvalue()


def picture_of_the_page(copy: Copy) -> None:
    """The picture of a narrative on the page in other colours."""
    named = re.search(
        r'data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)" alt="Denah', (copy.release / "laporan.html").read_text("utf-8")
    )
    assert named
    svg = base64.b64decode(named[1]).decode("utf-8")
    inner = re.search(r"data:image/png;base64,([A-Za-z0-9+/=]+)", svg)
    assert inner
    other = base64.b64encode(_inverted(base64.b64decode(inner[1]))).decode("ascii")
    made = base64.b64encode(svg.replace(inner[1], other).encode("utf-8")).decode("ascii")
    html(swapped(named[1], made))(copy)


def _write_again(copy: Copy) -> None:
    """Every file but the PDF as the program makes it of the release."""
    from orchestration.audit.chain import Examination
    from orchestration.audit.recomputation import holdings
    from orchestration.journey.remaking import remake

    content = json.loads((copy.release / "manifest.json").read_text(encoding="utf-8"))
    found = holdings.read_evidence(Examination(), copy.release)
    assert found is not None
    for name, made in remake(copy.release, copy.quarter, content, found.relations).files.items():
        (copy.release / name).write_bytes(made)


def _checks_made_again(change: Callable[[Copy], None]) -> Callable[[Copy], None]:
    def forge(copy: Copy) -> None:
        change(copy)
        _write_again(copy)

    return forge


_ROW = r"<tr\b(?:(?!</tr>).)*</tr>"
_PARAGRAPH = r"<w:p>(?:(?!</w:p>).)*</w:p>"
_VERDICT = ("belum mencapai", "melampaui")

FORGERIES = [
    # laporan.html
    Forgery("verdict of a sentence", "laporan.html", body(swapped(*_VERDICT))),
    Forgery("sentence left out", "laporan.html", body(matched(r"<p>(?:(?!</p>|<data).)*</p>", lambda _: ""))),
    Forgery("sentence added", "laporan.html", body(swapped("<p>Puji", "<p>Semua target tercapai.</p>\n<p>Puji"))),
    Forgery("the unit's name on the cover", "laporan.html", body(swapped("Balai Besar", "Balai Kecil"))),
    Forgery("heading of a chapter", "laporan.html", body(swapped("Kata Pengantar", "Kata Penutup"))),
    Forgery("head of a column", "laporan.html", body(swapped("Realisasi</th>", "Target</th>"))),
    Forgery("order of the rows of a table", "laporan.html", body(exchanged(_ROW))),
    Forgery("row of the findings left out", "laporan.html", body(matched(_ROW + r"(?=\s*</tbody>)", lambda _: ""))),
    Forgery("bar of a chart", "laporan.html", drawing(matched(r"h(\d[\d.]*)v", lambda m: f"h{float(m[1]) * 1.5}v"))),
    Forgery("colour of a bar", "laporan.html", drawing(matched(r'fill="#([0-9a-f]{6})"', lambda _: 'fill="#b5842a"'))),
    Forgery("name in a panel", "laporan.html", packed(swapped("<h2>", "<h2>Kira-kira: "))),
    Forgery("number in a panel", "laporan.html", packed(matched(r"(</data> <span>)", lambda m: f"0{m[1]}"))),
    Forgery("panels in another order", "laporan.html", packed(exchanged(r'id="jejak-[^"]*"'))),
    Forgery("panels that are cut off", "laporan.html", html(matched(r"[A-Za-z0-9+/]{8}=*(?=</script>\s*<div class=.panel)", lambda _: ""))),
    Forgery("where a number leads", "laporan.html", body(exchanged(r'href="#lampiran-[^"]*"'))),
    Forgery("title of the page", "laporan.html", html(matched(r"<title>[^<]*", lambda _: "<title>Laporan"))),
    Forgery("author of the page", "laporan.html", html(swapped('name="author" content="', 'name="author" content="x'))),
    Forgery("style that hides a part", "laporan.html", html(swapped("<style>", "<style>#mutu-data{display:none}"))),
    Forgery("script", "laporan.html", html(swapped("<script>", "<script>document.title='';"))),
    Forgery("place and month of the signature", "laporan.html", body(swapped("Juli 2025", "Agustus 2025"))),
    Forgery("alternative text of a drawing", "laporan.html", html(matched(r'alt="([^"]+)"', lambda _: 'alt="Bagan"'))),
    # laporan.docx
    Forgery("verdict of a sentence", "laporan.docx", part("laporan.docx", "word/document.xml", swapped(*_VERDICT))),
    Forgery("paragraph left out", "laporan.docx", part("laporan.docx", "word/document.xml", matched(_PARAGRAPH, lambda _: ""))),
    Forgery("order of paragraphs", "laporan.docx", part("laporan.docx", "word/document.xml", exchanged(_PARAGRAPH))),
    Forgery("words made invisible", "laporan.docx", part("laporan.docx", "word/document.xml", swapped("<w:rPr>", "<w:rPr><w:vanish/>"))),
    Forgery("picture of another chart", "laporan.docx", picture),
    Forgery("what is said of a picture", "laporan.docx", part("laporan.docx", "word/document.xml", matched(r'descr="[^"]+"', lambda _: 'descr="Bagan"'))),
    Forgery("running head", "laporan.docx", part("laporan.docx", "word/kepala2.xml", swapped("Balai", "Badan"))),
    Forgery("footnote", "laporan.docx", part("laporan.docx", "word/footnotes.xml", swapped("</w:t>", " (perkiraan)</w:t>"))),
    Forgery("title among the properties", "laporan.docx", part("laporan.docx", "docProps/core.xml", matched(r"<dc:title>[^<]*", lambda _: "<dc:title>Laporan"))),
    Forgery("property that a field shows", "laporan.docx", part("laporan.docx", "docProps/custom.xml", matched(r"<vt:lpwstr>[^<]+", lambda _: "<vt:lpwstr>1"))),
    Forgery("style that hides", "laporan.docx", part("laporan.docx", "word/styles.xml", swapped("<w:rPr>", "<w:rPr><w:vanish/>"))),
    # tabel.xlsx
    Forgery("word in a table", "tabel.xlsx", part("tabel.xlsx", "xl/sharedStrings.xml", swapped("Realisasi", "Target"))),
    Forgery("name of a sheet", "tabel.xlsx", part("tabel.xlsx", "xl/workbook.xml", swapped('name="T2.2 ', 'name="T2.9 '))),
    Forgery("column hidden", "tabel.xlsx", part("tabel.xlsx", "xl/worksheets/sheet3.xml", swapped('<col min="1"', '<col hidden="1" min="1"'))),
    Forgery("row hidden", "tabel.xlsx", part("tabel.xlsx", "xl/worksheets/sheet3.xml", swapped('<row r="4"', '<row hidden="1" r="4"'))),
    Forgery("sheet hidden", "tabel.xlsx", part("tabel.xlsx", "xl/workbook.xml", swapped('sheetId="2"', 'sheetId="2" state="hidden"'))),
    Forgery("sheet added", "tabel.xlsx", added_sheet),
    Forgery("number format", "tabel.xlsx", part("tabel.xlsx", "xl/styles.xml", swapped("#,##0.00", "#,##0.0"))),
    Forgery("where an id leads", "tabel.xlsx", part("tabel.xlsx", "xl/worksheets/sheet3.xml", matched(r"'Jejak'!A(\d+)", lambda m: f"'Jejak'!A{int(m[1]) + 1}"))),
    Forgery("row behind a figure", "tabel.xlsx", part("tabel.xlsx", "xl/sharedStrings.xml", matched(r"(contoh_sbs_2025-06\.csv: )(\d+)", lambda m: f"{m[1]}{int(m[2]) + 1}"))),
    Forgery("digit of a table", _TABLE, text(_TABLE, swapped("42.19", "92.19"))),
    Forgery("word of a table", _TABLE, text(_TABLE, swapped("Belum tercapai", "Melampaui"))),
    Forgery("table left out", _TABLE, left_out_table),
    Forgery("table added", _OWN_TABLE, added_table),
    Forgery("type of a column", "datapackage.json", data("datapackage.json", _type_of_a_column)),
    Forgery("title among the properties", "tabel.xlsx", part("tabel.xlsx", "docProps/core.xml", matched(r"<dc:title>[^<]*", lambda _: "<dc:title>Tabel"))),
    # laporan.pdf
    *(Forgery(kind, "laporan.pdf", forge) for kind, forge in pdf.FORGERIES.items()),
    # tables and lists
    Forgery("unit of the row of an order", "evidence.duckdb", evidence("UPDATE marts.fct_order SET kode_satker = '999118' WHERE rowid = 7")),
    Forgery("unit of a figure's row, report made again", "evidence.duckdb", made_again("UPDATE figures.figures SET kode_satker = '999118' WHERE rowid = 7")),
    Forgery("name of a figure", "figures.csv", text("figures.csv", swapped("Jumlah responden", "Banyak responden"))),
    Forgery("order of the figures", "figures.csv", lines("figures.csv", lambda rows: [rows[1], rows[0], *rows[2:]])),
    Forgery("unit of a figure", "figures.csv", text("figures.csv", swapped(",Persen,", ",Rupiah,"))),
    Forgery("policy of a figure", "figures.csv", text("figures.csv", swapped("sla_satuan=jumlah", "sla_satuan=order"))),
    Forgery("order of the components", "components.csv", lines("components.csv", lambda rows: rows[::-1])),
    Forgery("role of a component", "components.csv", text("components.csv", swapped(",numerator", ",part"))),
    Forgery("formula in the panels", "jejak.json", text("jejak.json", swapped(" × ", " + "))),
    Forgery("name in the panels", "jejak.json", text("jejak.json", swapped("Nilai unsur", "Nilai rata-rata"))),
    Forgery("policy's reason in the panels", "jejak.json", text("jejak.json", swapped("dihitung", "ditaksir"))),
    Forgery("order of the panels", "jejak.json", data("jejak.json", lambda told: told["figures"].reverse())),
    Forgery("report that a change is told of", "revisions.csv", lambda copy: _reason(copy)),
    Forgery("reason of a change, report made again", "revisions.csv", _checks_made_again(text("revisions.csv", swapped(",kiriman,", ",kebijakan,")))),
    *(
        Forgery(f"finding {rule} left out, report made again", "findings.csv", _checks_made_again(lines("findings.csv", _without(rule))))
        for rule in ("cara_padan", "digantikan", "kolom_tambahan", "no_main_figure_moved_far_since_the_same_quarter_last_year")
    ),
    Forgery("warning left out", "findings.csv", lines("findings.csv", lambda rows: rows[1:])),
    Forgery("finding added", "findings.csv", lines("findings.csv", lambda rows: [*rows, "warning,,,,,,volumes_are_near_those_of_earlier_quarters,x\n"])),
    Forgery("sentence of a finding", "findings.csv", text("findings.csv", swapped("superseded", "confirmed"))),
    Forgery("severity of a finding", "findings.csv", text("findings.csv", swapped("info,contoh", "warning,contoh"))),
    Forgery("order of the findings", "findings.csv", lines("findings.csv", lambda rows: rows[::-1])),
    Forgery("check left out", "checks.json", data("checks.json", lambda results: results[1:])),
    Forgery("check left out, report made again", "checks.json", _checks_made_again(data("checks.json", lambda results: [r for r in results if r["name"] != "every_row_fits_its_contract"]))),
    Forgery("check added", "checks.json", data("checks.json", lambda results: [*results, {**results[0], "name": "all_is_well"}])),
    Forgery("warning turned into a pass", "checks.json", check("the_physical_target_of_a_quarter_is_one", passed=True, counts={"failed": 0}, samples=[])),
    Forgery("count of a check", "checks.json", check("every_file_is_of_exactly_one_known_kind", counts={"failed": 0, "files": 99})),
    Forgery("reason of a check", "checks.json", check("every_score_is_on_its_scale", reason="It is usual.")),
    Forgery("severity of a check", "checks.json", check("every_score_is_on_its_scale", severity="warn")),
    Forgery("name of a check, report made again", "checks.json", _checks_made_again(check("every_score_is_on_its_scale", label="Nilai wajar"))),
    Forgery("order of the checks", "checks.json", data("checks.json", lambda results: results[::-1])),
    # manifest.json
    Forgery("the unit's name", "manifest.json", manifest(lambda m: m["unit"].update(nama="Balai Kecil"))),
    Forgery("the unit's name, copy renewed", "manifest.json", manifest(lambda m: m["unit"].update(nama="Balai Kecil"), renewed=True)),
    Forgery("time of making", "manifest.json", manifest(lambda m: m.update(created_at="2025-07-01T08:00:00+00:00"))),
    Forgery("time of making in the future, copy renewed", "manifest.json", manifest(lambda m: m.update(created_at="2999-07-01T08:00:00+00:00"), renewed=True)),
    Forgery("policy", "manifest.json", manifest(lambda m: m["policies"]["sla_satuan"].update(nilai="order"))),
    Forgery("policy's reason, copy renewed", "manifest.json", manifest(lambda m: m["policies"]["sla_satuan"].update(alasan="lazim"), renewed=True)),
    Forgery("order of the indicators", "manifest.json", manifest(lambda m: m["indicators"].reverse())),
    Forgery("format, taken away", "manifest.json", manifest(lambda m: m.pop("format"))),
    Forgery("version of the program", "manifest.json", manifest(lambda m: m.update(program="9.9"))),
    Forgery("hash of the program", "manifest.json", manifest(lambda m: m["created_from"].update(code="0" * 64))),
    Forgery("hash of a model, copy renewed", "manifest.json", manifest(lambda m: m["created_from"]["models"].update({"models/figures/figures.sql": "0" * 64}), renewed=True)),
    Forgery("delivery left out", "manifest.json", manifest(lambda m: m["created_from"]["deliveries"].popitem())),
    Forgery("delivery under another name, copy renewed", "manifest.json", manifest(lambda m: _renamed(m["created_from"]["deliveries"]), renewed=True)),
    Forgery("release before", "manifest.json", manifest(lambda m: m.update(previous={"release": "r7", "manifest_sha256": "0" * 64, "changed_files": [], "changed_figures": [], "changed_inputs": []}))),
    Forgery("earlier report that it was compared with", "manifest.json", manifest(lambda m: m["created_from"].update(earlier_reports={}), renewed=True)),
    # inputs/
    Forgery("the unit's name", "inputs/unit.yaml", inputs("unit.yaml", swapped("Balai Besar", "Balai Kecil"))),
    Forgery("the unit's name, copy renewed", "inputs/unit.yaml", inputs("unit.yaml", swapped("Balai Besar", "Balai Kecil"), renewed=True)),
    Forgery("a policy's reason, copy renewed", "inputs/unit.yaml", inputs("unit.yaml", lambda text: _reasoned(text), renewed=True)),
    Forgery("name of a service, copy renewed", "inputs/reference/layanan.csv", inputs("reference/layanan.csv", swapped("Kalibrasi", "Peneraan"), renewed=True)),
    Forgery("printed name of a kind, copy renewed", "inputs/contracts/sbs.yaml", inputs("contracts/sbs.yaml", matched(r"printed_name: [^\n]*", lambda _: "printed_name: Daftar"), renewed=True)),
    Forgery("published figure's reason, copy renewed", "inputs/reference/laporan_terbit", inputs(f"reference/laporan_terbit/{QUARTER}.csv", lambda text: text.replace("laporan", "naskah", 3), renewed=True)),
    Forgery("emblem, copy renewed", "inputs/lambang.svg", inputs("lambang.svg", swapped("#b5842a", "#b52a2a"), renewed=True)),
    Forgery("picture of a narrative, report made again", "inputs/pendukung", repainted(f"pendukung/{QUARTER}/contoh_denah_penerimaan.png")),
    Forgery("page of a document as evidence", "laporan.html", body(swapped("contoh_bukti_penilaian.pdf#page=2", "contoh_bukti_penilaian.pdf#page=3"))),
    Forgery("document as evidence, copy renewed", "inputs/pendukung", exchanged_proof),
    Forgery("picture of a narrative", "laporan.html", picture_of_the_page),
    # evidence.duckdb
    Forgery("name of a figure", "evidence.duckdb", evidence("UPDATE figures.figures SET label = 'Banyak' WHERE figure_id = 'TJ.1.responden'")),
    Forgery("name of a figure, report made again", "evidence.duckdb", made_again("UPDATE figures.figures SET label = 'Banyak' WHERE figure_id = 'TJ.1.responden'", "UPDATE figures.fig_survei SET label = 'Banyak' WHERE figure_id = 'TJ.1.responden'")),
    Forgery("sentence of a steward, report made again", "evidence.duckdb", made_again("UPDATE figures.narratives SET teks = 'Semua tercapai.' WHERE urutan = 1 AND kode = 'SK1.1' AND bagian = 'hasil'")),
    Forgery("cell of a table that a narrative shows", "laporan.html", body(swapped("Permohonan disusun kembali", "Permohonan disetujui"))),
    Forgery("cell of a table that a narrative shows, report made again", "evidence.duckdb", made_again("UPDATE figures.narrative_tables SET sel_3 = '30' WHERE tabel = 'SPBE' AND sel_3 = '3'")),
    Forgery("row of a table that a narrative shows, report made again", "evidence.duckdb", made_again("DELETE FROM figures.narrative_tables WHERE tabel = 'SPBE' AND sel_1 = 'Mei'")),
    Forgery("tables that narratives show, report made again", "evidence.duckdb", made_again("DROP TABLE figures.narrative_tables")),
    Forgery("name of an indicator, report made again", "evidence.duckdb", made_again("UPDATE figures.indicators SET indikator = 'Indeks' WHERE kode = 'TJ.1'", "UPDATE figures.figures SET label = 'Indeks' WHERE figure_id = 'TJ.1.realisasi'")),
    Forgery("who is responsible, report made again", "evidence.duckdb", made_again("UPDATE figures.indicators SET penanggung_jawab = 'Kepala' WHERE kode = 'SK1.1'")),
    Forgery("tujuan of an indicator, report made again", "evidence.duckdb", made_again("UPDATE figures.indicators SET tujuan = 'Mutu' WHERE kode = 'SK1.1'")),
    Forgery("what was done, report made again", "evidence.duckdb", made_again("UPDATE figures.indicators SET realisasi_kegiatan = 'Tuntas.' WHERE kode = 'TJ.2'")),
    Forgery("what was done for a KRO", "evidence.duckdb", evidence("UPDATE figures.outputs SET realisasi_kegiatan = 'Tuntas.' WHERE kro = 'BAD'")),
    Forgery("note of a figure, report made again", "evidence.duckdb", made_again("UPDATE figures.figures SET keterangan = 'sangat baik' WHERE figure_id = 'TJ.1.konversi'", "UPDATE figures.fig_survei SET keterangan = 'sangat baik' WHERE figure_id = 'TJ.1.konversi'")),
    Forgery("policy of a figure", "evidence.duckdb", evidence("UPDATE figures.figures SET policy = 'sla_satuan=order' WHERE figure_id = 'SK1.1.realisasi'")),
    Forgery("name of a delivery, report made again", "evidence.duckdb", made_again("UPDATE raw_ingestion.deliveries SET file_name = 'lain.csv' WHERE file_name = 'contoh_sbs_2025-06.csv'")),
    Forgery("rows of a delivery, report made again", "evidence.duckdb", made_again("UPDATE raw_ingestion.deliveries SET rows_accepted = rows_accepted + 1, rows_total = rows_total + 1 WHERE file_name = 'contoh_sbs_2025-06.csv'")),
    Forgery("time of loading", "evidence.duckdb", evidence("UPDATE raw_ingestion.deliveries SET loaded_at = TIMESTAMP '2099-01-01'")),
    Forgery("class of rows", "evidence.duckdb", evidence("UPDATE raw_ingestion.row_classes SET row_count = row_count + 1 WHERE kind = 'sbs' AND row_class = 'header'")),
    Forgery("row rejected, report made again", "evidence.duckdb", made_again("INSERT INTO raw_ingestion.rejections (_delivery_sha256, _row, _source_row_id, kind, column_name, value, rule, expected, message) SELECT _delivery_sha256, _row, _source_row_id, 'sbs', 'x', '', 'x', 'x', 'x' FROM marts.fct_penerimaan LIMIT 1")),
    Forgery("row left out, report made again", "evidence.duckdb", made_again("DELETE FROM figures.excluded_rows WHERE reason = 'batal'")),
    Forgery("row that replaced another", "evidence.duckdb", evidence("UPDATE figures.excluded_rows SET replaced_by = _source_row_id WHERE reason = 'digantikan'")),
    Forgery("blokir of a revision of the DIPA, report made again", "evidence.duckdb", made_again(*(f"UPDATE figures.{table} SET value = value - 5000 WHERE figure_id = 'revisi.blokir.B03'" for table in ("figures", "fig_anggaran")), "UPDATE figures.figures SET printed_value = value WHERE figure_id = 'revisi.blokir.B03'")),
    Forgery("which revision a reason belongs to, report made again", "evidence.duckdb", made_again("UPDATE figures.narratives SET kode = 'B06' WHERE kode = 'B05'", "UPDATE figures.narratives SET kode = 'B05' WHERE kode = 'B06' AND urutan = (SELECT min(urutan) FROM figures.narratives WHERE kode = 'B06')")),
    Forgery("name of an output, report made again", "evidence.duckdb", made_again("UPDATE figures.outputs SET kro_nama = 'Layanan' WHERE kro = 'BAD'")),
    Forgery("declared name of a measure, report made again", "evidence.duckdb", made_again("UPDATE reference.ukuran SET label = replace(label, 'Nilai unsur', 'Nilai')", "UPDATE figures.figures SET label = replace(label, 'Nilai unsur', 'Nilai')", "UPDATE figures.fig_survei SET label = replace(label, 'Nilai unsur', 'Nilai')")),
    Forgery("name of a service, report made again", "evidence.duckdb", made_again("UPDATE reference.layanan SET nama = 'Peneraan' WHERE layanan = 'kalibrasi'")),
    Forgery("which rows a figure counts", "evidence.duckdb", evidence("UPDATE figures.figures SET trail_predicate = 'true' WHERE figure_id = 'SK2.1.pnbp'")),
    Forgery("cell of a row", "evidence.duckdb", evidence("UPDATE marts.fct_penerimaan SET jumlah_rp = jumlah_rp + 1 WHERE _source_row_id = (SELECT min(_source_row_id) FROM marts.fct_penerimaan WHERE is_terima_triwulan)")),
    Forgery("figure of a domain", "evidence.duckdb", evidence("UPDATE figures.fig_anggaran SET value = value + 1 WHERE figure_id = 'anggaran.pagu'")),
    Forgery("copy of the manifest", "evidence.duckdb", evidence("UPDATE release.manifest SET content = '\"2020-01-01\"' WHERE name = 'created_at'")),
    Forgery("copy of the manifest left out", "evidence.duckdb", evidence("DROP TABLE release.manifest")),
    # dasbor.html
    Forgery("verdict of an indicator", "dasbor.html", text("dasbor.html", swapped(">kurang<", ">tercapai<"))),
    Forgery("number of an indicator", "dasbor.html", text("dasbor.html", matched(r"(SK2\.2\.realisasi\">)10\.363<", lambda found: f"{found[1]}11.363<"))),
    Forgery("number of an earlier quarter, with its value", "dasbor.html", text("dasbor.html", matched(r'value="5366" data-angka="2025-TW1:SK2\.2\.realisasi"([^>]*)>5\.366<', lambda found: f'value="5166" data-angka="2025-TW1:SK2.2.realisasi"{found[1]}>5.166<'))),
    Forgery("contribution of a service, everywhere", "dasbor.html", text("dasbor.html", lambda page: page.replace(">2.591<", ">2.951<"))),
    Forgery("length of a bar", "dasbor.html", text("dasbor.html", matched(r'(<rect class="isi" data-batang="2025-TW2:SK2\.2\.capaian" width=")[0-9.]+', lambda found: f"{found[1]}66.7"))),
    Forgery("point of a line", "dasbor.html", text("dasbor.html", matched(r'(data-garis="SK2\.4\.realisasi"(?:(?!</svg>).)*<polyline points="4,)20', lambda found: f"{found[1]}4"))),
    Forgery("number of an indicator left out", "dasbor.html", text("dasbor.html", matched(r'<td class="jarak"(?:(?!</td>).)*</td>', lambda _: '<td class="jarak"></td>'))),
    Forgery("number without a key", "dasbor.html", text("dasbor.html", swapped("<h2 id=\"judul-rincian\">", "<p>Nilai SAKIP 99</p><h2 id=\"judul-rincian\">"))),
    Forgery("program in the page", "dasbor.html", text("dasbor.html", swapped("</main>", "<script>1</script></main>"))),
    # what moved
    Forgery("contribution", "data/kontribusi.csv", text("data/kontribusi.csv", swapped(",2591\n", ",2592\n"))),
    Forgery("figure of an earlier quarter", "data/tren.csv", text("data/tren.csv", swapped(",5.366,", ",5.466,"))),
    Forgery("projection", "data/proyeksi.csv", text("data/proyeksi.csv", swapped(",20726,", ",20726.1,"))),
    Forgery("contribution given to another service, report made again", "evidence.duckdb", made_again("UPDATE figures.contributions SET kontribusi = kontribusi + CASE kunci WHEN 'kalibrasi' THEN 9 ELSE -9 END WHERE kode = 'SK2.2' AND kunci IN ('kalibrasi', 'pengujian')")),
    Forgery("cell of an indicator, report made again", "evidence.duckdb", made_again("UPDATE figures.indicator_parts SET pembilang = pembilang + CASE bulan WHEN '04' THEN 9 ELSE -9 END WHERE kode = 'SK2.2' AND layanan = 'kalibrasi' AND bulan IN ('04', '05')")),
    Forgery("value of an earlier quarter, report made again", "evidence.duckdb", made_again("UPDATE reference.angka_lalu SET value = 5000, printed = '5.000' WHERE figure_id = 'SK2.2.realisasi'", "UPDATE figures.indicator_changes SET nilai_lalu = 5000, tercetak_lalu = 5000, perubahan = 5363, perubahan_rinci = 5363 WHERE kode = 'SK2.2'", "UPDATE figures.contributions SET kontribusi = kontribusi + 366 WHERE kode = 'SK2.2' AND (kunci = 'pengujian' OR kunci = '06')")),
    Forgery("cell of an earlier quarter, report made again", "evidence.duckdb", made_again("UPDATE reference.bagian_lalu SET pembilang = pembilang + 9 WHERE kode = 'SK2.2' AND layanan = 'kalibrasi' AND bulan = '01'", "UPDATE figures.contributions SET kontribusi = kontribusi - 9, pembilang_lalu = pembilang_lalu + 9 WHERE kode = 'SK2.2' AND kunci IN ('01', 'kalibrasi')", "UPDATE figures.contributions SET kontribusi = kontribusi + 9 WHERE kode = 'SK2.2' AND kunci IN ('06', 'pengujian')")),
    Forgery("change told as not comparable, report made again", "evidence.duckdb", made_again("UPDATE figures.indicator_changes SET sebab = 'cara_berbeda', perubahan = NULL, perubahan_rinci = NULL, pembulatan = NULL WHERE kode = 'SK2.4'", "DELETE FROM figures.contributions WHERE kode = 'SK2.4'")),
    Forgery("distance to a target, report made again", "evidence.duckdb", made_again("UPDATE figures.projections SET jarak = -1 WHERE kode = 'SK2.2'")),
    Forgery("projection, report made again", "evidence.duckdb", made_again("UPDATE figures.projections SET proyeksi_akhir = 21000, jarak_proyeksi = -400 WHERE kode = 'SK2.2'")),
    Forgery("trends left out, report made again", "evidence.duckdb", made_again("DELETE FROM figures.contributions", "DELETE FROM figures.indicator_changes", "DELETE FROM reference.rilis_lalu", "DELETE FROM reference.angka_lalu", "DELETE FROM reference.bagian_lalu")),
    # what it was compared with
    Forgery("figures of an earlier report", "compared/2025-TW1.csv", text("compared/2025-TW1.csv", swapped("Jumlah", "Banyak"))),
    # what a steward reads
    Forgery("Indonesian of a finding", "findings.csv", text("findings.csv", swapped("digantikan oleh", "dibenarkan oleh"))),
]  # fmt: skip


def _renamed(deliveries: dict[str, str]) -> None:
    place = next(place for place in deliveries if "sbs_2025-06" in place)
    deliveries[place.replace("contoh", "lain")] = deliveries.pop(place)


def _reasoned(profile: str) -> str:
    return matched(r"(alasan: >?\s*)(\w+)", lambda found: f"{found[1]}Mungkin {found[2]}")(profile)


def _reason(copy: Copy) -> None:
    name = "revisions.csv"
    content = (copy.release / name).read_text(encoding="utf-8").splitlines()
    if len(content) > 1:
        text(name, swapped(content[1].split(",")[1], "2025-TW9"))(copy)
    else:
        columns = content[0].split(",")
        row = {"kind": "direvisi", "quarter": copy.quarter.code, "release": "r0", "figure_id": "TJ.1.realisasi"}
        text(name, lambda whole: whole + ",".join(row.get(column, "") for column in columns) + "\n")(copy)


def verified(copy: Copy) -> Verification:
    """What `triwulan verify` finds in a copy."""
    return proving.verify(copy.workspace, copy.quarter, copy.release)


def tried(folder: Path, number: int) -> tuple[str, bool]:
    """Makes one kind in a copy of the release that `main` made, and verifies it: its line, and whether it was caught."""
    from tests.conftest import PROJECT, World

    forgery, place = FORGERIES[number], folder / str(number)
    copy = Copy.of(World(PROJECT / "sources", folder / "state", folder / "reports"), QUARTER, place)
    forgery.made_in(copy)
    result = verified(copy)
    shutil.rmtree(place)
    return line(forgery, result), not result.holds


def line(forgery: Forgery, result: Verification) -> str:
    """Kind, file, whether it was caught and by which link."""
    by = result.broken[0].link if result.broken else ""
    return _line(forgery.kind, forgery.file, "no" if result.holds else "yes", by)


def _line(*cells: str) -> str:
    kinds, files = (max(len(forgery.kind) for forgery in FORGERIES), max(len(forgery.file) for forgery in FORGERIES))
    return f"{cells[0]:{kinds}}  {cells[1]:{files}}  {cells[2]:6}  {cells[3]}".rstrip()


def main() -> int:
    """Makes every kind in a copy of a release of the sample, and prints what became of it; 1 when one is missed."""
    from tests.conftest import PROJECT, World

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        world = World(PROJECT / "sources", folder / "state", folder / "reports")
        for quarter in ("2025-TW1", QUARTER):
            ran = world.triwulan("run", quarter, within=())
            assert ran.code == 0, ran.output + ran.errors
        caught = 0
        print(_line("kind", "file", "caught", "by"))  # noqa: T201
        # A process of its own for each of a few kinds: what one keeps in memory helps none of the next ones.
        with get_context("spawn").Pool(maxtasksperchild=8) as pool:
            for printed, found in pool.imap(partial(tried, folder), range(len(FORGERIES))):
                print(printed, flush=True)  # noqa: T201
                caught += found
        print(f"{caught} of {len(FORGERIES)} caught")  # noqa: T201
        return 0 if caught == len(FORGERIES) else 1


if __name__ == "__main__":
    sys.exit(main())
