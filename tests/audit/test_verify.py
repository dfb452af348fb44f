"""`verify` holds for honest releases, and every way to spoil one is found and named.

Each change is made to a copy; where the manifest's hashes are put right afterwards, only the content can tell.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from orchestration.audit.proof.html_reader import unpacked
from orchestration.audit.proof.printed_pages import NUMERAL
from orchestration.audit.proof.verify import verify
from orchestration.audit.recomputation.shown_cells import CELLS
from orchestration.journey import proving
from orchestration.release.envelope import stated
from orchestration.release.reading import SIGNATURE
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.settings import PROJECT, Workspace
from tests.audit.spoiling import Copy, elements, one_digit_up
from tests.conftest import CommandResult, World

pytestmark = pytest.mark.slow

QUARTER = "2025-TW1"
FIGURE = "SK2.1.pnbp"
"""A figure that stands in many places of the report."""


@pytest.fixture
def copy(sample_world: World, tmp_path: Path) -> Copy:
    return Copy.of(sample_world, QUARTER, tmp_path)


def swap_texts(page: str) -> str:
    """The texts of two neighbouring figures exchanged."""
    first, second = next(pair for pair in pairwise(elements(page)) if pair[0][2] != pair[1][2])
    return page[: first.start(2)] + second[2] + page[first.end(2) : second.start(2)] + first[2] + page[second.end(2) :]


def swap_elements(page: str) -> str:
    """Two neighbouring figures exchanged with id and value, each right in itself."""
    first, second = next(pair for pair in pairwise(elements(page)) if pair[0][2] != pair[1][2])
    return page[: first.start()] + second[0] + page[first.end() : second.start()] + first[0] + page[second.end() :]


def change_html_digit(page: str) -> str:
    found = next(element for element in elements(page) if element[1] == FIGURE)
    return page[: found.start(2)] + one_digit_up(found[2]) + page[found.end(2) :]


def change_pdf_digit(text: str) -> str | None:
    return one_digit_up(text) if re.fullmatch(r"\d{1,3}(\.\d{3})+|\d+,\d\d", text) else None


@pytest.mark.parametrize(("world", "quarter"), [("sample", "2025-TW1"), ("sample", "2025-TW2"), ("other", "2025-TW2")])
def test_an_honest_release_holds(request: pytest.FixtureRequest, world: str, quarter: str, tmp_path: Path) -> None:
    made: World = request.getfixturevalue(f"{world}_world")
    # Neither sources nor warehouse: the release and the archive alone.
    copied = Copy.of(made, quarter, tmp_path)
    result = copied.verify()
    assert result.broken == [], result.as_text()
    # The release before is not there: what its indicators were made of is held against its figures alone.
    before = ["what the indicators of 2025-TW1 were made of, r1 is not at hand"]
    assert result.omitted == (before if (world, quarter) == ("sample", "2025-TW2") else [])
    figures = len(made.figures(quarter))
    assert figures > 1000
    assert result.counts["figures"] == result.counts["recomputed"] == figures
    manifest = json.loads((copied.release / "manifest.json").read_text(encoding="utf-8"))
    assert result.counts["deliveries"] == len(manifest["created_from"]["deliveries"])
    assert result.counts["files"] == len(manifest["files"])
    page = unpacked((copied.release / "laporan.html").read_text(encoding="utf-8"))
    assert result.counts["printed_html"] == len(elements(page)) + page.count(" data-penuh=")
    # Every constant digit is a numeral too, so the PDF has more of them.
    assert result.counts["printed_pdf"] > result.counts["printed_html"]
    assert result.counts["cells"] > 3 * result.counts["rows"] > 0
    assert result.as_dict()["holds"] is True
    [signed] = result.signed
    assert signed.startswith("signed by Balai Besar Standardisasi dan Pelayanan Jasa Industri Agro (999119), key ")
    assert f"\n  {signed}\n" in result.as_text()
    assert result.as_text().endswith("\nholds")


def test_what_tests_keep_of_their_reading_changes_nothing(agency_world: World, tmp_path: Path) -> None:
    """A release with other digits in its page, examined by a new process."""
    copy = Copy.of(agency_world, QUARTER, tmp_path)
    page = copy.release / "laporan.html"
    page.write_bytes(page.read_bytes().replace(b">1", b">2", 40))
    copy.rehash()
    kept = [proving.verify(copy.workspace, copy.quarter, copy.release).as_dict() for _ in range(2)]
    assert not kept[0]["holds"]
    ended = command(copy, "--json", within=())
    assert [json.loads(ended.output)] * 2 == kept
    assert ended.code == 5


def test_facts_carry_the_cells_that_are_compared(sample_world: World) -> None:
    from orchestration.release import store

    with store.read(sample_world.release("2025-TW2")) as connection:
        known = {
            row[0]
            for row in connection.execute(
                "SELECT column_name FROM duckdb_columns() WHERE schema_name = 'marts'"
            ).fetchall()
        }
    assert {name for columns in CELLS.values() for name in columns} <= known


def test_one_byte_of_an_archived_file_and_a_delivery_removed(copy: Copy) -> None:
    changed = ["contoh_order_layanan_2025-03.xlsx", "contoh_sbs_2025-03.csv", "contoh_survei_2025-03.csv"]
    for name in changed:
        path = copy.archived(name)
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
    removed = copy.archived("contoh_neraca_2024-12_belum_diaudit.csv")
    shutil.rmtree(removed.parent)
    result = copy.verify()
    # One sentence a file; the figures that hang on it are not reported one by one.
    assert {found.link for found in result.broken} == {"archive"}
    places = [f"{QUARTER}/{name}" for name in (*changed, removed.name)]
    assert sorted(found.place for found in result.broken) == sorted(places)
    assert result.omitted
    assert not result.holds


def test_one_digit_of_each_document_with_the_hashes_as_they_were(copy: Copy) -> None:
    copy.change_html(change_html_digit)
    changed = copy.change_pdf(change_pdf_digit)
    copy.change_figure("TJ.2.realisasi", value=one_digit_up(copy.figure("TJ.2.realisasi")["value"]))
    broken = copy.verify().broken
    assert [found.link for found in broken] == ["files", "files", "files", "figures", "html", "pdf"]
    assert {found.place for found in broken[:3]} == {"laporan.html", "laporan.pdf", "figures.csv"}
    assert broken[3].place == "TJ.2.realisasi"
    assert FIGURE in broken[4].place
    assert broken[5].found == changed


def test_digits_of_the_html(copy: Copy) -> None:
    """One of a printed text, one of a machine value, one of a value in full, and a number that belongs to nothing."""
    right, other = copy.figure(FIGURE), copy.figure("TJ.2.realisasi")
    full = re.compile(r'data-penuh="TJ\.1\.realisasi">([^<]+)<')

    def change(page: str) -> str:
        page = change_html_digit(page)
        machine = f'value="{other["value"]}" data-figure="TJ.2.realisasi"'
        page = page.replace(machine, machine.replace(other["value"], one_digit_up(other["value"])), 1)
        return page.replace("</main>", "<p>Naik 12,5 persen.</p></main>", 1)

    copy.change_html(change)
    copy.change_panels(
        lambda panels: full.sub(lambda found: found[0].replace(found[1], one_digit_up(found[1])), panels)
    )
    copy.rehash()
    broken = {found.place.split(" in ")[0].removeprefix("laporan.html: "): found for found in copy.verify().broken}
    assert (broken[FIGURE].expected, broken[FIGURE].found) == (right["printed"], one_digit_up(right["printed"]))
    assert broken["TJ.2.realisasi"].found == one_digit_up(other["value"])
    assert broken["TJ.1.realisasi"].place.endswith("in full")
    assert "12,5" in next(found.found for found in broken.values() if found.expected == "a figure")
    # The number that was added is missing in the PDF and in the Word file.
    assert {found.link for found in broken.values()} == {"html", "pdf", "docx"}


def test_digits_of_the_trails_for_programs(copy: Copy) -> None:
    """One of a value, one of a row's number, one of a file's hash."""
    patterns = (
        r'"figure_id": "SK2\.1\.pnbp", .*?"value": "(\d+)"',
        r'"fct_neraca-\d+": \{.*?"row_ranges": "([\d, -]+)"',
        r'"sha256": "([0-9a-f]+)",\s+"file_name": "contoh_sbs',
    )

    def change(content: bytes) -> bytes:
        text = content.decode("utf-8")
        for pattern in patterns:
            found = re.search(pattern, text)
            assert found is not None
            text = text[: found.start(1)] + one_digit_up(found[1]) + text[found.end(1) :]
        return text.encode("utf-8")

    copy.rewrite("jejak.json", change)
    copy.rehash()
    broken = copy.verify().broken
    # The trace of the workbook names the rows that the file for programs does not.
    assert {found.link for found in broken} == {"json", "xlsx"}
    places = {found.place.removeprefix("jejak.json: ") for found in broken}
    assert places >= {FIGURE, "SK2.3.aset", f"{QUARTER}/contoh_sbs_2025-03.csv"}


def test_two_neighbours_that_changed_texts(copy: Copy) -> None:
    before = elements((copy.release / "laporan.html").read_text(encoding="utf-8"))
    copy.change_html(swap_texts)
    copy.rehash()
    broken = copy.verify().broken
    assert [found.link for found in broken] == ["html", "html"]
    first, second = next(pair for pair in pairwise(before) if pair[0][2] != pair[1][2])
    assert first[1] in broken[0].place and second[1] in broken[1].place


def test_two_neighbours_that_changed_places(copy: Copy) -> None:
    copy.change_html(swap_elements)
    copy.rehash()
    # Each prints its own value; only the documents beside it tell that they stand in the wrong places.
    broken = copy.verify().broken
    assert [found.link for found in broken] == ["pdf", "pdf", "docx", "docx"]
    for first, second in (broken[:2], broken[2:]):
        assert (first.expected, first.found) == (second.found, second.expected)


def test_one_digit_of_the_pdf(copy: Copy) -> None:
    changed = copy.change_pdf(change_pdf_digit)
    copy.rehash()
    broken = copy.verify().broken
    assert [(found.link, found.found) for found in broken] == [("pdf", changed)]
    assert "page" in broken[0].place


def test_the_running_foot_of_the_pdf(copy: Copy) -> None:
    changed = copy.change_pdf(lambda text: text.replace("2025", "2052") if "Laporan PP" in text else None)
    assert "2052" in changed
    copy.rehash()
    assert [(found.link, found.found) for found in copy.verify().broken] == [("pdf", "2052")]


FIELD = re.compile(r'> DOCPROPERTY &quot;([^&]*)&quot; .*?<w:t xml:space="preserve">([^<]*)</w:t>')
NUMBER = re.compile(r'<c r="([A-Z]+\d+)" s="\d+"><v>(\d{6,15})</v></c>')


def test_one_digit_of_the_word_file(copy: Copy) -> None:
    def change(body: str) -> str:
        found = next(control for control in FIELD.finditer(body) if control[1] == FIGURE)
        return body[: found.start(2)] + one_digit_up(found[2]) + body[found.end(2) :]

    copy.change_part("laporan.docx", "word/document.xml", change)
    copy.rehash()
    right = copy.figure(FIGURE)["printed"]
    # Neither the text of its figure nor the number that the HTML has there.
    broken = copy.verify().broken
    assert [(found.link, found.expected, found.found) for found in broken] == [("docx", right, one_digit_up(right))] * 2
    assert all(FIGURE in found.place for found in broken)
    assert any(f"prints '{one_digit_up(right)}'; the figure is '{right}'" in found.message for found in broken)


def test_a_property_that_the_word_file_would_show_when_its_fields_are_updated(copy: Copy) -> None:
    right = copy.figure(FIGURE)["printed"]
    before = f'name="{FIGURE}"><vt:lpwstr>{right}<'
    copy.change_part(
        "laporan.docx",
        "docProps/custom.xml",
        lambda text: text.replace(before, before.replace(right, one_digit_up(right))),
    )
    copy.rehash()
    (found,) = copy.verify().broken
    assert (found.link, found.expected, found.found) == ("docx", right, one_digit_up(right))


def test_a_figure_of_the_word_file_under_the_id_of_another(copy: Copy) -> None:
    """Where two figures have the same text only the id tells."""

    def change(body: str) -> str:
        controls = [*FIELD.finditer(body)]
        first = next(one for one in controls if any(one[2] == two[2] and one[1] != two[1] for two in controls))
        other = next(two for two in controls if first[2] == two[2] and first[1] != two[1])
        return body[: first.start(1)] + other[1] + body[first.end(1) :]

    copy.change_part("laporan.docx", "word/document.xml", change)
    copy.rehash()
    (found,) = copy.verify().broken
    assert found.link == "docx"
    assert found.found != found.expected
    assert "where laporan.html has" in found.message


def test_a_number_typed_into_the_word_file_and_another_foot(copy: Copy) -> None:
    typed = '<w:p><w:r><w:t xml:space="preserve">Naik 12,5 persen.</w:t></w:r></w:p><w:sectPr>'
    copy.change_part("laporan.docx", "word/document.xml", lambda body: typed.join(body.rsplit("<w:sectPr>", 1)))
    copy.change_part("laporan.docx", "word/kaki4.xml", lambda foot: foot.replace("2025", "2052"))
    copy.rehash()
    broken = copy.verify().broken
    assert {found.link for found in broken} == {"docx"}
    assert {"2052"} < {found.found for found in broken}
    assert any("numerals; laporan.html has" in found.message for found in broken)


def test_one_digit_of_the_workbook(copy: Copy) -> None:
    changed: list[str] = []

    def change(sheet: str) -> str:
        found = next(NUMBER.finditer(sheet))
        changed.append(found[1])
        return sheet[: found.start(2)] + one_digit_up(found[2]) + sheet[found.end(2) :]

    copy.change_part("tabel.xlsx", "xl/worksheets/sheet2.xml", change)
    copy.rehash()
    (found,) = copy.verify().broken
    assert found.link == "xlsx"
    assert f"T2.1 Pagu, blokir, dan pagu efe!{changed[0]}: " in found.place
    assert found.found == one_digit_up(found.expected)
    ended = command(copy)
    assert ended.code == 5
    assert changed[0] in ended.output
    # A process that has kept nothing of other tests says the same.
    assert ended.output == f"{copy.proven().as_text()}\n"


def test_decimals_that_the_workbook_hides(copy: Copy) -> None:
    copy.change_part("tabel.xlsx", "xl/styles.xml", lambda styles: styles.replace("#,##0.00", "#,##0.0"))
    copy.rehash()
    broken = copy.verify().broken
    assert {found.link for found in broken} == {"xlsx"}
    assert all(len(found.found) < len(found.expected) for found in broken)


def test_the_trace_of_the_workbook(copy: Copy) -> None:
    """A digit of a value, a digest and a file-wide text: the sheet names the figure each belongs to."""
    row = copy.figure(FIGURE)

    def change(strings: str) -> str:
        return strings.replace(row["row_digest"], row["row_digest"][::-1])

    copy.change_part("tabel.xlsx", "xl/sharedStrings.xml", change)
    copy.rehash()
    broken = copy.verify().broken
    assert {found.link for found in broken} == {"xlsx"}
    told = {found.place.rpartition(": ")[2]: (found.expected, found.found) for found in broken}
    assert told[FIGURE] == (row["row_digest"], row["row_digest"][::-1])


def command(copy: Copy, *options: str, within: Sequence[str] | None = None) -> CommandResult:
    """How the command ends over a copy."""
    world = World(copy.workspace.sources, copy.workspace.state, copy.workspace.reports)
    return world.triwulan("verify", copy.quarter.code, "--release", copy.release.name, *options, within=within)


def test_the_signature_that_is_gone(copy: Copy) -> None:
    (copy.release / SIGNATURE).unlink()
    found = proving.verify(copy.workspace, copy.quarter, copy.release)
    assert found.signed == []
    assert [(broken.link, broken.place) for broken in found.broken] == [
        ("signature", f"{QUARTER}/{copy.release.name}/{SIGNATURE}")
    ]


def test_digits_of_figures_csv(copy: Copy) -> None:
    """One in each column that counts, a figure that is left out and one that is made up."""
    changed = {
        FIGURE: "value",
        "SK2.3.aset": "printed",
        "TJ.2.realisasi.pengujian": "row_count",
        "SK2.4.biaya_operasional": "row_digest",
    }
    right = {figure_id: copy.figure(figure_id)[column] for figure_id, column in changed.items()}
    for figure_id, column in changed.items():
        copy.change_figure(figure_id, **{column: one_digit_up(right[figure_id])})
    gone, made_up = "anggaran.pagu.blu.53", "anggaran.pagu.blu.59"
    copy.change_figure(gone, figure_id=made_up)
    copy.rehash()
    broken = copy.verify().broken
    told = {found.place: (found.expected, found.found) for found in broken if found.link == "figures"}
    assert told.keys() == {*changed, gone, made_up}
    for figure_id, value in right.items():
        assert told[figure_id] == (value, one_digit_up(value))
    # The report prints the right figures, so it is not reported; the trails lack the one made up.
    assert {found.link for found in broken} == {"figures", "json", "xlsx"}
    assert [found.expected for found in broken if found.link == "xlsx"] == [made_up]


def test_a_component_that_is_none(copy: Copy) -> None:
    line = "TJ.1.capaian,TJ.1.target,target\n"
    copy.rewrite(
        "components.csv", lambda content: content.replace(line.encode(), line.replace("TJ.1.t", "TJ.2.t").encode())
    )
    copy.rehash()
    broken = copy.verify().broken
    assert {found.link for found in broken} == {"figures"}
    assert {found.place for found in broken} == {"TJ.1.capaian"}


def test_a_component_in_another_role(copy: Copy) -> None:
    """Its figure has the same parts, so only the evidence beside it tells."""
    line = b"TJ.1.capaian,TJ.1.target,target\n"
    copy.rewrite("components.csv", lambda content: content.replace(line, line.replace(b"target\n", b"bagian\n")))
    copy.rehash()
    broken = [found for found in copy.verify().broken if found.link == "figures"]
    assert {found.place for found in broken} == {"TJ.1.capaian"}
    assert any("as bagian of TJ.1.capaian" in found.message for found in broken)


def test_a_formula_changed_after_the_release(copy: Copy, tmp_path: Path) -> None:
    project = tmp_path / "dbt_project"
    shutil.copytree(PROJECT / "dbt_project", project, ignore=shutil.ignore_patterns("target", "logs"))
    model = next(project.glob("models/marts/**/fct_order.sql"))
    model.write_text(model.read_text(encoding="utf-8") + "\n-- another formula\n", encoding="utf-8")
    broken = copy.verify(project).broken
    assert [(found.link, found.place) for found in broken] == [("models", model.relative_to(project).as_posix())]


def test_a_wrong_formula_when_the_release_was_made(copy: Copy) -> None:
    """The wrong value stands in every file of the release alike; only the rows tell."""
    row = copy.figure(FIGURE)
    value, printed = one_digit_up(row["value"]), one_digit_up(row["printed"])
    copy.change_figure(FIGURE, value=value, printed=printed)
    copy.change_evidence(
        f"UPDATE figures.figures SET value = {value}, printed_value = {value} WHERE figure_id = '{FIGURE}'"
    )
    for change in (copy.change_html, copy.change_panels):
        change(
            lambda page: re.sub(
                rf'value="{row["value"]}"( data-figure="{re.escape(FIGURE)}"[^>]*>){re.escape(row["printed"])}<',
                rf'value="{value}"\g<1>{printed}<',
                page,
            )
        )
    copy.rehash()
    broken = copy.verify().broken
    assert [(found.link, found.place) for found in broken] == [("recomputation", FIGURE)]
    assert (broken[0].expected, broken[0].found) == (row["value"], value)


def test_a_row_left_out_when_the_release_was_made(copy: Copy) -> None:
    copy.change_evidence("DELETE FROM marts.fct_penerimaan WHERE _row = (SELECT min(_row) FROM marts.fct_penerimaan)")
    copy.rehash()
    broken = copy.verify().broken
    assert {found.link for found in broken} == {"evidence"}
    assert FIGURE in {found.place for found in broken}


def test_a_cell_of_the_evidence_that_the_file_does_not_have(copy: Copy) -> None:
    copy.change_evidence("UPDATE marts.fct_penerimaan SET jumlah_rp = jumlah_rp + 1 WHERE _row = 2")
    copy.rehash()
    broken = copy.verify().broken
    assert [(found.link, found.place) for found in broken] == [("rows", f"{QUARTER}/contoh_sbs_2025-03.csv, row 2")]


def test_another_profile_beside_the_release(copy: Copy) -> None:
    copy.rewrite("inputs/unit.yaml", lambda content: content.replace(b"rata_rata_layanan", b"tertimbang_responden", 1))
    copy.rehash()
    assert ("inputs", "inputs/unit.yaml") in {(found.link, found.place) for found in copy.verify().broken}


def test_a_file_too_many_and_one_too_few(copy: Copy) -> None:
    (copy.release / "catatan.txt").write_text("tambahan", encoding="utf-8")
    (copy.release / "checks.json").unlink()
    broken = copy.verify().broken
    assert {(found.link, found.place) for found in broken} == {("files", "catatan.txt"), ("files", "checks.json")}


def test_the_manifest_before(copy: Copy) -> None:
    """The next release names the hash of this one's manifest, so that putting a hash right is found as well."""
    from orchestration.audit.proof.custody import hash_of

    later = copy.release.parent / "r2"
    shutil.copytree(copy.release, later)
    path = later / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["release"] = "r2"
    manifest["previous"] = {"release": "r1", "manifest_sha256": hash_of(copy.release / "manifest.json")}
    path.write_text(json.dumps(manifest), encoding="utf-8")
    second = Copy(copy.workspace, copy.quarter, later)
    second.change_evidence("UPDATE release.manifest SET content = '\"r2\"' WHERE name = 'release'")
    second.rehash()
    first = stated((copy.release / SIGNATURE).read_bytes())["chain"]["number"]
    before = {"quarter": QUARTER, "release": "r1", "number": first}
    second.sign(number=first + 1, before=before | {"signature_sha256": hash_of(copy.release / SIGNATURE)})
    copy.rehash()  # other bytes of the same content
    expected = [("signature", f"{QUARTER} r1"), ("succession", "r1/manifest.json")]
    for one in (copy, second):
        assert [(found.link, found.place) for found in one.verify().broken] == expected


