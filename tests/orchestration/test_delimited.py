"""No cell of a CSV file that leaves the project runs as a formula, and every one can be read back as it was."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.checks.evidence import Finding
from orchestration.run import telling, terminal
from orchestration.workspace.delimited import as_csv, guarded, read_rows, unguarded

FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")
NUMBER = re.compile(r"[-+]?[0-9.,]*")

# What a spreadsheet set to English, to Indonesian, or to tabs makes of a line: it cuts at other signs.
DELIMITERS = ",;\t"


def cells(file: bytes, delimiter: str) -> list[str]:
    """Every cell that a spreadsheet would make of a file."""
    text = file.decode()
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return [cell for line in lines for cell in line]


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ('=HYPERLINK("http://contoh.test","klik")', '\'=HYPERLINK("http://contoh.test","klik")'),
        ("+62 812", "'+62 812"),
        ("-1+cmd|' /C calc'!A0", "'-1+cmd|' /C calc'!A0"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t'=1"),
        ("\r=1", "'\r'=1"),
        (" =1", "' =1"),
        ("\uff1d1", "'\uff1d1"),
        ("PT A;=1+1;B", "PT A;'=1+1;B"),
        ("satu\n=1", "satu\n'=1"),
        ("'kutip", "''kutip"),
        ("PT Contoh = Satu", "PT Contoh = Satu"),
        ("Jum'at", "Jum'at"),
        ("-5", "-5"),
        ("-1.234,56", "-1.234,56"),
        ("+0.5", "+0.5"),
        ("-", "-"),
        ("", ""),
    ],
)
def test_only_what_would_run_is_guarded(text: str, cell: str) -> None:
    assert guarded(text) == cell
    assert unguarded(cell) == text


@settings(max_examples=500)
@given(st.text(alphabet=st.sampled_from("=+-@'\"\t\r\n;, a1.\uff1d"), max_size=12))
def test_a_guarded_text_never_runs_and_is_read_back_as_it_was(text: str) -> None:
    assert unguarded(guarded(text)) == text
    file = as_csv(["kolom"], [["Nama", text, "akhir"]])
    for delimiter in DELIMITERS:
        for cell in cells(file, delimiter):
            assert not FORMULA.match(cell) or NUMBER.fullmatch(cell.strip()) or cell.strip('"') in ("", "-"), (
                delimiter,
                cell,
            )


def test_a_file_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    rows = [["=1", "-5", None, 7], ["'", "a;=b", "", 8]]
    path = tmp_path / "angka.csv"
    path.write_bytes(as_csv(["a", "b", "c", "d"], rows))
    assert [list(row.values()) for row in read_rows(path)] == [["=1", "-5", "", "7"], ["'", "a;=b", "", "8"]]


def test_what_stood_in_a_delivery_neither_styles_nor_commands_the_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    finding = Finding("blocking", "[/red]\x1b]0;x\x07.csv", "", 2, "[b]", "[/]", "rule", "[link=x]\x1b[2J\x9b1m")
    telling.print_findings(terminal.console(), [finding])
    table = terminal.table("angka", title="x")
    table.add_row(terminal.shown("[/red]\x1b[31m"))
    terminal.console().print(table)
    said = capsys.readouterr().out
    assert "[/red]\ufffd]0;x\ufffd.csv, row 2, column [b], value '[/]': [link=x]\ufffd[2J\ufffd1m" in said
    assert "[/red]\ufffd[31m" in said
    assert not set(said) & {"\x1b", "\x07", "\x9b"}
