"""Characters that no page can show: known before the PDF is set, and told with the cell they stand in."""

from __future__ import annotations

import shutil
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestration.publication.release import FONTS, Draft
from orchestration.workspace.fonts import FontError, covered, unprintable
from tests.publication.warehouse import Warehouse

Drafted = Callable[..., Draft]


def font(cmap: bytes) -> bytes:
    """A font file with nothing but a character map."""
    head = struct.pack(">IHHHH", 0x00010000, 1, 0, 0, 0)
    return head + struct.pack(">4sIII", b"cmap", 0, 28, len(cmap)) + cmap


def table(subtable: bytes) -> bytes:
    return struct.pack(">HHHHI", 0, 1, 3, 1, 12) + subtable


def characters(folder: Path, cmap: bytes) -> frozenset[str]:
    (folder / "made.ttf").write_bytes(font(cmap))
    return covered(folder)


def test_format_4_gives_codes_by_difference_and_by_table(tmp_path: Path) -> None:
    # A to C by difference; a, b, c by table, where b has no glyph; the segment that ends every map.
    ends, starts = (0x43, 0x63, 0xFFFF), (0x41, 0x61, 0xFFFF)
    made = struct.pack(">HHHHHHH", 4, 0, 0, 6, 0, 0, 0) + struct.pack(">3H", *ends) + struct.pack(">H", 0)
    made += struct.pack(">3H", *starts) + struct.pack(">3H", 0x10000 - 0x40, 0, 1) + struct.pack(">3H", 0, 4, 0)
    made += struct.pack(">3H", 9, 0, 8)
    assert characters(tmp_path, table(made)) == frozenset("ABCac")


def test_format_12_gives_codes_beyond_sixteen_bits(tmp_path: Path) -> None:
    made = struct.pack(">HHIII", 12, 0, 40, 0, 2) + struct.pack(">III", 0x41, 0x42, 5)
    made += struct.pack(">III", 0x1F600, 0x1F601, 0)  # glyph 0 is none
    assert characters(tmp_path, table(made)) == frozenset({"A", "B", "\U0001f601"})


@pytest.mark.parametrize("content", [b"", b"no font at all, but long enough for a head", font(b"")])
def test_what_is_no_font_is_said(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "made.ttf").write_bytes(content)
    with pytest.raises(FontError, match=r"made\.ttf"):
        covered(tmp_path)


def test_a_folder_without_fonts_is_said(tmp_path: Path) -> None:
    with pytest.raises(FontError, match="no font"):
        covered(tmp_path)


def test_what_indonesian_reports_are_written_with_is_in_the_shipped_fonts() -> None:
    written = "Rp1.234,56 \u2013 50% \u201cs.d.\u201d \u00d7 \u00b1 \u00b2 \u00bd \u00e9\u00c9 \u20ac \u2022 \u2026"
    assert not {*written} - covered(FONTS)
    assert unprintable(written, FONTS) == []


def test_signs_of_the_typesetters_own_fonts_and_letters_with_their_accent_apart_pass() -> None:
    assert unprintable("\u2265 \u2192 Cafe\u0301", FONTS) == []


def test_scripts_that_no_font_has_are_found_once_each() -> None:
    assert unprintable("\u6f22 a \U0001f600 \u6f22", FONTS) == ["\u6f22", "\U0001f600"]


@pytest.mark.slow
def test_a_narrative_that_cannot_be_printed_holds_the_report_and_names_the_cell(
    house: Warehouse, drafted: Drafted
) -> None:
    house.narratives.append(("SK2.4", "kendala", 1, "Alat \u6f22 rusak.", "", "", "aaaaaaaaaaaa:Narasi#47"))
    made = drafted(house)
    assert made.refused
    assert "laporan.pdf" not in made.files
    (finding,) = [finding for finding in made.findings if finding.rule == "huruf_tanpa_bentuk"]
    assert (finding.severity, finding.sheet, finding.row, finding.column) == ("blocking", "Narasi", 47, "Teks")
    assert finding.delivery.endswith(".xlsx")
    assert "'\u6f22' U+6F22 CJK UNIFIED IDEOGRAPH-6F22" in finding.message
    assert "deliver that again" in finding.message


@pytest.mark.slow
def test_any_other_text_that_cannot_be_printed_holds_the_report_and_is_quoted(
    house: Warehouse, drafted: Drafted, tmp_path: Path
) -> None:
    from orchestration.publication.release import TEMPLATES

    folder = tmp_path / "templates"
    shutil.copytree(TEMPLATES, folder)
    path = folder / "kata_pengantar.md"
    path.write_text(path.read_text(encoding="utf-8") + "\n\nTanda \u6f22 ini.\n", encoding="utf-8")
    made = drafted(house, templates=folder)
    (finding,) = [finding for finding in made.findings if finding.severity == "blocking"]
    assert "'Tanda \u6f22 ini.' in the report" in finding.message
