#!/usr/bin/env bash
# python-calamine 0.9.1: iter_rows() gives a sheet in neither of the two shapes of to_python(). The empty rows above the
# first filled cell are there, as with skip_empty_area=False; the empty columns to its left are not, as with True. Read so,
# row numbers are right and columns are shifted: of a register that begins in C3, the third column is the first.
#
# Seen on Linux, Python 3.11: two rows of two empty cells, then "kode" in the first column. Fails when that changes.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/tried"
"$place/tried/bin/python" -m pip install --quiet --disable-pip-version-check python-calamine==0.9.1 openpyxl==3.1.5
cat > "$place/try.py" <<'PYTHON'
import io

import openpyxl
from python_calamine import CalamineWorkbook

book = openpyxl.Workbook()
for place, value in {"C3": "kode", "D3": "nilai", "C4": "A", "D4": 7}.items():
    book.active[place] = value
file = io.BytesIO()
book.save(file)
file.seek(0)
sheet = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0)
whole, filled = sheet.to_python(skip_empty_area=False), sheet.to_python(skip_empty_area=True)
rows = list(sheet.iter_rows())
for name, found in (("to_python, whole", whole), ("to_python, filled area", filled), ("iter_rows", rows)):
    print(f"{name}: {found}")
assert whole == [["", "", "", ""], ["", "", "", ""], ["", "", "kode", "nilai"], ["", "", "A", 7.0]], "to_python has changed"
assert filled == [["kode", "nilai"], ["A", 7.0]], "to_python has changed"
assert rows == [["", ""], ["", ""], ["kode", "nilai"], ["A", 7.0]], "iter_rows has changed"
PYTHON
"$place/tried/bin/python" "$place/try.py"
