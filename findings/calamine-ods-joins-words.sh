#!/usr/bin/env bash
# python-calamine 0.9.1 joins the words of a cell of an .ods where OpenDocument has an element for the white space between
# them: <text:tab/> and <text:line-break/> count as nothing, so "Uji<tab>Profisiensi" becomes "UjiProfisiensi", which no
# list of names knows. odfpy 1.4.1's own extractor keeps the tab. <text:s/>, the element for blanks, is read by calamine.
#
# Seen: calamine ['UjiProfisiensi', 'SelesaiJuni', 'Sewa  Aset']. Fails when that changes.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/env"
"$place/env/bin/python" -m pip install --quiet --disable-pip-version-check python-calamine==0.9.1 odfpy==1.4.1
"$place/env/bin/python" - "$place/book.ods" <<'PYTHON'
import sys

import python_calamine
from odf import teletype
from odf.opendocument import OpenDocumentSpreadsheet, load
from odf.table import Table, TableCell, TableRow
from odf.text import LineBreak, P, S, Tab

path = sys.argv[1]
book = OpenDocumentSpreadsheet()
table, row = Table(name="Data"), TableRow()
for first, between, last in (("Uji", Tab(), "Profisiensi"), ("Selesai", LineBreak(), "Juni"), ("Sewa", S(c=2), "Aset")):
    cell, text = TableCell(valuetype="string"), P(text=first)
    text.addElement(between)
    text.addText(last)
    cell.addElement(text)
    row.addElement(cell)
table.addElement(row)
book.spreadsheet.addElement(table)
book.save(path)
(native,) = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_name("Data").to_python()
kept = [teletype.extractText(cell) for cell in load(path).getElementsByType(TableCell)]
print("calamine", native, "odfpy", kept)
assert kept[0] == "Uji\tProfisiensi", "odfpy has changed"
assert native == ["UjiProfisiensi", "SelesaiJuni", "Sewa  Aset"], "calamine has changed"
PYTHON
