"""What every figure is stands in measures.yaml: it knows all that is measured, and says nothing in vain."""

from __future__ import annotations

import re
import shutil
from itertools import groupby
from typing import Any, get_args

import duckdb
import pytest

from orchestration.figures.formulas import LEAF_OPERATIONS, Part, terms, text
from orchestration.workspace.formulas import choices, formulas
from orchestration.workspace.indicators import Term
from orchestration.workspace.measures import Measure, measures
from orchestration.workspace.settings import Workspace
from tests.dbt.conftest import DBT_PROJECT, Built


def named(measure: Measure) -> str:
    return ".".join((measure.group, measure.name, measure.variant))


def test_every_measure_has_a_label_an_operation_and_rows_or_components() -> None:
    for measure in measures():
        traits = measure.traits
        assert traits.label, named(measure)
        assert traits.operasi, named(measure)
        assert traits.jejak or traits.komponen, named(measure)


@pytest.mark.parametrize("measure", measures(), ids=named)
def test_its_operation_fits_what_it_is_made_of(measure: Measure) -> None:
    operation, roles = str(measure.traits.operasi), measure.traits.komponen
    if not roles:
        assert operation in LEAF_OPERATIONS
        assert len(measure.traits.jejak) == 2
    else:
        written = text(terms(operation, [Part("X", role, role) for role in roles], ""))
        assert not written.startswith(f"{operation} of"), "no rule, or other roles than it names"
        assert operation in ("sum", "mean", "weighted_mean") or all(role in written for role in roles), written


def test_its_components_are_measures_of_its_figures_or_of_every_indicator() -> None:
    names = {(measure.group, measure.name) for measure in measures()}
    of_all = {"target", "realisasi"}
    for measure in measures():
        for _, _, name, _, referred, *_ in measure.component_rows():
            own = (measure.group, name) in names or (measure.group == "indikator" and name == "persen")
            assert own or referred or name in of_all, f"{named(measure)}: {name}"


@pytest.fixture(scope="module")
def compiled(workshop: Workspace) -> dict[str, str]:
    """The SQL of every model of figures by name."""
    from orchestration.transformation.runner import compiled as compile_models

    return {
        uid.rsplit(".", 1)[-1]: re.sub(r"--[^\n]*", "", sql)
        for uid, sql in compile_models(workshop, DBT_PROJECT).items()
        if ".fig_" in uid
    }


@pytest.mark.slow
def test_the_models_measure_what_is_declared_and_nothing_else(compiled: dict[str, str]) -> None:
    declared = {(measure.group, measure.name) for measure in measures()}
    found = set()
    for sql in compiled.values():
        for block in sql.split("as figure_id,")[1:]:
            [group] = re.findall(r"ukuran\.kelompok = ('\w+'|measured\.tingkat)", block)
            levels = ("program", "kro") if group == "measured.tingkat" else (group.strip("'"),)
            found |= {(level, name) for level in levels for name in re.findall(r"'([^']+)' as measure", block)}
    assert found == declared


@pytest.mark.slow
def test_every_variant_is_named_by_its_model_or_by_the_profile(compiled: dict[str, str]) -> None:
    profile = {value for choice in choices().values() for value in choice.nilai} | set(formulas()) | {"naik", "turun"}
    profile |= {str(best) for best in range(2, 11)} | {"3", "6", "9", "12"}
    profile |= set(get_args(Term.model_fields["hitung"].annotation))
    profile |= {"rasio", "persen", "poin"}  # of an index of PNBP
    for group, variants in groupby(measures(), key=lambda measure: measure.group):
        at_home = "kelompok = measured.tingkat" if group == "program" else f"kelompok = '{group}'"
        [sql] = [sql for sql in compiled.values() if at_home in sql]
        known = set(re.findall(r"'([^']*)'", sql)) | profile | {""}
        for measure in variants:
            name = measure.variant
            assert any(name[:at] in known and name[at:] in known for at in range(len(name) + 1)), named(measure)


@pytest.mark.slow
@pytest.mark.parametrize("column", ["ukuran", "varian"])
def test_a_figure_of_a_measure_that_nothing_declares_fails_the_build(
    small: Built, workshop: Workspace, column: str
) -> None:
    from orchestration.transformation.runner import invoke

    workshop.warehouse.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(small.path, workshop.warehouse)
    with duckdb.connect(str(workshop.warehouse)) as connection:
        connection.execute(f"UPDATE reference.ukuran SET {column} = 'x' WHERE kelompok = 'sla' AND ukuran = 'backlog'")
    outcome: Any = invoke(workshop, DBT_PROJECT, ["run", "--select", "fig_sla"], may_fail=True)
    [result] = outcome.results
    assert str(result.status) == "error"
    assert "NOT NULL constraint failed" in result.message
