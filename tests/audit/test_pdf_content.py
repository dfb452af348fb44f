"""Texts of a page, whatever the numbers of their glyphs: paired brackets stand bare (PDF 32000-1, 7.3.4.2)."""

from __future__ import annotations

import pikepdf
from hypothesis import example, given
from hypothesis import strategies as st

from orchestration.audit.proof.pdf_content import codes_of, drawing, read_content

_ESCAPES = {ord("\\"): b"\\\\", 10: b"\\n", 13: b"\\r", 9: b"\\t", 8: b"\\b", 12: b"\\f"}


def _paired(codes: bytes) -> bool:
    depth = 0
    for code in codes:
        depth += (code == ord("(")) - (code == ord(")"))
        if depth < 0:
            return False
    return depth == 0


def _written(codes: bytes) -> bytes:
    """A string as a writer may write it: brackets bare where they come in pairs."""
    bare = _paired(codes)
    return b"".join(
        _ESCAPES.get(code)
        or (b"\\" + bytes([code]) if code in b"()" and not bare else bytes([code]) if 32 <= code < 127 else b"")
        or b"\\%03o" % code
        for code in codes
    )


@given(st.binary(max_size=60) | st.text("()\\a\n", max_size=60).map(str.encode))
@example(b"(" * 32 + b")" * 32)
@example(b"\\(\\)")
def test_a_string_is_read_as_another_reader_does(codes: bytes) -> None:
    string = b"(" + _written(codes) + b")"
    assert bytes(pikepdf.Object.parse(string)) == codes
    page = b"/Span <</MCID 3>>BDC\n1 0 0 -1 9 9 Tm[" + string + b"-12.5 " + string + b"]TJ\nEMC\n"
    content = read_content(page, lambda _font, shown: codes_of(shown).hex() + ".", 99, 99)
    assert content.marked == {3: [(codes + codes).hex() + "."]}
    assert not content.stray


def test_a_drawing_is_the_same_however_its_brackets_are_written() -> None:
    begin = b"/Span<</MCID 0/Alt(Kinerja %b)>>BDC\nq 1 0 0 1 5 5 cm\nf\nEMC\n"
    bare, escaped = (drawing(begin % text) for text in (b"(persen)", rb"\050persen\051"))
    assert bare == escaped
