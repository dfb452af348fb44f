"""What staff changed in the Word file is told, figure by figure and sentence by sentence, and nothing else."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestration.exports.edited_docx import Change, NotComparableError, compare
from tests.conftest import World

pytestmark = pytest.mark.slow

BODY, PROPERTIES = "word/document.xml", "docProps/custom.xml"
SENTENCE = "Menyusun proyeksi arus kas bulanan dan menunda belanja yang tidak berpengaruh langsung pada layanan."


@pytest.fixture(scope="module")
def release(sample_world: World) -> Path:
    return sample_world.release("2025-TW2")


def edited(release: Path, folder: Path, change: Callable[[str], str], part: str = BODY) -> Path:
    """The release's Word file with a change in one of its parts, packed anew."""
    target = folder / "suntingan.docx"
    with zipfile.ZipFile(release / "laporan.docx") as source, zipfile.ZipFile(target, "w") as archive:
        for name in source.namelist():
            content = source.read(name)
            if name == part:
                text = content.decode("utf-8")
                content = change(text).encode("utf-8")
                assert content != text.encode("utf-8")
            archive.writestr(name, content, zipfile.ZIP_DEFLATED)
    return target


def field(text: str, figure_id: str, nth: int = 0) -> re.Match[str]:
    """A field of a figure: all its runs."""
    pattern = (
        rf'<w:r>(?:(?!<w:r>).)*?<w:fldChar w:fldCharType="begin"/></w:r><w:r>(?:(?!<w:r>).)*?'
        rf"DOCPROPERTY &quot;{re.escape(figure_id)}&quot;.*?"
        r'<w:fldChar w:fldCharType="end"/></w:r>'
    )
    return list(re.finditer(pattern, text))[nth]


def test_the_file_of_the_release_is_as_it_was(release: Path, tmp_path: Path) -> None:
    assert compare(release, release / "laporan.docx") == []
    # Cut into runs, as a spelling checker does, in another order of parts, under another name: nothing was changed.
    cut = edited(
        release,
        tmp_path,
        lambda text: text.replace(SENTENCE, f'{SENTENCE[:9]}</w:t></w:r><w:r><w:t xml:space="preserve">{SENTENCE[9:]}'),
    )
    assert compare(release, cut) == []


def test_a_number_typed_into_a_field_is_the_figure_that_was_changed(release: Path, tmp_path: Path) -> None:
    def change(text: str) -> str:
        found = field(text, "SK2.4.realisasi", 1)
        return text[: found.start()] + found[0].replace(">66,46<", ">66,64<") + text[found.end() :]

    [found] = compare(release, edited(release, tmp_path, change))
    assert (found.kind, found.figure_id, found.before, found.after) == ("figure", "SK2.4.realisasi", "66,46", "66,64")
    assert found.place
    assert found.told() == f"{found.place}: SK2.4.realisasi is 66,46 in the release, 66,64 in the file"
    assert "dalam rilis, 66,64 dalam berkas" in found.told().told("id")


def test_a_number_typed_over_its_field_is_told_even_where_it_is_the_same(release: Path, tmp_path: Path) -> None:
    def untie(number: str) -> Callable[[str], str]:
        def change(text: str) -> str:
            found = field(text, "SK2.4.realisasi", 0)
            return f"{text[: found.start()]}<w:r><w:t>{number}</w:t></w:r>{text[found.end() :]}"

        return change

    [same] = compare(release, edited(release, tmp_path, untie("66,46")))
    assert (same.kind, same.figure_id, same.before) == ("untied", "SK2.4.realisasi", "66,46")
    untied, words = compare(release, edited(release, tmp_path, untie("99,99")))
    assert (untied.kind, untied.figure_id) == ("untied", "SK2.4.realisasi")
    assert (words.kind, words.before, words.after) == ("words", "66,46%", "99,99%")


def test_a_word_changed_is_the_sentence_that_became_another(release: Path, tmp_path: Path) -> None:
    before, after = "yang tidak berpengaruh langsung", "yang berpengaruh langsung"
    found = compare(release, edited(release, tmp_path, lambda text: text.replace(before, after)))
    assert {(one.kind, one.before, one.after) for one in found} == {
        ("words", SENTENCE, SENTENCE.replace(before, after))
    }


def test_a_verdict_turned_around_beside_a_figure_is_told_with_its_number(release: Path, tmp_path: Path) -> None:
    """The words around a figure may lie while its number stays."""
    before, after = "belum mencapai target tahunan", "telah melampaui target tahunan"
    found = compare(release, edited(release, tmp_path, lambda text: text.replace(before, after)))
    assert {one.kind for one in found} == {"words"}
    [pobo] = [one for one in found if one.place.startswith("SK2.4 ")]
    assert (pobo.before, pobo.after) == (f"realisasi {before}.", f"realisasi {after}.")


