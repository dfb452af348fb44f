"""What every column is made of: small queries worked out by hand, then the real models, complete and true."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest

from orchestration.lineage import loading, page, queries
from orchestration.lineage.columns import Column, Lineage, LineageError, Origin
from orchestration.lineage.figures import figure_lineage, figure_lineages
from orchestration.lineage.released import ReleasedFigures
from orchestration.transformation import project
from orchestration.transformation.project import DbtProject, Model
from orchestration.workspace.settings import PROJECT, Workspace
from tests.dbt.conftest import DBT_PROJECT, Built

ORDERS = "raw_orders.orders"
NAMES = "reference.names"
SOURCES = {
    ORDERS: ["_source_row_id", "name", "day", "amount", "rate"],
    NAMES: ["name", "service", "valid_from"],
}


def model(key: str, *upstream: str, columns: Sequence[str] = ()) -> Model:
    schema, table = key.split(".")
    return Model(
        unique_id=key,
        key=(schema, table),
        description="",
        materialized="table",
        columns=dict.fromkeys(columns, ("", "")),
        upstream=[(name.split(".")[0], name.split(".")[1]) for name in upstream],
        path="",
    )


def traced(sql: str, *more: str) -> Lineage:
    """The lineage of `marts.one`, written in SQL, and of `marts.two`, if a second query is given, which reads it."""
    models = [model("marts.one", ORDERS, NAMES, columns=["x"])]
    models += [model("marts.two", "marts.one") for _ in more]
    return queries.trace(
        DbtProject(models=models), dict(zip(["marts.one", "marts.two"], [sql, *more], strict=False)), SOURCES
    )


def origin(sql: str, name: str = "x") -> Origin:
    return traced(sql).origin(Column("marts.one", name))


def names(columns: Sequence[Column]) -> set[str]:
    return {f"{column.table.split('.')[1]}.{column.name}" for column in columns}


@pytest.mark.parametrize(
    ("expression", "how", "upstream"),
    [
        ("amount", "copied", {"orders.amount"}),
        ("Amount", "copied", {"orders.amount"}),
        ("cast(amount as integer)", "computed", {"orders.amount"}),
        ("case when day is null then 0 else amount end", "computed", {"orders.day", "orders.amount"}),
        ("sum(amount)", "aggregated", {"orders.amount"}),
        ("max_by(name, day)", "aggregated", {"orders.name", "orders.day"}),
        ("sum(amount) over (partition by name)", "computed", {"orders.amount", "orders.name"}),
        ("'text'", "constant", set()),
        ("cast(null as varchar)", "constant", set()),
    ],
)  # fmt: skip
def test_a_column_is_made_of_the_columns_in_its_expression(expression: str, how: str, upstream: set[str]) -> None:
    found = origin(f"select {expression} as x from raw_orders.orders")
    assert (found.how, names(found.upstream), found.keys, found.inferred) == (how, upstream, (), "")


def test_stars_subqueries_and_unions_are_followed() -> None:
    sql = """
        with both as (select * from raw_orders.orders), named as (select both.*, amount * 2 as twice from both)
        select name as x, twice as y from named
        union all
        select 'nobody', day from (select day from named) as days
    """
    assert names(origin(sql).upstream) == {"orders.name"}
    assert origin(sql).how == "copied"
    assert names(origin(sql, "y").upstream) == {"orders.amount", "orders.day"}


def test_a_value_of_a_joined_relation_is_looked_up_by_the_columns_of_the_join() -> None:
    sql = """
        select names.service as x, orders.amount as y
        from raw_orders.orders as orders
        left join reference.names as names on lower(orders.name) = names.name and names.valid_from <= orders.day
    """
    found = origin(sql)
    assert names(found.upstream) == {"names.service"}
    assert names(found.keys) == {"orders.name", "names.name", "names.valid_from", "orders.day"}
    assert origin(sql, "y").keys == ()


def test_a_recursive_query_brings_in_what_any_number_of_rounds_can() -> None:
    # Each round turns the two columns round, so after one round x may hold either of them; rate never gets there.
    sql = """
        with recursive turned as (
            select name as a, day as b, rate as c from raw_orders.orders
            union all
            select b, a, c from turned where c > 0
        )
        select a as x from turned
    """
    assert names(origin(sql).upstream) == {"orders.name", "orders.day"}


def test_a_number_of_rows_is_made_of_what_decides_the_rows() -> None:
    found = origin("select count(*) as x from raw_orders.orders where day > '2025' group by name")
    assert (names(found.upstream), found.inferred) == ({"orders.day", "orders.name"}, "")
    found = origin("select count(*) as x from raw_orders.orders")
    assert (names(found.upstream), found.inferred) == ({"orders._source_row_id"}, "")


def test_a_nested_query_gives_its_value_and_its_condition() -> None:
    sql = """
        select
            exists (select 1 from reference.names as n where n.name = orders.name) as x,
            (select max(valid_from) from reference.names where service = 'a') as y
        from raw_orders.orders as orders
    """
    assert names(origin(sql).above) == {"names.name", "orders.name"}
    assert origin(sql).how == "computed"
    assert (names(origin(sql, "y").upstream), names(origin(sql, "y").keys)) == ({"names.valid_from"}, {"names.service"})


def test_written_values_are_constants_and_their_names_are_known() -> None:
    found = traced("select x, y from (values (1, 'a'), (2, 'b')) as listed (x, y)")
    assert {name: column.how for name, column in found.tables["marts.one"].columns.items()} == {
        "x": "constant",
        "y": "constant",
    }


def test_a_named_window_and_an_unnested_list_are_read() -> None:
    found = origin("select first_value(amount) over w as x from raw_orders.orders window w as (partition by name)")
    assert names(found.upstream) == {"orders.amount", "orders.name"}
    found = origin("select cast(unnest(range((select min(day) from raw_orders.orders), now())) as date) as x")
    assert names(found.upstream) == {"orders.day"}
    found = origin("select u.part as x from raw_orders.orders as o, unnest(string_split(o.name, ' ')) as u (part)")
    assert names(found.upstream) == {"orders.name"}


@pytest.mark.parametrize(
    "sql",
    [
        "select count(*) as x from reference.names",  # nothing names its rows
        "select nowhere as x from reference.names",
        "select coalesce(name, n.nowhere) as x from reference.names as n",
        "select name as x, service as x from reference.names",
    ],
)
def test_what_cannot_be_told_apart_stands_for_all_columns_read_and_says_so(sql: str) -> None:
    found = origin(sql)
    assert names(found.upstream) == {"names.name", "names.service", "names.valid_from"}
    assert found.inferred == "table"
    assert found.reason


def test_an_unreadable_query_stands_for_all_columns_of_all_tables_read() -> None:
    everything = {f"{table.split('.')[1]}.{name}" for table, columns in SOURCES.items() for name in columns}
    found = traced("select from where (", "select x from marts.one")
    assert names(found.origin(Column("marts.one", "x")).upstream) == everything
    assert names(found.sources(Column("marts.two", "x"))) == everything
    assert found.is_inferred(Column("marts.two", "x"))
    assert found.origin(Column("marts.two", "x")).inferred == ""


def test_a_model_that_reads_an_unknown_table_is_refused() -> None:
    with pytest.raises(LineageError, match=r"marts\.one reads raw_orders\.gone"):
        queries.trace(DbtProject(models=[model("marts.one", "raw_orders.gone")]), {}, SOURCES)


def test_rows_are_decided_by_joins_filters_and_groups_of_every_level() -> None:
    sql = """
        with recent as (select name, amount from raw_orders.orders where day > '2025')
        select recent.name as x, sum(amount) as y
        from recent inner join reference.names as n on recent.name = n.name
        group by recent.name having sum(recent.amount) > 0
    """
    found = traced(sql, "select y from marts.one where x <> ''")
    assert names(found.tables["marts.one"].rows) == {"orders.day", "orders.name", "names.name", "orders.amount"}
    assert names(found.tables["marts.two"].rows) == {"one.x"}
    assert names(found.row_sources("marts.two")) == {"orders.day", "orders.name", "names.name", "orders.amount"}


def test_what_was_written_down_is_read_back() -> None:
    found = traced("select names.service as x from raw_orders.orders join reference.names using (name)")
    assert Lineage.from_json(found.as_json()) == found
    assert found.descendants(Column(NAMES, "service")) == {Column("marts.one", "x")}


def test_it_is_computed_once_and_again_when_a_model_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    models = DbtProject(models=[model("marts.one", "reference.periode")])

    def compiled(*_: object) -> dict[str, str]:
        calls.append("compiled")
        return {"marts.one": "select tahun as x from reference.periode"}

    # A stand-in for the module, for importing the true one loads dbt.
    monkeypatch.setitem(sys.modules, "orchestration.transformation.runner", SimpleNamespace(compiled=compiled))
    monkeypatch.setattr(project, "load", lambda *_: models)
    workspace = Workspace(PROJECT / "sources", tmp_path / "state", tmp_path / "reports")
    workspace.dbt_target.mkdir(parents=True)
    dbt_project = tmp_path / "models"
    dbt_project.mkdir()
    (dbt_project / "one.sql").write_text("select 1")
    assert loading.cached(workspace, dbt_project) is None
    first = loading.load(workspace, dbt_project)
    assert loading.load(workspace, dbt_project) == loading.cached(workspace, dbt_project) == first
    assert calls == ["compiled"]
    (dbt_project / "one.sql").write_text("select 2")
    assert loading.cached(workspace, dbt_project) is None
    loading.load(workspace, dbt_project)
    assert calls == ["compiled"] * 2


# --- figures ---------------------------------------------------------------------------------------------------------

FACT = "select _source_row_id, name, amount * rate as value_rp, day is not null as is_dated from raw_orders.orders"
COUNTED = {"trail_relation": "marts.one", "trail_predicate": "is_dated", "trail_measure": "1"}
SUMMED = {"trail_relation": "marts.one", "trail_predicate": "is_dated and name = 'a'", "trail_measure": "value_rp"}
DERIVED = {"trail_relation": None, "trail_predicate": None, "trail_measure": None}


def test_a_figure_is_measured_from_some_columns_and_its_rows_are_chosen_by_others() -> None:
    found = figure_lineage({"figure_id": "K.1", **SUMMED}, traced(f"{FACT} where rate > 0"))
    assert (names(found.measure), names(found.condition)) == ({"one.value_rp"}, {"one.is_dated", "one.name"})
    assert names(found.measure_sources) == {"orders.amount", "orders.rate"}
    assert names(found.condition_sources) == {"orders.day", "orders.name"}
    assert names(found.row_sources) == {"orders.rate"}
    assert names(found.sources) == {"orders.amount", "orders.rate", "orders.day", "orders.name"}


def test_a_derived_figure_is_made_of_its_components() -> None:
    figures = {"sum": SUMMED, "count": COUNTED, "mean": DERIVED, "growth": {**COUNTED, "trail_measure": None}}
    found = figure_lineages(figures, {"mean": ["sum", "count"], "growth": ["sum"]}, traced(FACT))
    assert names(found["count"].sources) == {"orders.day"}
    assert names(found["mean"].measure_sources) == {"orders.amount", "orders.rate"}
    assert names(found["mean"].condition) == {"one.is_dated", "one.name"}
    assert names(found["growth"].measure) == {"one.value_rp"}


def test_a_figure_without_rows_and_one_whose_trail_names_no_column_are_refused() -> None:
    found = traced(FACT)
    with pytest.raises(LineageError, match=r"K\.1: has no rows of its own"):
        figure_lineage({"figure_id": "K.1", **DERIVED}, found)
    with pytest.raises(LineageError, match=r"K\.2: its trail cannot be read"):
        figure_lineage({"figure_id": "K.2", **SUMMED, "trail_measure": "valve_rp"}, found)
    with pytest.raises(LineageError, match=r"K\.3: has neither rows nor components"):
        figure_lineages({"K.3": DERIVED}, {}, found)


# --- where it is seen ------------------------------------------------------------------------------------------------


class Page(HTMLParser):
    """Anchors, links and tags of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.anchors: list[str] = []
        self.links: set[str] = set()
        self.tags: set[str] = set()
        self.loads: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attributes:
            if name == "id" and value:
                self.anchors.append(value)
            elif name == "href" and value:
                self.links.add(value)
            elif name in ("src", "srcset", "data", "action", "xlink:href") and value:
                self.loads.append(value)


