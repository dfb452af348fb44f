"""The panels of a page: what is packed comes out as it was, and nothing else does."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.publication.formats import packed_panels
from orchestration.publication.formats.packed_panels import PackError, pack, unpacked

MARKUP = st.text(st.characters(codec="utf-8"), max_size=60)
PANELS = st.dictionaries(st.text("abcXYZ0123456789.", min_size=1, max_size=8), MARKUP)


@given(PANELS, MARKUP)
def test_what_is_packed_comes_out_in_its_place(panels: dict[str, str], around: str) -> None:
    made = dict(sorted(panels.items()))
    assert unpacked(f"{around}{pack(made)}{around}") == f"{around}{''.join(made.values())}{around}"


def test_a_pack_begins_anew_after_a_mebibyte(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed_panels, "PIECE", 4)
    made = pack({"A.1": "one", "A.2": "two", "B": "three", "C": "four"})
    assert re.findall(r'data-dari="([^"]*)"', made) == ["A.1", "B", "C"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda pack: pack.replace('">', '">A', 1),
        lambda pack: re.sub(r"(?<=.{60}).{8}(?==*</script>)", "", pack),
        lambda pack: re.sub(r'">[^<]*', '">', pack),
    ],
    ids=["no base64", "cut off", "empty"],
)
def test_a_pack_that_holds_no_panels_is_refused(spoil: Callable[[str], str]) -> None:
    sound = pack({"A.1": "<p>panel</p>" * 40})
    assert spoil(sound) != sound
    with pytest.raises(PackError):
        unpacked(spoil(sound))


@pytest.mark.parametrize("first", [999, 1000, 1001])
def test_more_than_a_page_may_hold_is_refused(first: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed_panels, "LARGEST", 1000)
    monkeypatch.setattr(packed_panels, "PIECE", 500)
    with pytest.raises(PackError):
        unpacked(pack({"A.1": "x" * first, "A.2": "y" * 2000}))
    assert len(unpacked(pack({"A.1": "x" * 1000}))) == 1000
