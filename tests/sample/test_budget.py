"""Budget and spending: Tabel 2.2, 2.3, 3.11 and the targets per KRO, summed from the delivered rows."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

import pytest

from tests.sample.conftest import LANDING
from tests.sample.reading import LEVELS, Rows, only, realisation

FUNDS = {"A": "RM", "F": "BLU", "S": "BLU"}
Spending = dict[int, tuple[dict[str, int], list[dict[str, Any]]]]


def in_revision(budget: Rows, code: str) -> Rows:
    return [row for row in budget if row["KODE_STS_HISTORY"] == code and row["HEADER1"] == row["HEADER2"] == "0"]


def sums(rows: Rows, column: str, *keys: str) -> Counter[Any]:
    result: Counter[Any] = Counter()
    for row in rows:
        key = tuple(FUNDS[row[k]] if k == "SUMBER_DANA" else row[k][:2] if k == "KODE_AKUN" else row[k] for k in keys)
        result[key] += int(row[column] or 0)
    return result


def item_key(row: dict[str, Any]) -> tuple[str, ...]:
    """The full item key as GLP039 writes it."""
    return (
        row["KODE_PROGRAM"],
        f"{row['KODE_PROGRAM']}.{row['KODE_KEGIATAN']}",
        row["KODE_OUTPUT"],
        f"{row['KODE_OUTPUT']}.{row['KODE_SUBOUTPUT']}",
        row["KODE_KOMPONEN"],
        f"{row['KODE_KOMPONEN']}.{row['KODE_SUBKOMPONEN']}",
        row["KODE_AKUN"],
        f"{int(row['NOMOR_ITEM']):06d}",
    )


def spent_by_fund(budget: Rows, spending: Spending, quarter: int, revision: str) -> Counter[Any]:
    """Spending by fund and kind: GLP039 holds no fund, so each item is looked up by its full key."""
    fund = {item_key(row): FUNDS[row["SUMBER_DANA"]] for row in in_revision(budget, revision)}
    result: Counter[Any] = Counter()
    for line in spending[quarter][1]:
        if line["level"] == "item":
            key = (*(line[name] for name in LEVELS), line["item"])
            result[fund[key], line["akun"][:2]] += line["to_date"]
    return result


def test_every_row_of_tabel_3_11(budget: Rows, spending: Spending, published: dict[str, Any]) -> None:
    rows = in_revision(budget, "B06")
    pagu = sums(rows, "TOTAL", "SUMBER_DANA", "KODE_AKUN")
    blocked = sums(rows, "NILAI_BLOKIR", "SUMBER_DANA", "KODE_AKUN")
    spent = spent_by_fund(budget, spending, 2, "B06")
    assert len(pagu) == len(published["budget"]["rows"])
    for fund, kind, pagu_k, spent_k, blocked_k, effective_k, *_ in published["budget"]["rows"]:
        key = (fund, str(kind))
        assert pagu[key] == 1000 * pagu_k
        assert blocked[key] == 1000 * blocked_k
        assert pagu[key] - blocked[key] == 1000 * effective_k
        assert spent[key] // 1000 == (spent[key] + 500) // 1000 == spent_k  # truncated and rounded half up alike


def test_totals_of_tabel_3_11(budget: Rows, spending: Spending, published: dict[str, Any]) -> None:
    spent = spent_by_fund(budget, spending, 2, "B06")
    assert sum(spent.values()) == published["budget"]["realisasi_rupiah"] == spending[2][0]["to_date"]
    assert spent["BLU", "53"] == published["budget"]["belanja_modal_rupiah"]
    operating = sum(amount for (_, kind), amount in spent.items() if kind in ("51", "52"))
    assert operating == published["finance"]["biaya_operasional"]
    for fund, _, spent_k, *_ in published["budget"]["totals"][:2]:
        amount = sum(value for (name, _), value in spent.items() if name == fund)
        assert amount // 1000 == (amount + 500) // 1000 == spent_k


@pytest.mark.parametrize("revision", [f"B{number:02d}" for number in range(7)])
def test_pagu_per_kro_is_the_same_in_every_revision(budget: Rows, published: dict[str, Any], revision: str) -> None:
    """Tabel 2.2a and 2.2b print the same amounts for the first DIPA and for revision 6."""
    pagu = sums(in_revision(budget, revision), "TOTAL", "KODE_KEGIATAN", "KODE_OUTPUT")
    assert pagu == {tuple(kro["kode"].split(".")): kro["pagu"] for kro in published["budget"]["kro"]}


def test_items_do_change_between_revisions(budget: Rows) -> None:
    totals = [{item_key(row): row["TOTAL"] for row in in_revision(budget, f"B{number:02d}")} for number in range(7)]
    assert len({tuple(sorted(total.items())) for total in totals}) == 5  # B02, B03, B04 and B06 each move amounts


def test_first_blocking_and_the_relaxation_of_may(budget: Rows) -> None:
    # Tabel 2.3: efektif 37,230,861k = 43,216,257k - 5,985,396k; RM 52 efektif 752,874k. In May 213,235k come free.
    assert sum(sums(in_revision(budget, "B00"), "NILAI_BLOKIR").values()) == 0
    for revision in ("B01", "B02", "B03", "B04"):
        blocked = sums(in_revision(budget, revision), "NILAI_BLOKIR", "SUMBER_DANA")
        assert blocked == {("RM",): 2_520_494_000, ("BLU",): 3_464_902_000}
    kinds = sums(in_revision(budget, "B03"), "NILAI_BLOKIR", "SUMBER_DANA", "KODE_AKUN")
    assert 2_973_368_000 - kinds["RM", "52"] == 752_874_000
    relaxed = sums(in_revision(budget, "B05"), "NILAI_BLOKIR", "SUMBER_DANA")
    assert relaxed == {("RM",): 2_520_494_000 - 213_235_000, ("BLU",): 3_464_902_000}


def test_the_quarters_deliver_consecutive_revisions(budget: Rows) -> None:
    assert {row["KODE_STS_HISTORY"] for row in budget} == {*(f"B{n:02d}" for n in range(7)), "C01", "C02", "A01"}


@pytest.mark.parametrize("revision", ["B03", "B06"])
def test_planned_withdrawal_per_kro(budget: Rows, published: dict[str, Any], revision: str) -> None:
    rows = in_revision(budget, revision)
    for kro in published["budget"]["kro"]:
        code = kro["kode"].split(".")[1]
        mine = [row for row in rows if row["KODE_OUTPUT"] == code]
        pagu = sum(int(row["TOTAL"]) for row in mine)
        months = [sum(int(row[f"POK_NILAI_{month}"]) for row in mine) for month in range(1, 13)]
        assert sum(months) == pagu
        assert Decimal(100 * sum(months[3:6])) / pagu == kro["keu_tw"][0]
        assert Decimal(100 * sum(months[:6])) / pagu == kro["keu_sd"][0]


def test_kro_percentages_that_do_follow(budget: Rows, spending: Spending, published: dict[str, Any]) -> None:
    """Quarter alone for all five, year to date for four; EBA's 53.90 contradicts the published total."""
    pagu = sums(in_revision(budget, "B06"), "TOTAL", "KODE_OUTPUT")
    spent = {
        quarter: {line["kro"]: line["to_date"] for line in spending[quarter][1] if line["level"] == "kro"}
        for quarter in (1, 2)
    }
    for kro in published["budget"]["kro"]:
        code = kro["kode"].split(".")[1]
        quarter_share = Decimal(100 * (spent[2][code] - spent[1][code])) / pagu[code,]
        assert round(quarter_share, 2) == Decimal(str(kro["keu_tw"][1])), code
        if code != "EBA":
            assert round(Decimal(100 * spent[2][code]) / pagu[code,], 2) == Decimal(str(kro["keu_sd"][1])), code


