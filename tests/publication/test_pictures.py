"""Pictures of a unit in the report: what one has to be, the emblem of the cover, and those that a narrative names."""

from __future__ import annotations

import ast
import base64
import io
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import typst
from PIL import Image

from orchestration.declarations import ConfigurationError
from orchestration.ingestion.raw.landing import landed_files
from orchestration.publication.document.document import Chart, plain_text
from orchestration.publication.document.supplied import Supplied, read_supplied
from orchestration.publication.release import FONTS, Draft
from orchestration.release.inputs import unit_files
from orchestration.workspace import pictures
from orchestration.workspace.fonts import prints
from orchestration.workspace.pictures import PictureError, read_picture
from orchestration.workspace.profile_loading import load_profile
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.settings import PROJECT, Workspace
from tests.publication.warehouse import Warehouse

TW1, TW2 = Quarter(2025, 1), Quarter(2025, 2)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 50">%s</svg>'


def photo(form: str = "PNG", size: tuple[int, int] = (300, 200), mode: str = "RGB", **more: object) -> bytes:
    """A picture whose left half is red and whose right half is blue."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    out = io.BytesIO()
    image.convert(mode).save(out, form, **more)
    return out.getvalue()


@pytest.mark.skipif(os.name != "posix", reason="a folder in use stays, where it can be removed nobody is in it")
def test_pages_are_set_wherever_the_command_was_called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Typst opens that folder where it is told of no other; one that is gone is like one that may not be read."""
    read_picture.cache_clear()
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(RuntimeError):
        typst.compile(b"a", format="pdf")
    assert read_picture(SVG % b'<path d="M0 0h9v9z"/>').width > 0
    assert prints("a", FONTS)


def test_every_page_is_told_where_its_files_are() -> None:
    found = [
        (path.name, {word.arg for word in node.keywords})
        for path in (PROJECT / "orchestration").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("typst.compile")
    ]
    assert len(found) >= 7
    assert [name for name, words in found if "root" not in words] == []


def held_upright(turn: int, place: bytes = b"") -> bytes:
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = turn, place.decode()
    return photo("JPEG", exif=exif)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"GIF89a" + bytes(40), "it is no picture that the report can show; save it as PNG, JPEG or SVG"),
        (photo()[:400], "it is damaged or not whole"),
        (photo("JPEG")[:900], "it is damaged or not whole"),
        (photo("JPEG", mode="CMYK"), "it has the colours of a printing press (CMYK); save it as RGB"),
        (photo(size=(6001, 2)), "it has 6,001 by 2 pixels; a side has 1 to 6,000"),
        (photo() + bytes(pictures.LARGEST), "bytes; a picture has at most 2,097,152: save it smaller"),
        (SVG % b'<text x="1" y="9">Kementerian</text>', "the SVG has 'text'; turn letters into paths"),
        (SVG % b'<a href="https://example.org/"><path d="M0 0h9"/></a>', "the SVG points to something outside of it"),
        (b"<!DOCTYPE svg>" + SVG % b"", "the SVG declares a document type"),
        (SVG[:-6] % b"", "it is damaged or not whole"),
        (SVG.replace(b"100 50", b"1 9000") % b"", "one side of the SVG is much longer than the other"),
    ],
)
def test_what_no_page_can_show_is_refused_with_a_sentence(content: bytes, why: str) -> None:
    with pytest.raises(PictureError) as refused:
        read_picture(content)
    assert why in str(refused.value)


def test_a_picture_fits_its_box_and_is_not_made_larger() -> None:
    def sides(svg: str) -> list[str]:
        return re.findall(r'(?:width|height)="([\d.]+)"', svg[: svg.index(">")])

    large, small = read_picture(photo(size=(3000, 2000))), read_picture(photo(size=(60, 40)))
    assert sides(large.drawing(605, 320)) == ["480.00", "320.00"]
    assert sides(small.drawing(605, 320, within=605)) == ["605.00", "40.00"]
    # An SVG is painted to 1200 pixels.
    assert sides(read_picture(SVG % b'<path d="M0 0h9v9z"/>').drawing(605, 320)) == ["605.00", "302.50"]


@pytest.mark.parametrize("turn", range(1, 9))
def test_a_photo_stands_upright_however_the_camera_was_held(turn: int) -> None:
    """Beside Pillow, which turns a photo by the same note of the camera."""
    import typst
    from PIL import ImageOps

    content = held_upright(turn, b"Bogor")
    made = read_picture(content)
    assert b"Exif" not in made.content
    assert b"Bogor" not in made.content
    page = b'#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.gambar), format: "svg")'
    shown = Image.open(
        io.BytesIO(typst.compile(page, sys_inputs={"gambar": made.drawing(300, 300)}, format="png", ppi=96))
    )
    right = ImageOps.exif_transpose(Image.open(io.BytesIO(content)))
    assert shown.size == right.size
    wide, high = right.size
    for at in ((9, 9), (wide - 9, 9), (9, high - 9), (wide - 9, high - 9)):
        assert (shown.convert("RGB").getpixel(at)[0] > 128) == (right.getpixel(at)[0] > 128), at  # type: ignore[index]


