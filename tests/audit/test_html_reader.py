"""The audit's reading of the page: what is seen, what it is tagged as, and what is refused."""

from __future__ import annotations

import base64
import re
import zlib

import pytest

from orchestration.audit.proof import html_reader
from orchestration.audit.proof.html_reader import HtmlError, Line, Printed, read_html, unpacked

PAGE = """<!doctype html>
<html lang="id"><head><title>Triwulan 2</title><style>.a { margin: 3px }</style></head><body>
<nav>Bab 1</nav>
<main><h2>PNBP</h2>
<p>Capaian <a href="#jejak-x"><data data-figure="SK2.3.realisasi" value="3.68">3,68</data></a> persen.</p>
<p class="rumus"><data data-figure="a" value="1">1</data>/<data data-figure="b" value="2">2</data></p>
<ol class="isi"><li><span class="tetap">1</span> satu<li>dua</ol>
<figure><table><caption>Tabel <span class="tetap">3.5</span></caption><thead><tr><th>Layanan</th></tr></thead>
<tbody><tr id="lampiran-x"><td>Kalibrasi &#55;</td></tr></tbody></table></figure></main>
<section id="jejak-x"><data data-penuh="SK2.3.realisasi" value="3.679">3,679</data></section>
</body></html>"""


def test_numbers_are_read_with_what_they_are_tagged_as() -> None:
    found = read_html(PAGE)
    assert found.printed[0] == Printed("SK2.3.realisasi", "3.68", "3,68", "PNBP")
    assert [item.figure_id for item in found.printed] == ["SK2.3.realisasi", "a", "b"]
    assert [(item.figure_id, item.text) for item in found.full] == [("SK2.3.realisasi", "3,679")]


def test_digits_without_a_tag_are_told_and_constants_are_not() -> None:
    assert read_html(PAGE).untagged == [("", "Bab 1"), ("PNBP > Tabel 3.5", "Kalibrasi 7")]


def test_the_body_is_read_line_by_line() -> None:
    lines = [line for line in read_html(PAGE).lines if "".join(text for text, _ in line.pieces).strip()]
    assert lines == [
        Line("PNBP", [("PNBP", "")], True, ""),
        Line("PNBP", [("Capaian ", ""), ("3,68", "SK2.3.realisasi"), (" persen.", "")], True, ""),
        Line("PNBP", [("1", "a"), ("/", ""), ("2", "b")], False, ""),
        Line("PNBP > Tabel 3.5", [("Tabel ", ""), ("3.5", "")], True, "", trail=True),
        Line("PNBP > Tabel 3.5", [("Layanan", "")], True, "", trail=True),
        Line("PNBP > Tabel 3.5", [("Kalibrasi 7", "")], True, "Tabel 3.5", trail=True),
    ]


def packed(first: str, markup: str, *, attribute: str = "class") -> str:
    content = base64.b64encode(zlib.compress(markup.encode())).decode()
    return f'<script type="application/zlib" {attribute}="terkemas" data-dari="{first}">{content}</script>'


A, B = ('<section class="jejak" id="jejak-a">1</section>', '<section class="jejak" id="jejak-b">2</section>')


def test_what_a_page_holds_packed_is_read_where_it_lies() -> None:
    assert unpacked(f"<p>x</p>{packed('a', A)}{packed('b', B)}<p>y</p>") == f"<p>x</p>{A}{B}<p>y</p>"
    assert [text for _, text in read_html(packed("a", A + B)).untagged] == ["1", "2"]


@pytest.mark.parametrize(
    "page",
    [
        packed("a", A).replace('">', '">A', 1),
        re.sub(r".{8}(?==*</script>)", "", packed("a", A)),
        packed("a", A).replace("</script>", " </script>").replace("application/zlib", "text/plain"),
        packed("b", A),
        packed("a", B + A),
        packed("b", B) + packed("a", A),
    ],
    ids=["no base64", "cut off", "otherwise written", "another first", "another order", "packs in another order"],
)
def test_packs_in_which_a_browser_finds_something_else_are_refused(page: str) -> None:
    with pytest.raises(HtmlError):
        read_html(page)


@pytest.mark.parametrize(("most", "holds"), [(len(A) + len(B), True), (len(A) + len(B) - 1, False), (len(A), False)])
def test_packs_hold_no_more_than_a_report_has(most: int, holds: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_reader, "_MOST", most)
    page = packed("a", A) + packed("b", B)
    if holds:
        assert unpacked(page) == A + B
    else:
        with pytest.raises(HtmlError):
            unpacked(page)


@pytest.mark.parametrize(
    "markup",
    [
        "<p>Nilai<!-- 7 --></p>",
        "<p>Nilai<![CDATA[ 7 ]]></p>",
        "<?xml 7?><p>Nilai</p>",
        "<p><b>Nilai</p>",
        "<p>Nilai",
        "</p>",
        "<p/>Nilai",
        '<p class="a>b</p>',
        "<x-y>Nilai</x-y>",
        "<!doctype svg><p>Nilai</p>",
    ],
)
def test_markup_that_a_browser_may_show_otherwise_is_refused(markup: str) -> None:
    with pytest.raises(HtmlError):
        read_html(markup)