def assert_whole(text: str, found: Lineage) -> None:
    page = Page(text)
    assert len(page.anchors) == len(set(page.anchors))
    assert {link for link in page.links if link.removeprefix("#") not in page.anchors} == set()
    assert {"script", "link", "iframe", "img"} & page.tags == set()
    assert page.loads == []
    assert "url(" not in text
    assert "@import" not in text
    wanted = {f"{table.name}.{name}" for table in found.tables.values() for name in table.columns} | set(found.tables)
    assert wanted <= set(page.anchors)


def test_the_page_holds_every_column_and_needs_nothing_else() -> None:
    found = traced(FACT, "select count(*) as x from marts.one")
    rows = {"K.1": {**SUMMED, "indicator": "K"}, "kro.<b>": {**COUNTED, "indicator": None}}
    figures = ReleasedFigures("2025-TW2 r1", rows, figure_lineages(rows, {}, found))
    text = page.render(found, figures)
    assert_whole(text, found)
    assert "kro.&lt;b&gt;" in text
    assert "2025-TW2 r1" in text


@pytest.mark.parametrize(("language", "words"), [("id", "Dari kolom kiriman sampai angka"), ("en", "From delivered")])
def test_the_page_speaks_the_language_of_the_interface(
    language: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRIWULAN_LANG", language)
    text = page.render(traced(FACT, "select count(*) as x from marts.one"))
    assert f'<html lang="{language}">' in text
    assert f"<h1>{words}" in text


def test_stewards_see_it_at_the_assets() -> None:
    import dagster as dg

    from orchestration.defs.lineage import metadata

    shown = metadata(traced(FACT, "select x from marts.nowhere"), Path("/state/lineage.html"))
    assert set(shown) == {("marts", "one"), ("marts", "two")}
    one = shown["marts", "one"]
    direct = one["dagster/column_lineage"].deps_by_column["value_rp"]
    assert [(dep.asset_key.path, dep.column_name) for dep in direct] == [
        (["raw_orders", "orders"], "amount"),
        (["raw_orders", "orders"], "rate"),
    ]
    assert "| `value_rp` | dihitung | raw_orders.orders: `amount`, `rate` |" in one["kolom dan sumbernya"].value
    assert one["halaman asal-usul kolom"] == dg.MetadataValue.path("/state/lineage.html#marts.one")


# --- the models of the project ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def contents(workshop: Workspace) -> DbtProject:
    return project.load(workshop, DBT_PROJECT)


@pytest.fixture(scope="module")
def real(workshop: Workspace) -> Lineage:
    return loading.load(workshop, DBT_PROJECT)


def raw(table: str, *columns: str) -> set[str]:
    return {f"{table}.{column}" for column in columns}


CATALOGUE = raw("reference.nama_layanan", "nama", "layanan") | {"reference.layanan.layanan"}
"""What turns the name of a service in a delivery into a service of the catalogue."""

SHEETS = {f"raw_kinerja.{sheet}.kode" for sheet in ("perjanjian_kinerja", "dipa", "penilaian_luar", "fisik", "narasi")}
"""The five performance sheets lie in one table, so the code by which one is looked up is the code of any."""

BY_HAND: dict[str, set[str]] = {
    # Read from the models by hand, column by column. A date is parsed in the declared order of day and month, an
    # amount by the declared locale: both are columns of the delivery's row.
    "staging.stg_orders__service_orders._row_hash": raw("raw_orders.service_orders", "_source_row_id"),
    "marts.fct_order.tanggal_masuk": raw("raw_orders.service_orders", "tanggal_masuk"),
    "marts.fct_order.nilai_rp": raw("raw_orders.service_orders", "nilai_rp"),
    "marts.fct_order.layanan": raw("raw_orders.service_orders", "jenis_layanan") | CATALOGUE,
    # The contract's end, or the day that many working days after the clock started: the calendar is made of the
    # quarter's dates, weekdays, holidays and the policy on cuti bersama; the clock of a service starts at one of three
    # dates, which the catalogue names.
    "marts.fct_order.tanggal_jatuh_tempo": raw(
        "raw_orders.service_orders",
        *("tanggal_akhir_kontrak", "spm_hk", "tanggal_masuk", "tanggal_lengkap", "tanggal_bayar", "jenis_layanan"),
    )
    | CATALOGUE
    | {"reference.layanan.mulai_jam"}
    | raw("reference.periode", "awal_tahun", "tanggal_akhir")
    | raw("reference.hari_libur", "tanggal", "jenis")
    | raw("reference.kebijakan", "kebijakan", "nilai"),
    "marts.fct_penerimaan.jumlah_rp": raw("raw_pnbp.sbs", "jumlah") | raw("raw_pnbp.ntpn", "jumlah"),
    "marts.fct_penerimaan.is_akun_pnbp": {"raw_pnbp.sbs.kode_akun", "raw_pnbp.ntpn.kode_akun"}
    | raw("reference.akun", "himpunan", "awalan"),
    "marts.fct_neraca.nilai_rp": raw("raw_neraca.neraca", "nilai"),
    # Signed: minus the quarter before, so the period of the row and of the report come in.
    "marts.fct_realisasi.realisasi_tw_rp": raw("raw_sakti.glp039", "realisasi_sd_periode", "periode", "basis", "satker")
    | raw("reference.periode", "tahun", "triwulan_ke")
    | raw("reference.unit", "kode_satker"),
    "marts.fct_pagu.rencana_tw_rp": raw("raw_monsakti.dataang", *(f"pok_nilai_{month}" for month in range(1, 13)))
    | {"reference.periode.triwulan_ke"},
    # The worksheet without fund codes marks a blocked line and has no amount of its own for it.
    "marts.fct_pagu.blokir_rp": raw("raw_monsakti.dataang", "nilai_blokir")
    | raw("raw_rkk.rincian_kertas_kerja", "jumlah", "kode_blokir"),
    "marts.fct_survei.u1": raw("raw_survey.responses", "u1"),
    "marts.mart_pengguna.pengguna_count": raw("raw_orders.service_orders", "kode_pelanggan", "jenis_layanan")
    | CATALOGUE
    | raw("reference.cakupan", "kode", "layanan")
    | {"reference.indikator.kode"},
    "figures.narratives.teks": raw("raw_kinerja.narasi", "teks"),
    "figures.indicators.sasaran": raw("raw_kinerja.perjanjian_kinerja", "sasaran", "tujuan")
    | {"reference.indikator.kode"}
    | SHEETS,
    "figures.indicators.iku": {"reference.indikator.iku"},
}


@pytest.mark.slow
@pytest.mark.parametrize("column", BY_HAND)
def test_columns_have_the_sources_that_reading_the_models_gives(real: Lineage, column: str) -> None:
    assert set(map(str, real.sources(Column.of(column)))) == BY_HAND[column]


@pytest.mark.slow
def test_every_column_of_every_mart_and_figures_table_is_traced_or_constant(
    real: Lineage, contents: DbtProject
) -> None:
    for built in contents.models:
        name = ".".join(built.key)
        table = real.tables[name]
        if built.key[0] in ("marts", "figures"):
            # The contract of the model says which columns it has; dbt holds it to that.
            assert list(table.columns) == list(built.columns), name
        for column, found in table.columns.items():
            assert found.above or found.how == "constant", f"{name}.{column}"
            assert {above.table for above in found.above} <= set(table.reads), f"{name}.{column}"
            for above in found.above:
                assert above.name in real.tables[above.table].columns, f"{name}.{column}"


@pytest.mark.slow
def test_nothing_in_the_models_has_to_be_inferred(real: Lineage) -> None:
    inferred = [
        f"{table.name}.{name}: {found.reason}"
        for table in real.tables.values()
        for name, found in table.columns.items()
        if found.inferred
    ]
    assert inferred == []


@pytest.mark.slow
def test_the_value_of_figures_comes_from_what_is_counted_and_not_from_what_is_only_told(real: Lineage) -> None:
    value = Column("figures.figures", "value")
    direct = {"anggaran", "indikator", "keuangan", "layanan", "sla", "survei", "terukur"}
    assert set(map(str, real.origin(value).upstream)) == {f"figures.fig_{domain}.value" for domain in direct}
    sources = set(map(str, real.sources(value)))
    counted = (
        raw("raw_sakti.glp039", "realisasi_sd_periode", "periode")
        | raw("raw_monsakti.dataang", "total", "nilai_blokir", "sumber_dana", "pok_nilai_1")
        | raw("raw_orders.service_orders", "jumlah", "kode_pelanggan", "tanggal_selesai", "jenis_layanan")
        | raw("raw_survey.responses", *(f"u{number}" for number in range(1, 10)), "rekomendasi", "waktu")
        | raw("raw_pnbp.sbs", "jumlah", "tgl_sbs", "kode_akun")
        | raw("raw_kinerja.perjanjian_kinerja", "target", "target_tw1")
        | raw("raw_kinerja.penilaian_luar", "nilai", "status")
        | {"raw_neraca.neraca.nilai", "raw_kinerja.dipa.volume", "reference.hari_libur.tanggal"}
    )
    assert counted <= sources
    told = (
        raw("raw_kinerja.narasi", "teks", "penanggung_jawab")
        | raw("raw_kinerja.penilaian_luar", "penilai", "dokumen_bukti")
        | raw("raw_pnbp.sbs", "npwp", "wajib_bayar")
        | raw("raw_orders.service_orders", "nama_pelanggan")
        | raw("raw_survey.responses", "nama_perusahaan", "no_whatsapp", "email", "saran")
        | {"raw_neraca.neraca.uraian", "reference.hari_libur.keterangan"}
    )
    assert sources & told == set()


@pytest.mark.slow
def test_figures_of_a_built_warehouse_lead_to_their_columns_and_the_page_shows_them(
    real: Lineage, small: Built
) -> None:
    components: dict[str, list[str]] = {}
    for figure_id, component_id in small.query("select figure_id, component_id from figures.figure_components"):
        components.setdefault(figure_id, []).append(component_id)
    found = figure_lineages(small.figures, components, real)
    assert set(found) == set(small.figures)
    # The survey's index: nine answers of the responses of the quarter, for the services that the indicator covers.
    index = found["K.1.realisasi"]
    assert index.relations == ("marts.fct_survei",)
    assert names(index.measure) == {f"fct_survei.u{number}" for number in range(1, 10)}
    assert raw("raw_survey.responses", "waktu", "jenis_layanan") <= set(map(str, index.condition_sources))
    # Receipts over operating cost: two facts.
    ratio = found["K.8.realisasi"]
    assert ratio.relations == ("marts.fct_penerimaan", "marts.fct_realisasi")
    assert names(ratio.measure) == {"fct_penerimaan.jumlah_rp", "fct_realisasi.realisasi_sd_rp"}
    # A cancelled order is in no fact: its status moves every figure of orders, though no condition names it.
    users = found["K.2.realisasi"]
    assert Column("raw_orders.service_orders", "status") in users.row_sources
    assert Column("raw_orders.service_orders", "status") not in users.condition_sources
    assert_whole(page.render(real, ReleasedFigures("2025-TW2 r1", small.figures, found)), real)


@pytest.mark.slow
def test_what_a_change_of_a_source_column_changes_lies_within_its_lineage(
    real: Lineage, contents: DbtProject, workshop: Workspace, small: Built, tmp_path: Path
) -> None:
    """The second opinion: values of a column change places among the rows, and the engine shows what that reaches."""
    from orchestration.transformation.runner import compiled

    queries = compiled(workshop, DBT_PROJECT)
    warehouse = tmp_path / small.path.name
    warehouse.write_bytes(small.path.read_bytes())
    tables = [table for table in real.tables.values() if not table.is_source]
    with duckdb.connect(str(warehouse)) as connection:

        def contents_of_all() -> dict[Column, object]:
            for built in contents.models:
                kind = "view" if built.materialized == "view" else "table"
                connection.execute(f"create or replace {kind} {'.'.join(built.key)} as {queries[built.unique_id]}")
            found: dict[Column, object] = {}
            for table in tables:
                sums = ", ".join(f'sum(hash(cast("{name}" as varchar)))' for name in table.columns)
                values = connection.execute(f"select {sums} from {table.name}").fetchone()
                assert values is not None
                found |= {Column(table.name, name): value for name, value in zip(table.columns, values, strict=True)}
            return found

        before = contents_of_all()
        for source in map(
            Column.of,
            [
                "raw_orders.service_orders.jenis_layanan",
                "raw_orders.service_orders.tanggal_selesai",
                "raw_orders.service_orders.jumlah",
                "raw_survey.responses.u1",
                "raw_pnbp.sbs.jumlah",
                "raw_sakti.glp039.realisasi_sd_periode",
                "reference.layanan.mulai_jam",
            ],
        ):
            # A rejected row is rejected for what stands in it; moved elsewhere that would stop the build.
            accepted = (
                "where _source_row_id not in (select _source_row_id from raw_ingestion.rejections)"
                if source.table.startswith("raw_")
                else ""
            )
            connection.execute("begin")
            connection.execute(
                f"""
                update {source.table} as target set "{source.name}" = moved.value
                from (
                    select
                        rowid as at,
                        coalesce(
                            lag("{source.name}") over (order by rowid),
                            last_value("{source.name}") over (order by rowid rows between unbounded preceding
                            and unbounded following)
                        ) as value
                    from {source.table} {accepted}
                ) as moved
                where target.rowid = moved.at
                """
            )
            after = contents_of_all()
            connection.execute("rollback")
            changed = {column for column, value in before.items() if after[column] != value}
            beyond = {
                str(column)
                for column in changed
                if source not in real.sources(column) and source not in real.row_sources(column.table)
            }
            assert beyond == set(), f"{source} reaches more than its lineage"
            assert any(source in real.sources(column) for column in changed), f"{source} changed nothing"