@pytest.mark.parametrize(("quarter", "revision"), [(1, "B03"), (2, "B06")])
def test_glp039_is_one_budget_with_dataang(budget: Rows, spending: Spending, quarter: int, revision: str) -> None:
    rows = {item_key(row): row for row in in_revision(budget, revision)}
    lines = {
        (*(line[name] for name in LEVELS), line["item"]): line
        for line in spending[quarter][1]
        if line["level"] == "item"
    }
    assert rows.keys() == lines.keys()
    for key, row in rows.items():
        assert lines[key]["pagu"] == int(row["TOTAL"])
        assert lines[key]["to_date"] <= int(row["TOTAL"]) - int(row["NILAI_BLOKIR"])


@pytest.mark.parametrize("pattern", ["2025-TW1/*glp039_sp2d*", "2025-TW2/*glp039_sp2d*", "2025-TW2/*glp039_akrual*"])
def test_every_parent_is_the_sum_of_its_children(pattern: str) -> None:
    folder, name = pattern.split("/")
    total, lines = realisation(only(LANDING / folder, name))
    order = [*LEVELS, "item"]
    amounts = ("pagu", "lock", "before", "now", "to_date", "left")
    for depth, level in enumerate(order[:-1]):
        for parent in (line for line in lines if line["level"] == level):
            path = [parent[name] for name in order[: depth + 1]]
            children = [
                line
                for line in lines
                if line["level"] == order[depth + 1] and [line.get(name) for name in order[: depth + 1]] == path
            ]
            for amount in amounts:
                assert parent[amount] == sum(child[amount] for child in children), (path, amount)
    for amount in amounts:
        assert total[amount] == sum(line[amount] for line in lines if line["level"] == "item")
    assert all(line["before"] + line["now"] == line["to_date"] for line in lines)
    assert all(line["pagu"] - line["to_date"] == line["left"] for line in lines)


