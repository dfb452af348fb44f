"""What the trail of every figure costs the models, at a million order lines.

The project is built as it is, and beside it a copy that keeps no trail: no hash of a source row, no sum of hashes, no
id and place of an order in its fact nor the key on them, no list of excluded rows, no test of any of these. What the
rules need of a row's origin (which delivery came later, whose total it adds up to) stays in both. The project holds
itself to at most 30 % more CPU.
"""

from __future__ import annotations

import argparse
import re
import shutil
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import duckdb

from tests.bench.measuring import CALL, PROJECT, QUARTER, cost, environment_of, in_turns
from tests.bench.results import Result
from tests.bench.rows import lift_bounds
from tests.bench.run import bare_build

MOST = 1.3
"""The most CPU beside a build that keeps no trail."""
OF_THE_TRAIL = (
    "excluded_rows",
    "int_ingestion__excluded_rows_listed",
    "no_excluded_row_is_counted",
    "every_figure_with_a_value_that_counts_rows_has_rows",
    "every_staged_row_is_identified_once",
    "every_order_line_counts_once",
)
PLACE = {
    "_source_row_id": "cast(null as varchar)",
    "_row_hash": "cast(0 as bigint)",
    "_sheet": "cast(null as varchar)",
    "_row": "cast(null as bigint)",
}


def multiply_orders(warehouse: Path, wanted: int) -> int:
    """Copies the order lines, each copy an order of its own, until there are as many as wanted; returns how many."""
    with duckdb.connect(str(warehouse)) as connection:
        columns = [row[0] for row in connection.execute("DESCRIBE raw_orders.service_orders").fetchall()]
        new = {
            "no_order": "no_order || '-' || copy",
            "_row": "_row + copy * 100000",
            "_source_row_id": "_source_row_id || '-' || copy",
        }
        (there,) = connection.execute("SELECT count(*) FROM raw_orders.service_orders").fetchone() or (0,)
        copies = -(-wanted // there) - 1
        connection.execute(
            f"INSERT INTO raw_orders.service_orders SELECT {', '.join(new.get(name, name) for name in columns)} "
            f"FROM raw_orders.service_orders CROSS JOIN range(1, {copies + 1}) AS copies (copy)"
        )
        connection.execute(
            "UPDATE raw_ingestion.row_classes SET row_count = row_count * ? "
            "WHERE kind = 'service_orders' AND row_class = 'accepted'",
            [copies + 1],
        )
        return int(there * (copies + 1))


def without_trail(folder: Path) -> Path:
    """A copy of the dbt project that keeps no trail.

    Raises:
        SystemExit: the project no longer looks as this expects, so the copy would measure something else.
    """
    copy = folder / "without_trail"
    shutil.copytree(PROJECT / "dbt_project", copy, ignore=shutil.ignore_patterns("target", "logs"))

    def change(path: Path, pattern: str, new: str) -> None:
        text, changed = re.subn(pattern, new, path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        if not changed:
            raise SystemExit(f"{path.relative_to(copy)}: nothing like {pattern}")
        path.write_text(text, encoding="utf-8")

    dialect = copy / "macros" / "dialect.sql"
    change(dialect, r"cast\(md5_number_upper.*$", "cast(0 as bigint)")
    change(
        dialect, r"cast\(coalesce\(sum\(\{\{ row_hash \}\}\), 0\) as decimal\(38, 0\)\)", "cast(0 as decimal(38, 0))"
    )
    orders = copy / "models" / "marts" / "layanan"
    for name, nothing in PLACE.items():
        change(orders / "fct_order.sql", rf"^    orders\.{name}(,?)$", rf"    {nothing} as {name}\1")
    change(
        orders / "_layanan__models.yml", r"( {6}- name: _source_row_id\n(?: {8}.*\n){2}) {8}constraints: .*\n", r"\1"
    )
    for name in OF_THE_TRAIL:
        if not list(copy.rglob(f"{name}.sql")):
            raise SystemExit(f"no {name}.sql in the project")
    return copy


def measure(asked: argparse.Namespace) -> Iterator[Result]:
    """Measures builds with and without the trail, in pairs."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(PROJECT / "sources", folder / "sources")
        lift_bounds(folder / "sources")
        environment = environment_of(folder, folder / "sources")
        cost([*CALL, "run", QUARTER], environment)
        warehouse = folder / "state" / "warehouse" / "triwulan.duckdb"
        rows = multiply_orders(warehouse, asked.rows)
        environment |= {"TRIWULAN_WAREHOUSE": str(warehouse)}
        kept = bare_build(PROJECT / "dbt_project", folder / "kept")
        none = bare_build(without_trail(folder), folder / "none", "--exclude", *OF_THE_TRAIL)
        one, other = (partial(cost, command, environment) for command in (kept, none))
        one(), other()
        with_it, without = ([of.cpu for of in column] for column in in_turns(asked.repeat, one, other))
    yield Result(
        "trail", f"dbt build, {rows:,} order lines", "CPU s", with_it, "the same without a trail", without, MOST
    )
