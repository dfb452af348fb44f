"""What leaves a release for other systems, and what staff changed in the copy that they took: `triwulan export`.

Belongs here: the kinds of exports, each made of a release folder alone, checked against a schema that is kept here.
Not here: proving the release (audit/proof; an export of one that does not hold is refused), the files of the release
itself (publication/formats). Sending anything anywhere is nobody's work here.

A kind is a line in `KINDS`, a module in `kinds/` and a schema in `schemas/`, which names where its fields come from and
what no public source could confirm.
"""

from __future__ import annotations

from collections.abc import Mapping

KINDS: Mapping[str, str] = {
    "alki": "alki",
    "pp39": "pp39",
    "emonev": "emonev",
    "skm": "skm",
    "bios": "bios",
    "satu-data": "satu_data",
    "rocrate": "rocrate",
}
"""Kind to the module in `kinds/` whose `make(released)` gives its content, and to the name of its schema."""

NOTE = "CATATAN.md"
"""The file of every export that is for people."""
