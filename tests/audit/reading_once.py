"""What verifications read and work out, once a session: a test spoils one file, the others are read as they were.

Belongs here: keeping what the readers of `orchestration/audit` make of bytes, by those bytes. Not here: any comparison;
each verification makes all of them anew. What cannot be read is not kept. That nothing changes by it is shown in
test_verify.py, and whatever a test calls through the command is read by a process that keeps nothing of this.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from orchestration.audit.chain import Examination
from orchestration.audit.proof import printed_pages, printed_xlsx, readers, succession, verify
from orchestration.audit.proof.printed_pages import Reader
from orchestration.audit.recomputation import holdings, recompute, restatement
from orchestration.audit.recomputation.holdings import Evidence
from orchestration.audit.recomputation.layouts import Layout
from orchestration.audit.recomputation.ledger import Ledger
from orchestration.audit.recomputation.records import Delivery, Record
from orchestration.workspace.quarters import Quarter
from tests.keeping import Store, digest

MOST = {"delivery": 100}
"""Results of a reader that a process has at hand, the newest; of any other a dozen. The store has all."""


class Kept:
    """Results by what they were made of: at hand, else from the store."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.results: dict[str, OrderedDict[object, Any]] = {}

    def once(self, reader: str, key: object, make: Callable[[], Any]) -> Any:
        """The result for a key, made where there is none; what raises, and None, is made again."""
        results = self.results.setdefault(reader, OrderedDict())
        if key in results:
            results.move_to_end(key)
            return results[key]
        made = self.store.once(reader, key, make)
        if made is not None:
            results[key] = made
            if len(results) > MOST.get(reader, 12):
                results.popitem(last=False)
        return made


def install(store: Store, patch: pytest.MonkeyPatch) -> Kept:
    """Lets the verifications of this process keep what they read."""
    kept = Kept(store)

    def by_text(module: Any, name: str) -> None:
        read = getattr(module, name)
        patch.setattr(module, name, lambda text: kept.once(name, text, lambda: read(text)))

    by_text(printed_pages, "read_html")
    by_text(printed_xlsx, "printed_rows")

    def once(name: str, reader: Reader) -> Reader:
        return replace(reader, read=lambda path: kept.once(name, digest(path), lambda: reader.read(path)))

    patch.setattr(readers, "READERS", {name: once(name, reader) for name, reader in readers.READERS.items()})

    tables, feed = succession._Tables, succession._Tables.feed

    def fed(self: Any, body: str) -> None:
        def rows() -> dict[str, list[list[str]]]:
            reader = tables()
            feed(reader, body)
            return reader.rows

        self.rows = kept.once("tables", body, rows)

    patch.setattr(tables, "feed", fed)

    read_evidence = holdings.read_evidence

    def evidence(seen: Examination, release: Path) -> Evidence | None:
        try:
            key = digest(release / holdings.store.FILE)
        except OSError:
            return read_evidence(seen, release)
        found: Evidence | None = kept.once("evidence", key, lambda: read_evidence(seen, release))
        return found

    patch.setattr(holdings, "read_evidence", evidence)

    read_delivery = recompute.read_delivery

    def delivery(received: Delivery, layouts: Mapping[str, Layout]) -> list[Record]:
        key = (received.sha256, received.quarter, received.order, received.name, digest(received.path), repr(layouts))
        found: list[Record] = kept.once("delivery", key, lambda: read_delivery(received, layouts))
        return found

    patch.setattr(recompute, "read_delivery", delivery)

    worked_out = recompute.ledger_of

    def ledger_of(records: Sequence[Record], unit: Any, names: Any, quarter: Quarter, rejected: Any = ()) -> Ledger:
        rows = list(records)
        forms = {id(row.forms): row.forms for row in rows}
        cells = hashlib.sha256(
            repr(
                [(row.kind, row.row_id, row.cells, row.locale, row.percents, row.delivery.order) for row in rows]
            ).encode()
        )
        key = (cells.hexdigest(), repr([*forms.values()]), repr((unit, names)), quarter.code, repr(sorted(rejected)))
        made: Ledger = kept.once("ledger", key, lambda: worked_out(rows, unit, names, quarter, rejected))
        return made

    for module in (restatement, verify):
        patch.setattr(module, "ledger_of", ledger_of)
    return kept
