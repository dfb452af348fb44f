"""The second implementation tells codes of indicators as the first does, and only where codes of indicators stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.audit.recomputation.indicator_codes import with_profile_codes
from orchestration.texts.canonical import compared
from orchestration.texts.indicator_codes import matcher
from tests.audit.small_unit import rows

CODES = ("TJ.1", "SK1.1", "SK2.2", "SK7.1", "SK12.3")


def read(text: str, kind: str = "fisik") -> str:
    [record] = with_profile_codes(rows(kind, {"kode": text}), CODES)
    return record.text("kode")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("S.K.7.1.", "SK7.1"),
        ("TJ 1", "TJ.1"),
        ("SK.2.2..pengujian", "SK2.2.pengujian"),
        ("SK71", "SK71"),
        ("4660.BAD", "4660.BAD"),
        ("SK 7.1.SK 1.1", "SK 7.1.SK 1.1"),
    ],
)
def test_a_code_is_known_however_it_is_written(written: str, meant: str) -> None:
    assert read(written) == meant


def test_codes_of_other_kinds_are_no_indicators() -> None:
    assert read("SK 7.1", "dipa") == "SK 7.1"


@given(st.text(alphabet="SKTJsk1270. -_aé\u017f", max_size=14).map(compared))
def test_both_implementations_agree(text: str) -> None:
    assert read(text) == matcher(CODES)(text)


OTHERS = ("IKU 1", "IKU 11", "TJ-1", "SK.1.1", "S1")


@given(st.text(alphabet="SKTJIUskb12. -_/", max_size=14).map(compared))
def test_both_implementations_agree_on_codes_of_another_form(text: str) -> None:
    [record] = with_profile_codes(rows("fisik", {"kode": text}), OTHERS)
    assert record.text("kode") == matcher(OTHERS)(text)
