"""The stop as a whole: deliveries over time, books, completeness, and runs that are repeated or broken."""

from __future__ import annotations

import duckdb
import pytest

from orchestration.checks.evidence import Finding
from orchestration.declarations import ConfigurationError
from orchestration.ingestion import RAW_TABLES, IngestResult
from orchestration.ingestion.contracts.declared import CHECKS
from orchestration.ingestion.reading import layouts
from orchestration.ingestion.reading.confined import Opener
from tests.ingestion.deliveries import (
    ORDER_HEADER,
    SBS_HEADER,
    Unit,
    answer,
    check_named,
    findings,
    order,
    survey_csv,
    workbook,
)

COMPLETE = "every_needed_kind_has_been_delivered"


def sbs(*rows: tuple[str, str]) -> str:
    """A register of (number, amount)."""
    lines = [f"{number};01/04/2025;;PT A;EC;6077;424113;Jasa;{amount};;" for number, amount in rows]
    return "\n".join([SBS_HEADER, *lines]) + "\n"


def neraca(period: str, amount: str = "10") -> str:
    return f"KDSATKER;KODE_PERIODE;AKUN;URAIAN;NILAI\n999119;{period};111911;Kas;{amount}\n"


def missing(result: IngestResult) -> dict[str, str]:
    """Kind to severity of what is told as missing."""
    return {finding.value: finding.severity for finding in findings(result, "every_needed_kind_has_been_delivered")}


def test_every_raw_table_and_book_exists_when_nothing_landed(unit: Unit) -> None:
    result = unit.ingest()
    for table in RAW_TABLES:
        assert unit.query(f"SELECT count(*) FROM {table.name}") == [(0,)]
        assert result.tables[table.name].rows == 0
    for book in ("deliveries", "row_classes", "rejections"):
        assert unit.query(f"SELECT count(*) FROM raw_ingestion.{book}") == [(0,)]


def test_business_columns_are_text_and_pipeline_columns_follow(unit: Unit) -> None:
    unit.ingest()
    for table in RAW_TABLES:
        columns = unit.query(f"SELECT column_name, column_type FROM (DESCRIBE {table.name})")
        assert [name for name, _ in columns[-6:]] == [
            "_extra", "_delivered", "_delivery_sha256", "_sheet", "_row", "_source_row_id",
        ]  # fmt: skip
        cells = {"MAP(VARCHAR, VARCHAR)"} if table.kind == "register" else set()
        assert {kind for name, kind in columns if name != "_row"} == {"VARCHAR"} | cells
        assert dict(columns)["_row"] == "BIGINT"


def test_every_declared_check_of_files_is_answered_once(unit: Unit) -> None:
    unit.deliver("sbs.csv", sbs(("S-1", "1.000")))
    names = [(check.target, check.name) for check in unit.ingest().checks]
    assert sorted(names) == sorted((c.target, c.name) for c in CHECKS if c.target.startswith("raw_ingestion."))


def test_deliveries_are_kept_in_order_with_their_counts(unit: Unit) -> None:
    unit.deliver("b.csv", sbs(("S-2", "2"), ("S-3", "x")), "2025-TW2")
    unit.deliver("a.csv", sbs(("S-1", "1")), "2025-TW2")
    unit.deliver("z.csv", sbs(("S-0", "1")), "2025-TW1")
    unit.ingest()
    columns = "delivery_order, quarter, file_name, kinds, rows_total, rows_accepted, rows_rejected, rows_empty"
    assert unit.query(f"SELECT {columns} FROM raw_ingestion.deliveries ORDER BY 1") == [
        (1, "2025-TW1", "z.csv", "sbs", 2, 1, 0, 1),
        (2, "2025-TW2", "a.csv", "sbs", 2, 1, 0, 1),
        (3, "2025-TW2", "b.csv", "sbs", 3, 1, 1, 1),
    ]
    [size] = unit.query("SELECT size_bytes FROM raw_ingestion.deliveries WHERE file_name = 'a.csv'")
    assert size == (len(sbs(("S-1", "1"))),)


