"""What the published report of 2025-TW2 contradicts itself in, planted into ours: found; clean output passes.

Documents are altered in memory; nothing is rendered. In a run they are planted in tests/checks/test_refusals.py.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from orchestration.checks.catalogue import catalogue as words
from orchestration.checks.evidence import CheckResult, Finding
from orchestration.declarations import ConfigurationError
from orchestration.figures.book import read_book
from orchestration.figures.trails import read_trails
from orchestration.publication.assembly.assembly import assemble
from orchestration.publication.document.document import Column, ConstantRun, Heading, Paragraph, TextRun
from orchestration.publication.document.outline import read_outline
from orchestration.publication.evidence.explanations import explain
from orchestration.publication.evidence.revisions import Comparison
from orchestration.publication.formats import Material
from orchestration.publication.formats.html import render
from orchestration.publication.judging import contradictions
from orchestration.publication.judging.checks import check_document
from orchestration.publication.judging.contradictions import RULES, catalogue, check_contradictions, families
from orchestration.publication.judging.rules.output import Output, measure
from orchestration.publication.release import FONTS, TEMPLATES
from tests.orchestration.test_profile import spoil
from tests.publication import warehouse
from tests.publication.planted import PLANTED, Defect, in_book, in_table, in_tables, in_text, with_blocks
from tests.publication.warehouse import PUBLISHED

pytestmark = pytest.mark.slow

PROJECT = Path(__file__).parents[2]
LETTERS = {"A": 10, "B": 7, "C": 5, "D": 7, "E": 8}
"""How many contradictions each part of the list has: 1-10, 11-17, 18-22, 23-29, 30-37."""


@cache
def clean() -> Output:
    house = warehouse.published()
    connection = house.connect()
    book = read_book(connection)
    outline = read_outline(TEMPLATES, FONTS, house.profile)
    explained = explain(outline, book, house.profile, read_trails(connection, book.figures.values(), book.deliveries))
    made = assemble(outline, book, house.profile, warehouse.QUARTER, [], [], explained, Comparison())
    return Output(made.document, book, house.profile, warehouse.QUARTER, {})


def found_in(output: Output) -> dict[str, list[dict[str, Any]]]:
    return {result.name: result.samples for result in check_contradictions(output) if not result.passed}


def failing(defect: Defect) -> dict[str, list[dict[str, Any]]]:
    return found_in(defect.planted(clean()))


def told_of(rule: str) -> list[dict[str, Any]]:
    """What a rule says of the defect that is planted for it."""
    return failing(PLANTED[rule])[rule]


def test_clean_output_contradicts_itself_nowhere() -> None:
    assert found_in(clean()) == {}


def test_every_rule_has_a_defect_that_it_finds() -> None:
    assert list(PLANTED) == list(RULES)
    assert [rule for rule, defect in PLANTED.items() if rule not in failing(defect)] == []


# --- the list, item by item ---------------------------------------------------------------------------------------


def test_a1_three_values_of_pobo() -> None:
    found = failing(PLANTED["every_percentage_in_print_is_its_quotient"])
    (sample,) = found["one_quantity_is_printed_alike_in_every_table"]
    assert (sample["printed"], sample["expected"]) == ("66,86", "66,46 as in Tabel 3.1")
    (sample,) = found["every_percentage_in_print_is_its_quotient"]
    assert (sample["printed"], sample["expected"]) == ("88.61", "89.15")
    appendix = told_of("one_quantity_is_printed_alike_in_every_table")
    assert {sample["printed"] for sample in appendix} == {"73,31", "97,75"}


def test_a1_in_the_rendered_page() -> None:
    output = clean()
    outline = read_outline(TEMPLATES, FONTS, output.profile)
    connection = warehouse.published().connect()
    trails = read_trails(connection, output.book.figures.values(), output.book.deliveries)
    explained = explain(outline, output.book, output.profile, trails)
    assembled = assemble(outline, output.book, output.profile, warehouse.QUARTER, [], [], explained, Comparison())
    material = Material(TEMPLATES, FONTS, warehouse.QUARTER.end, explained, outline.report)
    page = render(assembled.document, material).decode("utf-8")
    spoiled = page.replace(">66,46</data>", ">66,86</data>", 1)
    assert spoiled != page
    results = {result.name: result for result in check_document(spoiled, assembled, output.book, explained)}
    assert not results["every_printed_number_equals_its_figure"].passed


def test_a2_users_that_are_not_the_sum_of_their_rows() -> None:
    (sample,) = told_of("every_total_in_print_is_the_sum_of_its_rows")
    assert (sample["printed"], sample["expected"]) == ("1917", "1582")
    # 51.12 % of the target beside the sum of the rows.
    found = failing(in_tables({"TJ.2.capaian": "51.12"}, "capaian"))
    assert found["every_percentage_in_print_is_its_quotient"][0]["expected"] == "42.19"


def test_a3_an_efficiency_that_is_no_sum_of_its_parts() -> None:
    found = failing(PLANTED["every_row_in_print_adds_up"])
    assert found["every_row_in_print_adds_up"][0]["expected"] == "37382560000"
    assert "every_total_in_print_is_the_sum_of_its_rows" in found


def test_a4_two_effective_pagu() -> None:
    values = {"anggaran.efektif": 37230861000, "anggaran.efektif.rm": 10895763000, "anggaran.efektif.rm.52": 752874000}
    found = failing(in_tables(values, "pagu_efektif"))
    samples = found["one_quantity_is_printed_alike_in_every_table"]
    assert ("37.444.096.000", "37.230.861.000 as in Tabel 2.3") in {
        (sample["printed"], sample["expected"]) for sample in samples
    }


def test_a5_blu_by_jenis_belanja_in_two_ways() -> None:
    values = {"anggaran.efektif.blu.52": 26335098000, "anggaran.efektif.blu.53": 0}
    samples = failing(in_tables(values, "pagu_efektif"))["one_quantity_is_printed_alike_in_every_table"]
    assert {sample["printed"] for sample in samples} == {"26.195.098.000", "140.000.000"}


def test_a6_and_e37_a_target_without_a_base() -> None:
    name = "the_base_of_the_receipts_target_has_a_source"
    assert told_of(name)
    # 29,800,000,000 is no 4.35 % more than 30,000,000,000, and 45.57 % is of that target only.
    assert name in failing(in_book({"SK2.1.target_rupiah": 29800000000}))
    assert name in failing(in_book({"SK2.1.pnbp_persen_target": "45.57"}))


def test_a7_not_measured_printed_as_zero() -> None:
    samples = told_of("what_nobody_measured_is_printed_as_no_number")
    assert [sample["figure_id"] for sample in samples] == ["SK3.1.realisasi", "SK3.1.capaian"]
    found = failing(in_tables({"SK3.1.realisasi": 0}, "realisasi_rencana_aksi"))
    (sample,) = found["one_quantity_is_printed_alike_in_every_table"]
    assert (sample["printed"], sample["expected"]) == ("0,00", "On progress as in Tabel 3.1")


def test_a7_pdn_in_body_and_appendix() -> None:
    found = failing(in_tables({"SK7.1.realisasi": 0, "SK7.1.capaian": 0}, "realisasi_rencana_aksi"))
    assert len(found["one_quantity_is_printed_alike_in_every_table"]) == 2


def test_a9_two_physical_targets() -> None:
    (sample,) = told_of("the_physical_target_of_a_quarter_is_one")
    assert sample["printed"] == "50,00"


def test_a10_two_names_of_pobo() -> None:
    found = failing(PLANTED["every_indicator_has_its_one_name"])
    assert found["every_indicator_has_its_one_name"][0]["printed"].startswith("Rasio Penerimaan Operasional")
    assert found["official_names_have_one_spelling"][0]["expected"] == "Pendapatan Operasional"


def test_b11_kro_percentages_that_give_another_whole() -> None:
    name = "the_percentages_of_the_kro_give_the_whole_realisation"
    assert told_of(name)
    shares = {f"kro.persen.sd.{row['kode'][-3:]}": row["keu_sd"][1] for row in PUBLISHED["budget"]["kro"]}
    (sample,) = failing(in_book(shares))[name]
    # 5,495,374 + 16,405,638 + 76,817 + 103,950 thousand
    assert abs(Decimal(sample["printed"]) - 22081779000) < 1000
    assert sample["expected"] == "20558293466"


def test_b11_a_whole_above_all_its_parts() -> None:
    assert told_of("a_ratio_of_the_whole_lies_between_its_parts")[0]["printed"] == "54.9"


def test_b14_capital_spending_by_account_and_by_kro() -> None:
    output = clean()
    capital = ("anggaran.pagu.rm.53", "anggaran.pagu.blu.53", "kro.pagu.CAH", "kro.pagu.EBB")
    figures = {name: output.book.figures[name] for name in capital}
    found = found_in(replace(output, book=replace(output.book, figures=figures)))
    (sample,) = found["kro_and_accounts_divide_the_same_budget"]
    assert (sample["expected"], sample["printed"]) == ("1890000000", "1740000000")


def test_c18_a_service_that_is_left_out_of_nps_and_counted() -> None:
    found = failing(PLANTED["every_table_has_the_services_of_the_catalogue"])
    totals = {sample["measure"]: sample for sample in found["every_total_in_print_is_the_sum_of_its_rows"]}
    assert (totals["responden"]["printed"], totals["responden"]["expected"]) == ("313", "310")
    (sample,) = found["every_table_has_the_services_of_the_catalogue"]
    assert (sample["service"], sample["printed"]) == ("Konsultasi", "no row")


def test_c19_two_rows_that_changed_places() -> None:
    values = {
        f"SK1.2.{name}.{service}": PUBLISHED["nps"][other][at]
        for service, other in (("inspeksi_teknis", "verifikasi_tkdn"), ("verifikasi_tkdn", "inspeksi_teknis"))
        for at, name in enumerate(("responden", "promoter", "passive", "detractor"))
    }
    found = failing(in_tables(values, "nps"))
    samples = found["one_quantity_is_printed_alike_in_every_table"]
    assert {(sample["printed"], sample["expected"]) for sample in samples} == {
        ("3", "16 as in Tabel 3.4"),
        ("16", "3 as in Tabel 3.4"),
    }


def test_c20_a_thousand_per_cent_of_promoters() -> None:
    found = failing(PLANTED["no_share_of_a_whole_exceeds_it"])
    assert found["no_share_of_a_whole_exceeds_it"][0]["expected"] == "0 to 100"
    assert "every_percentage_in_print_is_its_quotient" in found


def test_d23_on_time_of_what_was_due_told_of_what_came_in() -> None:
    (sample,) = told_of("the_backlog_is_printed_beside_timeliness")
    assert (sample["printed"], sample["expected"]) == ("100,00", "86.02")
    months = {name: 0 for name in clean().book.figures if name.startswith("SK1.1.backlog.pengujian")}
    samples = failing(in_tables(months, "sla"))["the_backlog_is_printed_beside_timeliness"]
    assert [sample["expected"] for sample in samples] == ["-107", "91", "819", "733", "625", "769", "769"]


def test_d28_one_way_of_counting_only() -> None:
    (sample,) = told_of("every_other_way_of_counting_is_printed")
    assert sample["figure_id"] == "SK1.1.realisasi.alt.gabungan.semua"


def test_d29_a_service_under_another_name() -> None:
    found = failing(in_text("pengguna", "Inspeksi Teknis", "Inspeksi teknik"))
    samples = found["every_table_has_the_services_of_the_catalogue"]
    assert {sample["service"] for sample in samples} == {"Inspeksi Teknis", "Inspeksi teknik"}


@pytest.mark.parametrize(
    ("old", "new"),
    [("II", "I"), ("2025", "2024")],
    ids=["E30 the quarter before", "E31 the year before"],
)
def test_a_title_of_another_period(old: str, new: str) -> None:
    assert failing(in_text("capaian", old, new))["every_title_names_the_quarter_of_the_report"]


def test_e30_a_head_of_the_quarter_before() -> None:
    head = Column((TextRun("Realisasi s.d. TW I"),))
    found = failing(in_table("capaian", lambda table: replace(table, columns=(*table.columns[:-1], head))))
    assert found["every_title_names_the_quarter_of_the_report"][0]["printed"] == "I"


def test_e31_the_dipa_of_another_year() -> None:
    found = failing(with_blocks(Paragraph((TextRun("Menurut "), ConstantRun("DIPA 2024", "tahun")))))
    assert found["every_title_names_the_quarter_of_the_report"][0]["printed"] == "DIPA 2024"


def test_e31_four_announced_and_two_listed() -> None:
    assert told_of("every_announced_count_is_the_count_below_it")[0]["expected"] == "2"


def test_e32_rupiah_under_thousands() -> None:
    samples = told_of("every_head_names_the_unit_below_it")
    assert "30.437.177.000" in {sample["printed"] for sample in samples}


def test_e33_one_amount_shortened_in_one_place() -> None:
    found = failing(in_tables({"anggaran.pagu": 43216257, "anggaran.efektif": 37444096}, "realisasi_anggaran"))
    assert found["one_quantity_is_printed_alike_in_every_table"]


def test_e34_a_pointer_to_a_table_that_is_another() -> None:
    name = "every_table_that_is_pointed_to_is_there"
    assert told_of(name)[0]["place"] == "Tabel 9.9"
    # Numbers run on as the tables stand: one that is left out or exchanged is found.
    moved = failing(in_table("capaian", lambda table: replace(table, number="3.5")))[name]
    assert {"place": "Tabel 3.5", "printed": "3.5", "expected": "3.1"} in moved
    official = {table: spec.nomor for table, spec in read_outline(TEMPLATES, FONTS, clean().profile).tables.items()}
    assert found_in(replace(clean(), numbers=official)) == {}
    # A number of the official outline that is left out and was not declared to be.
    numbered = replace(clean(), numbers={"capaian": "3.2", "ikm": "3.4"})
    assert "Tabel 3.3" in {sample["place"] for sample in found_in(numbered)[name]}


def test_e35_a_score_with_a_per_cent_sign() -> None:
    assert told_of("a_percent_sign_follows_a_percentage")[0]["printed"] == "77,89%"


def test_e36_a_point_before_decimals() -> None:
    (sample,) = told_of("every_figure_is_in_one_notation")
    assert (sample["printed"], sample["expected"]) == ("3.79", "3,79")


@pytest.mark.parametrize("slip", ["BBPSJIA", "PNBPN", "PNPB"])
def test_e36_an_abbreviation_with_mixed_letters(slip: str) -> None:
    found = failing(with_blocks(Paragraph((TextRun(f"pelanggan {slip} meningkat"),))))
    assert found["official_names_have_one_spelling"][0]["printed"] == slip


def test_a_table_with_a_total_that_nobody_declared_is_found() -> None:
    renamed = in_table("volume", lambda table: replace(table, name="baru"))
    samples = failing(renamed)["every_total_in_print_is_the_sum_of_its_rows"]
    assert all("declared" in sample["expected"] for sample in samples)


# --- the catalogue ------------------------------------------------------------------------------------------------


def test_every_contradiction_is_guarded_against_or_said_to_be_prose() -> None:
    numbers, number = [], 0
    for letter, count in LETTERS.items():
        numbers += [f"{letter}{number + at}" for at in range(1, count + 1)]
        number += count
    assert number == 37
    numbers += [f"K{at}" for at in range(1, len(PUBLISHED["contradictions"]) + 1)]
    guarded = {item for family in catalogue().keluarga for item in family.kontradiksi}
    prose = set(catalogue().naskah)
    assert sorted(guarded | prose) == sorted(numbers)
    assert not guarded & prose


def test_the_families_name_only_checks_that_there_are() -> None:
    tests = {path.stem for path in (PROJECT / "dbt_project" / "tests").rglob("*.sql")}
    known = tests | set(words())
    named = {name for family in catalogue().keluarga for name in family.pemeriksaan}
    assert named <= known
    assert set(RULES) <= named
    assert list(type(catalogue().aturan).model_fields) == list(RULES)


def result(name: str, *, passed: bool, severity: str = "error") -> CheckResult:
    return CheckResult(name, "laporan.html", "report", "consistency", severity, passed)  # type: ignore[arg-type]


def test_a_family_is_as_good_as_its_worst_check() -> None:
    names = {name for family in catalogue().keluarga for name in family.pemeriksaan}
    every = [result(name, passed=True) for name in names]
    assert {family.result for family in families(every, [])} == {"passed"}
    worse = [check for check in every if check.name != "the_physical_target_of_a_quarter_is_one"]
    warned = [*worse, result("the_physical_target_of_a_quarter_is_one", passed=False, severity="warn")]
    told = {family.name: family.result for family in families(warned, [])}
    assert told["physical targets"] == "warned"
    assert {family.name: family.result for family in families(worse, [])}["physical targets"] == "not run"
    failed = [*every, result("every_total_in_print_is_the_sum_of_its_rows", passed=False)]
    assert {family.name: family.result for family in families(failed, [])}["totals are sums"] == "failed"
    claimed = families(every, [Finding("warning", rule="klaim_disangkal")])
    assert {family.name: family.result for family in claimed}["words against figures"] == "warned"


@pytest.mark.parametrize(
    ("indicator", "figure_id", "measured"),
    [
        ("", "anggaran.efektif.blu.52", "efektif"),
        ("", "kro.persen.sd.EBA", "persen.sd"),
        ("SK1.1", "SK1.1.masuk.pengujian.05", "masuk"),
        ("TJ.1", "TJ.1.unsur.u3.kalibrasi", "unsur.u3"),
        ("IKU 2", "IKU 2.realisasi", "realisasi"),
        ("SK.1.1", "SK.1.1.realisasi.alt.gabungan", "realisasi"),
    ],
)
def test_what_a_figure_measures(indicator: str, figure_id: str, measured: str) -> None:
    house = warehouse.published()
    figure = replace(next(iter(read_book(house.connect()).figures.values())), figure_id=figure_id, indicator=indicator)
    assert measure(figure) == measured


def test_a_heading_of_the_quarter_passes() -> None:
    heading = Heading(2, "", (TextRun("Capaian Triwulan II Tahun 2025"),), "x")
    assert failing(with_blocks(heading)) == {}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("pagu_program: {berjumlah:", "pagu_program: {jumlah:", "pagu_program.berjumlah: is missing; expected a list"),
        ("hanya_isi: true}", "hanya: true}", "dengan.nps[1].hanya: is unknown; known: hanya_isi, pembilang, penyebut"),
        (
            "  every_figure_is_in_one_notation:",
            "  every_figure_is_in_no_notation:",
            "every_figure_is_in_one_notation: is",
        ),
        ("dengan: [ikm, ikm_mutu,", "dengan: [[ikm], ikm_mutu,", "dengan[1]: Input should be a valid string"),
        ("    kontradiksi: [B11", "    kontradiksi_: [B11", "keluarga[6].kontradiksi: is missing; expected a list"),
        (r"'\b(?:Triwulan", r"'\b(?:(Triwulan", "dengan.triwulan: '"),
    ],
)
def test_a_wrong_declaration_is_named_with_file_line_and_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, said: str
) -> None:
    path = tmp_path / "contradictions.yaml"
    shutil.copy(contradictions.CATALOGUE, path)
    line = spoil(path, old, new)
    monkeypatch.setattr(contradictions, "CATALOGUE", path)
    with pytest.raises(ConfigurationError) as caught:
        catalogue()
    told = [text for text in caught.value.problems if said in text]
    assert told, caught.value.problems
    assert told[0].startswith(f"{path}:")
    if "is missing" not in told[0]:  # which is told where its mapping begins
        assert told[0].startswith(f"{path}:{line}: ")
