"""Codes of indicators, told a second time: every code of the profile is a pattern that a text fits or not.

Belongs here: which code a cell of `kode` means. Not here: the cells (second_reader).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from orchestration.audit.recomputation.held_rows import Listed, Part, Rows
from orchestration.audit.recomputation.records import Record

KINDS = ("perjanjian_kinerja", "penilaian_luar", "fisik", "narasi")
"""Kinds whose column `kode` names indicators, among them other codes that stay as they are."""

_BEHIND = r"(?:\s*\.[\s.]*(?P<rest>[a-z].*?)[\s.]*|[\W_]*)"


def with_profile_codes(records: Iterable[Record], codes: Iterable[str]) -> Rows:
    """The records with the indicators that they name as the profile writes them.

    Args:
        records: of any kind.
        codes: of the profile's indicators.
    """
    patterns = {code: _pattern(code) for code in codes}
    found: list[Part] = []
    for part in Rows.of(records).parts:
        naming = ["kode"] if part.kind in KINDS else [name for name, form in part.forms.items() if form.is_indicator]
        found.append(Listed(part.alike, [_named(record, naming, patterns) for record in part]) if naming else part)
    return Rows(found)


def _named(record: Record, naming: Iterable[str], patterns: dict[str, re.Pattern[str]]) -> Record:
    """A record whose columns that name indicators do so as the profile does."""
    meant = {name: _meant(text, patterns) for name in naming if (text := record.text(name))}
    other = {name: code for name, code in meant.items() if code != record.text(name)}
    return replace(record, cells={**record.cells, **other}) if other else record


def _meant(text: str, patterns: dict[str, re.Pattern[str]]) -> str:
    """The code of the profile that a text means, with what follows it; the text itself where it means none, or two."""
    if any(sign > "\x7f" and sign.isalnum() for sign in text):
        return text
    meanings = set()
    for code, pattern in patterns.items():
        match = pattern.fullmatch(text)
        if match is None:
            continue
        rest = match["rest"]
        if rest is None:
            meanings.add(code)
        elif not any((again := other.fullmatch(rest)) and not again["rest"] for other in patterns.values()):
            meanings.add(f"{code}.{rest}")
    return meanings.pop() if len(meanings) == 1 else text


def _pattern(code: str) -> re.Pattern[str]:
    """Letters may have signs between them, numbers must: `S.K 7-1` fits SK7.1, `SK71` does not."""
    parts: list[str] = []
    for part in re.findall(r"[A-Za-z]|[0-9]+", code):
        if part.isdigit():
            apart = "[\\W_]+" if parts and parts[-1].endswith("(?![0-9])") else "[\\W_]*"
            parts.append(f"{apart}0*{int(part)}(?![0-9])")
        else:
            parts.append(f"[\\W_]*{part}")
    return re.compile("".join(parts) + _BEHIND, re.IGNORECASE | re.DOTALL | re.ASCII)
