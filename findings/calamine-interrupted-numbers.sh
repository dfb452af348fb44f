#!/usr/bin/env bash
# python-calamine 0.9.1 reads another number than the one a cell of an .xlsx holds, without a word, where the text of
# <v> is interrupted by what XML lets stand anywhere: a comment, a character reference, a CDATA section. openpyxl 3.1.5
# (as LibreOffice 7.4) reads all of them as XML means them. A reader of official amounts has to mend or refuse such cells.
#
# Seen: calamine [12.0, '', 1.0] where openpyxl has [1234, 5, 123]. Fails when either changes.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/env"
"$place/env/bin/python" -m pip install --quiet --disable-pip-version-check python-calamine==0.9.1 openpyxl==3.1.5
"$place/env/bin/python" - "$place/book.xlsx" <<'PYTHON'
import sys
import zipfile

import openpyxl
import python_calamine

path = sys.argv[1]
office = "http://schemas.openxmlformats.org"
main, relation = f"{office}/spreadsheetml/2006/main", f"{office}/officeDocument/2006/relationships"
kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
cells = "<v>12<!-- checked -->34</v>", "<v><![CDATA[5]]></v>", "<v>1&#50;3</v>"
row = "".join(f'<c r="{letter}1">{cell}</c>' for letter, cell in zip("ABC", cells))
parts = {
    "[Content_Types].xml": f'<Types xmlns="{office}/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kinds}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{office}/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{relation}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relation}"><sheets>'
    '<sheet name="Data" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{office}/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{relation}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData><row r="1">{row}</row></sheetData></worksheet>',
}
with zipfile.ZipFile(path, "w") as book:
    for name, text in parts.items():
        book.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>\n' + text)
(native,) = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_name("Data").to_python()
plain = [cell.value for cell in openpyxl.load_workbook(path).active[1]]
print("calamine", native, "openpyxl", plain)
assert plain == [1234, 5, 123], "openpyxl has changed"
assert native == [12.0, "", 1.0], "calamine has changed"
PYTHON