@pytest.fixture
def unit(tmp_path: Path) -> Workspace:
    """The sample's profile, with room beside its deliveries."""
    sources = tmp_path / "sources"
    shutil.copytree(PROJECT / "sources" / "reference", sources / "reference")
    for name in ("unit.yaml", "lambang.svg"):
        shutil.copy(PROJECT / "sources" / name, sources)
    for quarter in (TW1, TW2):
        (sources / "landing" / quarter.code).mkdir(parents=True)
    return Workspace(sources, tmp_path / "state", tmp_path / "reports")


def test_an_emblem_that_cannot_be_shown_is_told_with_the_line_that_names_it(unit: Workspace) -> None:
    (unit.sources / "lambang.svg").write_bytes(SVG % b"<text>A</text>")
    line = next(
        n for n, text in enumerate((unit.sources / "unit.yaml").read_text().splitlines(), 1) if "berkas:" in text
    )
    with pytest.raises(ConfigurationError) as wrong:
        load_profile(unit)
    [problem] = wrong.value.problems
    assert f"unit.yaml:{line}: lambang.berkas: lambang.svg cannot stand on the cover: the SVG has 'text'" in problem


def test_pictures_are_no_deliveries_and_go_with_the_release(unit: Workspace) -> None:
    for quarter, name in ((TW1, "lama.png"), (TW2, "Foto Loket.jpg")):
        (unit.landing / quarter.code / name).write_bytes(photo("PNG" if name.endswith("png") else "JPEG"))
    (unit.landing / TW2.code / "data.csv").write_text("a;b\n")
    assert [file.name for file in landed_files(unit, TW2)] == ["data.csv"]
    kept = {name for name in unit_files(unit, TW2) if name.startswith(("pendukung", "lambang"))}
    assert kept == {"lambang.svg", "pendukung/2025-TW1/lama.png", "pendukung/2025-TW2/Foto Loket.jpg"}
    # Of a later quarter an earlier report knows nothing.
    assert "pendukung/2025-TW2/Foto Loket.jpg" not in unit_files(unit, TW1)


@pytest.mark.slow
def test_a_narrative_names_its_picture(house: Warehouse, unit: Workspace, on_page: Callable[..., Draft]) -> None:
    """Shown with caption and what it shows; what cannot be is told with file, sheet and row, and asks a person."""
    folder = unit.landing / TW2.code
    (folder / "Foto Loket.jpg").write_bytes(photo("JPEG"))
    (folder / "rusak.png").write_bytes(photo()[:300])
    (folder / "tak_disebut.png").write_bytes(photo())
    lines = (
        "Gambar: foto loket.jpg | Loket {TJ.2.realisasi} pelanggan | Meja dan dua kursi",
        "Gambar: hilang.png | Tidak ada",
        "Gambar: rusak.png",
    )
    house.narratives += [
        ("SK4.2", "hasil", 10 + at, text, "", "", f"aaaaaaaaaaaa:Narasi#{90 + at}") for at, text in enumerate(lines)
    ]
    made = on_page(house, supplied=read_supplied(unit.sources, TW2, house.profile))
    [chart] = [one for one in made.document.blocks() if isinstance(one, Chart) and one.name.startswith("gambar_")]
    assert plain_text(chart.caption) == "Loket 1.582 pelanggan"
    page = made.files["laporan.html"].decode("utf-8")
    found = re.search(r'src="data:image/svg\+xml;base64,([^"]+)" alt="Meja dan dua kursi"', page)
    assert found
    assert b"data:image/jpeg;base64," in base64.b64decode(found[1])
    assert 'alt="Lambang contoh: tiga batang' in page
    # What the assessed indicators name is another matter.
    noticed = [one for one in made.findings if one.rule == "berkas_pendukung" and one.column != "Dokumen Bukti"]
    told = [(one.severity, one.row, one.value, str(one.message)) for one in noticed]
    assert [one[:3] for one in told] == [
        ("warning", 91, "hilang.png"),
        ("warning", 92, "rusak.png"),
        ("info", None, ""),
    ]
    assert "bytes lies in the folder of the quarter; put it there" in told[0][3]
    assert "it is damaged or not whole" in told[1][3]
    assert told[2][3].startswith("tak_disebut.png: no sheet names this")


@pytest.mark.slow
def test_without_emblem_the_cover_has_none(house: Warehouse, on_page: Callable[..., Draft]) -> None:
    assert 'class="lambang"' not in on_page(house, supplied=Supplied()).files["laporan.html"].decode("utf-8")
