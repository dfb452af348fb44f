"""What two reports of a year cannot both be right about, and what they can."""

from __future__ import annotations

from dataclasses import replace

import pytest

from orchestration.figures.book import Figure
from orchestration.publication.evidence.against_formers import contradictions
from orchestration.workspace.measures import measures


def figure(group: str, name: str, value: str) -> Figure:
    """A figure of a measure, with the period and the operation that are declared of it."""
    traits = next(measure.traits for measure in measures() if (measure.group, measure.name) == (group, name))
    row = dict.fromkeys(
        ("layanan", "bulan", "sumber_dana", "jenis_belanja", "kro", "numerator", "denominator", "policy", "row_digest"),
        "",
    )
    told = {"figure_id": f"K.{name}", "indicator": "K", "label": name, "unit": "Rp", "decimals": "0", "printed": value}
    made = Figure.of_public({**row, **told, "period_basis": traits.masa or "", "value": value, "row_count": "1"})
    return replace(made, operation=traits.operasi or "")


@pytest.mark.parametrize(
    ("group", "name", "kinds"),
    [
        ("pnbp", "pnbp", ["turun"]),
        ("pnbp", "pnbp_sah", ["turun"]),
        # what waits for its approval, or for its day, waits no more once it has it
        ("pnbp", "pnbp_belum_sah", []),
        ("sla", "tanpa_sla", []),
    ],
)
def test_a_sum_since_january_never_falls_and_what_waits_may(group: str, name: str, kinds: list[str]) -> None:
    before, now = figure(group, name, "16"), figure(group, name, "13")
    old = {"label": before.label, "unit": before.unit, "printed": before.printed, "value": "16"}
    assert [kind for kind, _, _ in contradictions(now, old)] == kinds
