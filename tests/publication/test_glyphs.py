"""Characters that no page can show: known before the PDF is set, and told with the cell they stand in."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestration.publication.release import FONTS, Draft
from orchestration.workspace.fonts import covered, unprintable
from tests.publication.font_maps import characters
from tests.publication.warehouse import Warehouse

Drafted = Callable[..., Draft]


def test_the_list_beside_the_fonts_is_what_their_maps_say() -> None:
    assert covered(FONTS) == set().union(*(characters(path) for path in FONTS.glob("*.ttf")))


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