def test_a_later_delivery_of_the_same_keys_is_told_to_supersede(unit: Unit) -> None:
    unit.deliver("maret.csv", sbs(("S-1", "1"), ("S-2", "2"), ("S-3", "3")), "2025-TW1")
    unit.deliver("juni.csv", sbs(("S-2", "2"), (" S-3 ", "4"), ("S-4", "5")), "2025-TW2")
    result = unit.ingest()
    [finding] = findings(result, "digantikan")
    assert (finding.severity, finding.delivery, finding.value) == ("info", "maret.csv", "2")
    assert "2 rows of kind sbs are superseded by the later juni.csv" in finding.message
    assert len(unit.rows("raw_pnbp.sbs")) == 6  # raw keeps them all


def test_paragraphs_of_two_quarters_do_not_supersede_each_other(unit: Unit) -> None:
    header = ["Kode", "Bagian", "Urutan", "Teks", "Penanggung Jawab", "Target Penyelesaian"]
    for quarter in ("2025-TW1", "2025-TW2"):
        content = workbook({"Narasi": [header, ["umum", "hasil", 1, f"Kegiatan {quarter}", None, None]]})
        unit.deliver("narasi.xlsx", content, quarter)
    result = unit.ingest()
    assert findings(result, "digantikan") == []
    assert {delivery.label for delivery in result.deliveries} == {"2025-TW1/narasi.xlsx", "2025-TW2/narasi.xlsx"}


def test_the_same_bytes_count_once(unit: Unit) -> None:
    unit.deliver("a.csv", sbs(("S-1", "1")), "2025-TW1")
    unit.deliver("salinan.csv", sbs(("S-1", "1")), "2025-TW2")
    result = unit.ingest()
    assert [(d.file_name, d.quarter) for d in result.deliveries] == [("a.csv", "2025-TW1")]
    [finding] = findings(result, "kiriman_ganda")
    assert (finding.severity, finding.delivery) == ("info", "salinan.csv")
    assert len(unit.rows("raw_pnbp.sbs")) == 1


