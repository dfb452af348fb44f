"""A profile to start from, for a kind of unit: unit.yaml with comments and schema, reference data, its contracts.

Belongs here: which kinds there are, and putting the files of one together. Not here: the files (`kinds/<kind>/`, what
several share in `kinds/umum/`), asking for facts (cli.py), deliveries (workspace.py).

A line `#@ umum/NAME` in one of the files stands for that file; `${fact}` stands for a fact.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from string import Template

import yaml

from orchestration.workspace.profile_schema import FIRST_LINE, write_schema
from orchestration.workspace.settings import PROJECT

_FOLDER = Path(__file__).with_name("kinds")
_INCLUDE = re.compile(r"^#@ (\S+)\n", re.MULTILINE)
_HOLIDAYS = PROJECT / "sources" / "reference" / "hari_libur.csv"

KINDS: tuple[str, ...] = ("balai", "klinik", "diklat", "kantor")
"""Kinds of units."""


class NotEmptyError(ValueError):
    """The directory holds something already."""


def invented(kind: str, given: Mapping[str, str]) -> dict[str, str]:
    """Facts that stand where none are given; the signatory is the head of the unit that is given.

    Args:
        kind: one of `KINDS`.
        given: facts that are known.
    """
    facts: dict[str, str] = {**yaml.safe_load((_FOLDER / kind / "fakta.yaml").read_text(encoding="utf-8")), **given}
    head = facts["nama"].split()[0]
    return {"jabatan": f"Kepala {facts['nama']}" if head != "Kepala" else facts["nama"], **facts}


def expect_empty(out: Path) -> None:
    """Refuses a directory in which something would be overwritten.

    Raises:
        NotEmptyError: it holds something.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise NotEmptyError(f"{out} is not empty; name a new directory, so that nothing of yours is overwritten")


def write_kind(out: Path, kind: str, given: Mapping[str, str] | None = None) -> list[Path]:
    """Writes the sources of a unit of a kind: all but its deliveries.

    Args:
        out: the directory; has to be empty or missing.
        kind: one of `KINDS`.
        given: facts by name; invented ones stand for those that are missing.

    Returns:
        Every file, in the order of writing.

    Raises:
        NotEmptyError: the directory holds something.
    """
    expect_empty(out)
    facts = invented(kind, given or {})
    folder = _FOLDER / kind
    profile = _filled(folder / "unit.yaml", {name: _scalar(text) for name, text in facts.items()})
    texts = {"unit.yaml": FIRST_LINE + profile}
    for name in ("layanan.csv", "nama_layanan.csv"):
        texts[f"reference/{name}"] = (folder / "reference" / name).read_text(encoding="utf-8")
    for path in sorted((folder / "contracts").glob("*.yaml")):
        texts[f"contracts/{path.name}"] = path.read_text(encoding="utf-8")
    assessed = "penilaian_luar" in profile or "nilai_lembar" in profile
    words = {"nama_polos": facts["nama"], "penilaian": ", serta Penilaian Luar" if assessed else ""}
    texts["landing/README.md"] = _filled(folder / "landing.md", words)
    written = []
    for name, text in texts.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
        written.append(path)
    return [*written, Path(shutil.copyfile(_HOLIDAYS, out / "reference" / _HOLIDAYS.name)), write_schema(out)]


def _filled(path: Path, words: Mapping[str, str]) -> str:
    """A file with what it includes, and its facts in their places."""
    text = path.read_text(encoding="utf-8")
    whole = _INCLUDE.sub(lambda found: (_FOLDER / found[1]).read_text(encoding="utf-8"), text)
    return Template(whole).substitute(words)


def _scalar(text: str) -> str:
    """A text as YAML reads it back, whatever signs stand in it."""
    return json.dumps(text, ensure_ascii=False)
