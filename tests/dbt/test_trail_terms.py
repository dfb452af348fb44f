"""The terms that a predicate of a trail is made of; what is not plainly joined by `and` stays whole."""

from __future__ import annotations

import pytest

from orchestration.figures.trails import _terms


@pytest.mark.parametrize(
    ("predicate", "terms"),
    [
        ("a = 'x and y' and b is not null and not c", ["a = 'x and y'", "b is not null", "not c"]),
        (
            "a in ('x', 'it''s') and n between 7 and 8 and m >= -1.5",
            ["a in ('x', 'it''s')", "n between 7 and 8", "m >= -1.5"],
        ),
        ("a = 'x' and b = 1 or c = 2", ["a = 'x' and b = 1 or c = 2"]),
        ("a = 'x' and (b = 1 or c = 2)", ["a = 'x' and (b = 1 or c = 2)"]),
        ("a = 'x' and coalesce(b, 0) = 1", ["a = 'x' and coalesce(b, 0) = 1"]),
        ("a = b and c", ["a = b and c"]),
        ("true", ["true"]),
    ],
)
def test_terms_of_a_predicate(predicate: str, terms: list[str]) -> None:
    assert _terms(predicate) == terms