def half(content: bytes) -> bytes:
    return content[: len(content) // 2]


def noise(content: bytes) -> bytes:
    return bytes(reversed(content))


@pytest.mark.parametrize(
    ("name", "spoil", "link"),
    [
        ("laporan.html", noise, "html"),
        ("laporan.pdf", half, "pdf"),
        ("laporan.docx", half, "docx"),
        ("tabel.xlsx", noise, "xlsx"),
        ("figures.csv", half, "figures"),
        ("components.csv", noise, "figures"),
        ("jejak.json", half, "json"),
        ("evidence.duckdb", half, "evidence"),
        ("evidence.duckdb", noise, "evidence"),
        ("inputs/unit.yaml", half, "recomputation"),
        ("manifest.json", half, "manifest"),
    ],
)
def test_a_file_that_cannot_be_read_gives_a_break(
    copy: Copy, name: str, spoil: Callable[[bytes], bytes], link: str
) -> None:
    copy.rewrite(name, spoil)
    if name != "manifest.json":
        copy.rehash()
    result = copy.verify()
    assert link in {found.link for found in result.broken}, result.as_text()


@pytest.mark.parametrize(
    ("text", "numerals"),
    [
        ("Rp-7.946.023.000 dan Rp1.000", ["-7.946.023.000", "1.000"]),
        ("(-12,50) turun menjadi -3 pada TW-2", ["-12,50", "-3", "2"]),
        ("nilai - belum ada; 2024-2025", ["-", "2024", "2025"]),
    ],
)
def test_a_minus_is_a_sign_before_a_number_in_brackets_and_behind_rp(text: str, numerals: list[str]) -> None:
    assert NUMERAL.findall(text) == numerals


def test_a_release_with_orders_of_lines_waiting_clocks_and_negative_rupiah_holds(tmp_path: Path) -> None:
    """`run` verifies what it has published; here on what the sample does not have."""
    import openpyxl

    world = World(tmp_path / "sources", tmp_path / "state", tmp_path / "reports")
    shutil.copytree(PROJECT / "sources", world.sources)
    landing = world.sources / "landing"
    shutil.rmtree(landing / "2025-TW2")
    (landing / QUARTER / "contoh_kendali_2025-03.csv").unlink()
    unit = world.sources / "unit.yaml"
    text = unit.read_text(encoding="utf-8")
    text = text.replace("sla_satuan:\n    nilai: jumlah", "sla_satuan:\n    nilai: order")
    # Orders that share a number of lines are no longer in a series; what the unit makes a note of waits for nobody.
    note = "berat:\n  padu_serial: {berat: catatan, alasan: Nomor order dibagi beberapa baris}"
    unit.write_text(text.replace("berat:", note, 1), encoding="utf-8")

    register = landing / QUARTER / "contoh_order_layanan_2025-03.xlsx"
    book = openpyxl.load_workbook(register)
    head, *orders = book.active.rows
    at = {cell.value: cell.column - 1 for cell in head}
    for before, order in pairwise(orders):
        if order[at["Jenis Layanan"]].value == before[at["Jenis Layanan"]].value and order[0].row % 3 == 0:
            order[at["No Order"]].value = before[at["No Order"]].value
            order[at["No Baris"]].value = before[at["No Baris"]].value + 1
    waiting = [order for order in orders if order[at["Jenis Layanan"]].value == "Kalibrasi"][-3:]
    for order in waiting:
        for name, value in (("Tanggal Bayar", None), ("Tanggal Selesai", None), ("Status", "Proses")):
            order[at[name]].value = value
    book.save(register)

    sheets = landing / QUARTER / "contoh_kinerja_2025-TW1.xlsx"
    book = openpyxl.load_workbook(sheets)
    for row in book["DIPA"].rows:
        if row[0].value == "PNBP.TAHUN_LALU":
            row[2].value = 1_000_000_000
    book.save(sheets)

    result = world.triwulan("run", QUARTER)
    assert result.code == 0, result.output
    figures = world.figures(QUARTER)
    assert figures["SK2.1.sisa_target"]["printed"].startswith("-")
    assert int(figures["SK1.1.tanpa_sla.kalibrasi"]["printed"]) > 0
    assert figures["SK1.1.masuk.kalibrasi"]["unit"] == "Order"


def test_a_release_of_nothing(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path, tmp_path / "state", tmp_path / "reports")
    result = verify(workspace, Quarter.parse(QUARTER), workspace.reports / QUARTER / "r1")
    assert [found.link for found in result.broken] == ["manifest"]
    assert not result.holds


def test_a_format_that_nobody_reads_back_and_one_that_is_not_there(copy: Copy) -> None:
    (copy.release / "laporan.docx").rename(copy.release / "laporan.odt")
    path = copy.release / "manifest.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"laporan.docx"', '"laporan.odt"'), encoding="utf-8")
    broken = [(found.link, found.place, found.expected) for found in copy.verify().broken]
    assert broken == [("files", "laporan.odt", "a reader"), ("files", "laporan.docx", "a file")]
