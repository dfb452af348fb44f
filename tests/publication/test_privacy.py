"""A service with few respondents is flagged, or holds the report back, as the unit's policy says."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from orchestration.publication.evidence.privacy import small_group_findings, small_groups
from orchestration.workspace.profile import Profile
from orchestration.workspace.profile_loading import load_profile
from orchestration.workspace.settings import PROJECT, Workspace
from tests.conftest import World


def figure(figure_id: str, value: int | None) -> Any:
    code, number, within = figure_id.split(".", 2)
    return SimpleNamespace(
        figure_id=figure_id,
        indicator=f"{code}.{number}",
        within=within,
        layanan=within.split(".")[1] if "." in within else "",
        value=None if value is None else Decimal(value),
        printed=str(value),
    )


def profile(value: str) -> Profile:
    loaded = load_profile(Workspace(PROJECT / "sources", Path("unused"), Path("unused")))
    policy = loaded.kebijakan["kelompok_kecil"].model_copy(update={"nilai": value})
    return loaded.model_copy(update={"kebijakan": {**loaded.kebijakan, "kelompok_kecil": policy}})


@pytest.mark.parametrize(("policy", "severity"), [("ditandai", "info"), ("menahan", "blocking")])
def test_a_service_with_one_to_four_respondents_is_told_of(policy: str, severity: str) -> None:
    figures = [
        figure("TJ.1.responden", 3),
        figure("TJ.1.responden.sampling", 0),
        figure("TJ.1.responden.opti", None),
        figure("TJ.1.responden.konsultasi", 1),
        figure("TJ.1.responden.kalibrasi", 4),
        figure("TJ.1.responden.pengujian", 5),
        figure("TJ.1.responden.kalibrasi.alt.tahun_berjalan", 4),
        figure("TJ.1.realisasi.konsultasi", 3),
        figure("SK1.2.responden.konsultasi", 1),
    ]
    found = small_group_findings(figures, profile(policy))
    assert [(finding.severity, finding.value) for finding in found] == [(severity, "1"), (severity, "4")]
    assert found[0].message.startswith("TJ.1.responden.konsultasi: 1 respondents; expected at least 5")


def test_a_group_is_small_for_the_indicator_whose_period_has_few_answers() -> None:
    figures = [figure("TJ.1.responden.konsultasi", 8), figure("SK1.2.responden.konsultasi", 4)]
    assert set(small_groups(figures)) == {("SK1.2", "konsultasi")}


def test_the_tables_that_show_a_small_group_say_so(sample_world: World) -> None:
    # Three people answered for each of the two services (table 3.9 of the published report).
    text = (sample_world.release("2025-TW2") / "laporan.html").read_text(encoding="utf-8")
    assert text.count("Responden Konsultasi dan Verifikasi TKDN kurang dari lima") == 2
