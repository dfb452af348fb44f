#!/usr/bin/env bash
# outloud 0.2.1, a checker of PDF/UA-1, calls a table irregular (TBL-004) whose head has two rows and whose last heading
# spans both: it gives up cells that reach down from the row above before it counts those at the end of a row. The table
# below closes: two columns in each of its three rows. With the spanning heading first it says nothing.
#
# Seen on Linux, Python 3.11: "rows occupy different numbers of columns (1 to 2)" of the first, nothing of the second.
# Fails when either changes.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/tried"
"$place/tried/bin/python" -m pip install --quiet --disable-pip-version-check outloud==0.2.1 typst==0.15.2
cat > "$place/try.py" <<'PYTHON'
import json
import subprocess
import sys
from pathlib import Path

import typst

place = Path(sys.argv[1])
spanning, others = "table.cell(rowspan: 2)[A]", "[B]"
for name, head in (("last", f"{others}, {spanning}, [C]"), ("first", f"{spanning}, {others}, [C]")):
    page = f'#set document(title: "T")\n#table(columns: 2, table.header({head}), [1], [2])'
    made = place / f"{name}.pdf"
    made.write_bytes(typst.compile(page.encode(), pdf_standards=["ua-1"]))
    checker = Path(sys.executable).with_name("outloud")
    command = [str(checker), "--fail-on", "never", "--only", "TBL-004", "--json", str(place / "told.json"), str(made)]
    subprocess.run(command, check=True, capture_output=True)
    found = json.loads((place / "told.json").read_text())["results"][0]["findings"]
    print(name, "heading spans two rows:", [item["message"] for item in found] or "nothing")
    assert bool(found) == (name == "last"), "outloud has changed"
PYTHON
"$place/tried/bin/python" "$place/try.py" "$place"