def test_spending_grows_item_by_item(spending: Spending) -> None:
    first, second = (
        {(*(line[name] for name in LEVELS), line["item"]): line for line in spending[n][1] if line["level"] == "item"}
        for n in (1, 2)
    )
    for key, line in first.items():
        assert 0 <= line["to_date"] <= second[key]["before"]


def test_one_account_holds_items_of_two_funds(budget: Rows) -> None:
    """What a join on the account alone would get wrong."""
    funds: dict[tuple[str, ...], set[str]] = {}
    for row in in_revision(budget, "B06"):
        funds.setdefault(item_key(row)[:-1], set()).add(FUNDS[row["SUMBER_DANA"]])
    assert sum(1 for found in funds.values() if found == {"RM", "BLU"}) >= 3


def test_headers_and_drafts_would_show_if_they_were_counted(budget: Rows) -> None:
    headers = [row for row in budget if row["HEADER1"] != "0"]
    assert headers and all(row["TOTAL"] == row["POK_NILAI_1"] == "" for row in headers)
    for code in ("C01", "C02", "A01"):
        assert sum(int(row["TOTAL"]) for row in in_revision(budget, code)) > 0


def test_layout_differs_between_the_quarters() -> None:
    first, second = (only(LANDING / f"2025-TW{number}", "*dataang*").read_bytes() for number in (1, 2))
    assert first.count(b"|") > 1000 and second.count(b";") > 1000
    assert "–" in first.decode("cp1252") and "é" in second.decode("utf-8")
    assert first.splitlines()[0].split(b"|") != second.splitlines()[0].split(b";")


def test_the_accrual_report_has_other_amounts(spending: Spending) -> None:
    accrual, _ = realisation(only(LANDING / "2025-TW2", "*glp039_akrual*"))
    assert accrual["pagu"] == spending[2][0]["pagu"]
    assert accrual["to_date"] != spending[2][0]["to_date"]