def test_a_paragraph_put_in_or_taken_out_is_told_alone(release: Path, tmp_path: Path) -> None:
    new = "Kalimat yang tidak pernah dibuat oleh laporan ini."
    paragraph = re.compile(rf"<w:p>(?:(?!<w:p>).)*?{re.escape(SENTENCE)}.*?</w:p>")

    def put_in(text: str) -> str:
        at = paragraph.search(text)
        assert at
        return f"{text[: at.end()]}<w:p><w:r><w:t>{new}</w:t></w:r></w:p>{text[at.end() :]}"

    [added] = compare(release, edited(release, tmp_path, put_in))
    assert (added.kind, added.after) == ("added", new)
    [removed] = compare(release, edited(release, tmp_path, lambda text: paragraph.sub("", text, count=1)))
    assert (removed.kind, removed.before) == ("removed", SENTENCE)


def test_tracked_changes_count_as_accepted(release: Path, tmp_path: Path) -> None:
    def track(text: str) -> str:
        old = f'<w:r><w:t xml:space="preserve">{SENTENCE}</w:t></w:r>'
        assert old in text
        return text.replace(
            old,
            f'<w:del w:id="9001" w:author="x"><w:r><w:delText>{SENTENCE}</w:delText></w:r></w:del>'
            f'<w:ins w:id="9002" w:author="x"><w:r><w:t>Tidak ada.</w:t></w:r></w:ins>',
            1,
        )

    [found] = compare(release, edited(release, tmp_path, track))
    assert (found.kind, found.before, found.after) == ("words", SENTENCE, "Tidak ada.")


def test_a_number_hidden_behind_a_field_is_told(release: Path, tmp_path: Path) -> None:
    def hide(text: str) -> str:
        return re.sub(r'(name="SK2\.4\.realisasi"[^>]*>(?:<[^>]*>)*)66,46', r"\g<1>99,99", text, count=1)

    found = compare(release, edited(release, tmp_path, hide, PROPERTIES))
    assert found == [Change("hidden", "", "66,46", "99,99", "SK2.4.realisasi")]


def test_a_simple_field_and_the_styles_of_another_program_change_nothing(release: Path, tmp_path: Path) -> None:
    """As LibreOffice 7.4 writes lists of contents, and Word a field that was put in by hand."""

    def rewrite(text: str) -> str:
        found = field(text, "SK2.4.realisasi", 0)
        simple = (
            '<w:fldSimple w:instr=" DOCPROPERTY &quot;SK2.4.realisasi&quot; "><w:r><w:t>66,46</w:t></w:r></w:fldSimple>'
        )
        text = text[: found.start()] + simple + text[found.end() :]
        return text.replace('w:val="TOC', 'w:val="Contents').replace('"TableofFigures"', '"Tableoffigures"')

    assert compare(release, edited(release, tmp_path, rewrite)) == []


def test_what_is_no_word_file_is_refused_with_a_sentence(release: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "bukan.docx"
    wrong.write_bytes(b"bukan")
    with pytest.raises(NotComparableError, match=r"bukan\.docx: is no Word file"):
        compare(release, wrong)
    with zipfile.ZipFile(wrong, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    with pytest.raises(NotComparableError, match=r"bukan\.docx: is no Word file"):
        compare(release, wrong)


def test_a_damaged_or_an_encrypted_word_file_is_refused_with_a_sentence(release: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(release / "laporan.docx") as archive:
        body = archive.getinfo(BODY)
        listed = archive.start_dir
    whole = (release / "laporan.docx").read_bytes()
    entry = whole.index(BODY.encode(), listed) - 46  # in the archive's list of its files (APPNOTE.TXT, 4.3.12)
    assert whole[entry : entry + 4] == b"PK\x01\x02"
    wrong = tmp_path / "rusak.docx"
    for offset, byte in (
        (body.header_offset + 30 + len(BODY), 0xFF),  # the first byte of what is packed: a kind of block that is none
        (entry + 8, 0x01),  # the flag of encryption
        (entry + 10, 97),  # a method of packing that nobody reads here
    ):
        spoiled = bytearray(whole)
        spoiled[offset] = byte
        wrong.write_bytes(spoiled)
        with pytest.raises(NotComparableError, match=r"rusak\.docx: is no Word file"):
            compare(release, wrong)


def test_a_character_of_private_use_is_compared_as_any_other(release: Path, tmp_path: Path) -> None:
    before, after = "yang tidak berpengaruh", "yang \ue000 tidak berpengaruh"
    found = compare(release, edited(release, tmp_path, lambda text: text.replace(before, after)))
    assert {(one.kind, one.before, one.after) for one in found} == {
        ("words", SENTENCE, SENTENCE.replace(before, after))
    }


def test_the_command_ends_with_one_where_something_was_changed(
    sample_world: World, release: Path, tmp_path: Path
) -> None:
    same = sample_world.triwulan("compare-docx", "2025-TW2", str(release / "laporan.docx"))
    assert (same.code, same.output.strip()) == (
        0,
        "laporan.docx: figures and sentences are those of 2025-TW2 r1",
    )
    changed = edited(release, tmp_path, lambda text: text.replace("arus kas bulanan", "arus kas mingguan"))
    told = sample_world.triwulan("compare-docx", "2025-TW2", str(changed), "--json")
    assert told.code == 1
    assert {one["kind"] for one in json.loads(told.output)["changes"]} == {"words"}
    assert sample_world.triwulan("compare-docx", "2025-TW2", str(tmp_path / "tidak.docx")).code == 2