def test_an_unchanged_delivery_is_not_read_again(unit: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    unit.deliver("a.csv", sbs(("S-1", "1"), ("S-2", "x")))
    first = unit.ingest()
    monkeypatch.setattr(Opener, "open", lambda opener, content: pytest.fail("read again"))
    again = unit.ingest()
    assert again.findings == first.findings
    assert again.rejections == first.rejections
    assert again.checks == first.checks
    assert again.deliveries == first.deliveries
    assert len(unit.rows("raw_pnbp.sbs")) == 2


def test_books_follow_the_quarter_and_raw_keeps_everything(unit: Unit) -> None:
    unit.deliver("a.csv", sbs(("S-1", "1")), "2025-TW1")
    unit.deliver("b.csv", sbs(("S-2", "x")), "2025-TW2")
    unit.ingest("2025-TW2")
    result = unit.ingest("2025-TW1")
    assert [d.file_name for d in result.deliveries] == ["a.csv"]
    assert unit.query("SELECT file_name FROM raw_ingestion.deliveries") == [("a.csv",)]
    assert unit.query("SELECT count(*) FROM raw_ingestion.rejections") == [(0,)]
    assert result.tables["raw_pnbp.sbs"].rows == 1
    assert len(unit.rows("raw_pnbp.sbs")) == 2


def test_a_file_that_is_taken_away_leaves_the_books(unit: Unit) -> None:
    path = unit.deliver("a.csv", sbs(("S-1", "1")))
    unit.ingest()
    path.unlink()
    result = unit.ingest()
    assert result.deliveries == []
    assert unit.query("SELECT count(*) FROM raw_ingestion.deliveries") == [(0,)]


def test_a_new_name_in_the_crosswalk_makes_the_delivery_be_read_again(unit: Unit) -> None:
    unit.deliver("order.xlsx", workbook({"A": [ORDER_HEADER, order("A-1", c2="Uji Cepat")]}))
    assert [r.rule for r in unit.ingest().rejections] == ["layanan"]
    named = unit.profile.nama_layanan[0].model_copy(update={"nama": "Uji Cepat"})
    unit.profile = unit.profile.model_copy(update={"nama_layanan": [*unit.profile.nama_layanan, named]})
    assert unit.ingest().rejections == []
    assert len(unit.rows("raw_orders.service_orders")) == 1
    assert unit.query("SELECT count(*) FROM raw_ingestion.register") == [(1,)]


def test_a_units_own_contract_is_used(unit: Unit) -> None:
    own = unit.workspace.sources / "contracts"
    own.mkdir()
    [table] = [t for t in RAW_TABLES if t.kind == "neraca"]
    text = next(folder / "neraca.yaml" for folder in unit.workspace.contracts[1:]).read_text()
    (own / "neraca.yaml").write_text(text.replace("header: NILAI", "header: [NILAI, SALDO]"))
    unit.deliver("n.csv", neraca("2024-12").replace("NILAI", "SALDO"))
    assert unit.ingest().tables[table.name].accepted == 1
    (own / "neraca.yaml").write_text(text.replace("type: integer", "type: uang"))
    with pytest.raises(ConfigurationError, match=r"neraca\.yaml:16: columns\.nilai\.type"):
        unit.ingest()


def test_a_run_that_breaks_leaves_the_warehouse_as_it_was(unit: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    unit.deliver("a.csv", sbs(("S-1", "1")))
    unit.ingest()
    unit.deliver("b.csv", sbs(("S-2", "2")))
    unit.deliver("c.csv", sbs(("S-3", "3")))

    whole = layouts.read

    def breaks(item, file_name):  # type: ignore[no-untyped-def]
        if any("S-3" in row for row in item.sheet.rows):
            raise MemoryError
        return whole(item, file_name)

    monkeypatch.setattr(layouts, "read", breaks)
    with pytest.raises(MemoryError):
        unit.ingest()
    assert unit.query("SELECT file_name FROM raw_ingestion.deliveries") == [("a.csv",)]
    assert len(unit.rows("raw_pnbp.sbs")) == 1
    monkeypatch.undo()
    assert len(unit.ingest().deliveries) == 3


def test_two_runs_in_two_workspaces_say_the_same(unit: Unit) -> None:
    unit.deliver("a.csv", sbs(("S-1", "1"), ("S-1", "2")))
    unit.deliver("survei.csv", survey_csv(answer("01/04/2025 10:00:00"), answer("01/04/2025 10:00:00")))
    first = unit.ingest()
    with duckdb.connect(":memory:") as connection:
        other = Unit(unit.workspace, unit.profile, connection)
        (unit.workspace.state / "identity.key").unlink()
        second = other.ingest()
        ids = "SELECT _source_row_id FROM raw_survey.responses ORDER BY 1"
        assert other.query(ids) == unit.query(ids)
    assert first.findings == second.findings
    assert first.checks == second.checks


def test_a_raw_table_of_an_older_layout_is_filled_anew(unit: Unit) -> None:
    unit.deliver("a.csv", sbs(("S-1", "1")))
    unit.ingest()
    unit.connection.execute("ALTER TABLE raw_pnbp.sbs DROP COLUMN uraian")
    unit.ingest()
    assert unit.rows("raw_pnbp.sbs", "no_sbs, uraian") == [("S-1", "Jasa")]


def test_a_lost_archive_is_made_again(unit: Unit) -> None:
    unit.deliver("a.csv", sbs(("S-1", "1")))
    kept = unit.workspace.archive / unit.ingest().deliveries[0].sha256 / "a.csv"
    kept.unlink()
    unit.ingest()
    assert kept.read_text() == sbs(("S-1", "1"))


def test_refused_files_are_not_archived(unit: Unit) -> None:
    unit.deliver("catatan.txt", "Budi;0812\n")
    unit.ingest()
    assert not unit.workspace.archive.exists()


def test_what_a_quarter_lacks_is_told_with_the_place_to_put_it(unit: Unit) -> None:
    result = unit.ingest("2025-TW1")
    assert missing(result) == {
        "dataang": "blocking", "dipa": "blocking", "fisik": "blocking", "glp039": "blocking", "neraca": "blocking",
        "penilaian_luar": "blocking", "perjanjian_kinerja": "blocking", "sbs": "blocking", "survey": "blocking",
        "service_orders": "blocking", "narasi": "warning",
    }  # fmt: skip
    check = check_named(result, COMPLETE)
    assert (check.passed, check.counts["missing"]) == (False, 10)
    told = {finding.value: finding.message for finding in findings(result, "every_needed_kind_has_been_delivered")}
    assert told["sbs"] == "no delivery of kind sbs (Register SBS); put it in landing/2025-TW1"
    assert "periode 2025-03, basis sp2d" in told["glp039"]
    assert "RKK Rincian Kertas Kerja" in told["dataang"]


def test_the_closing_balance_has_to_be_that_of_december_before(unit: Unit) -> None:
    unit.deliver("n.csv", neraca("2024-11"))
    [told] = [f for f in findings(unit.ingest(), "every_needed_kind_has_been_delivered") if f.value == "neraca"]
    assert "no accepted row of kind neraca (Neraca) has KODE_PERIODE 2024-12" in told.message
    unit.deliver("n2.csv", neraca("2024-12", "1x"))
    assert missing(unit.ingest())["neraca"] == "blocking"  # rejected, so it does not count
    unit.deliver("n2.csv", neraca("2024-12"))
    assert "neraca" not in missing(unit.ingest())


def test_a_kind_of_the_quarter_is_not_replaced_by_one_of_an_earlier_quarter(unit: Unit) -> None:
    unit.deliver("a.csv", sbs(("S-1", "1")), "2025-TW1")
    assert missing(unit.ingest("2025-TW2"))["sbs"] == "blocking"
    unit.deliver("b.csv", sbs(("S-2", "1")), "2025-TW2")
    assert "sbs" not in missing(unit.ingest("2025-TW2"))


def test_an_earlier_quarter_without_a_kind_is_only_warned_of(unit: Unit) -> None:
    unit.deliver("b.csv", sbs(("S-2", "1")), "2025-TW2")
    [told] = [f for f in findings(unit.ingest("2025-TW2"), "every_needed_kind_has_been_delivered") if f.value == "sbs"]
    assert isinstance(told, Finding)
    assert told.severity == "warning"
    assert "for 2025-TW1; figures since January hold only what other deliveries carry" in told.message


def test_the_policy_chooses_the_kind_of_receipts(unit: Unit) -> None:
    policies = dict(unit.profile.kebijakan)
    policies["jenis_penerimaan"] = policies["jenis_penerimaan"].model_copy(update={"nilai": "ntpn"})
    unit.profile = unit.profile.model_copy(update={"kebijakan": policies})
    told = missing(unit.ingest("2025-TW1"))
    assert told["ntpn"] == "blocking"
    assert "sbs" not in told


@pytest.mark.slow
def test_two_hundred_thousand_rows_load_in_seconds(unit: Unit) -> None:
    unit.deliver("besar.csv", sbs(*((f"S-{number}", "1.000") for number in range(200_000))))
    result = unit.ingest()
    assert result.tables["raw_pnbp.sbs"].accepted == 200_000
    assert unit.query("SELECT count(DISTINCT _source_row_id), max(_row) FROM raw_pnbp.sbs") == [(200_000, 200_001)]
