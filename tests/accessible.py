"""PDF/UA-1 of a report by a checker of somebody else: `make accessible`.

Belongs here: asking outloud, which works out the machine-checkable conditions of the Matterhorn Protocol with code of
its own, and telling what it finds. Not here: what the tests look up themselves (publication/pdf_structure.py).

Of a table whose last cells span rows it counts too few columns (findings/outloud-loses-columns-at-the-end-of-a-row.sh),
so that tables that it calls irregular are counted again here.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from tests.publication.pdf_structure import closes, opened, tables

IRREGULAR = "TBL-004"


def checked(checker: str, files: list[Path]) -> list[dict[str, Any]]:
    """What the checker says of each file, of the conditions of ISO 14289-1 alone."""
    command = [checker, "--quiet", "--layer", "conformance", "--fail-on", "never", "--json", "-", *map(str, files)]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found: list[dict[str, Any]] = json.loads(told[told.index("{") : told.rindex("}") + 1])["results"]
    return found


def main(checker: str, *names: str) -> int:
    """Prints the rules that hold and those that do not, file by file."""
    files = [Path(name) for name in names if Path(name).is_file()]
    if not files:
        print("no report to check; `make report` makes one")  # noqa: T201
        return 1
    broken = 0
    for result in checked(checker, files):
        path = Path(result["path"])
        regular = all(closes(table) for table in tables(opened(path.read_bytes())))
        wrong = [
            item
            for item in result["findings"]
            if item["severity"] == "error" and not (item["rule"] == IRREGULAR and regular)
        ]
        ended = Counter(str(rule["status"]) for rule in result["rules"])
        print(f"{path}: {len(wrong)} errors; rules: " + ", ".join(f"{count} {how}" for how, count in ended.items()))  # noqa: T201
        for item in wrong:
            print(f"  {item['rule']} on page {item['page']}: {item['message']}")  # noqa: T201
        broken += len(wrong)
    return int(bool(broken))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
