"""Whether an advisory of a local OSV file holds for a version: worked out by hand after the OSV schema."""

from __future__ import annotations

import json
import sys
import urllib.request
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests import advisories


def archive(folder: Path, *parts: dict[str, Any]) -> Path:
    path = folder / "all.zip"
    with zipfile.ZipFile(path, "w") as opened:
        for number, part in enumerate(parts):
            entry = {"id": f"PYSEC-{number}", "modified": f"2026-0{number + 1}-01T00:00:00Z"}
            entry["affected"] = [{"package": {"ecosystem": "PyPI", "name": "Con.Trived"}, **part}]
            opened.writestr(f"PYSEC-{number}.json", json.dumps(entry))
    return path


def ranged(*events: dict[str, str]) -> dict[str, Any]:
    return {"ranges": [{"type": "ECOSYSTEM", "events": list(events)}]}


@pytest.mark.parametrize(
    ("part", "inside", "outside"),
    [
        ({"versions": ["1.0", "not a version", "1.1.0"]}, ["1.0", "1.1"], ["1.2", "0.9"]),
        (ranged({"introduced": "0"}, {"fixed": "2.0"}), ["0.1", "1.99", "2.0rc1"], ["2.0", "3"]),
        (ranged({"introduced": "1.5"}, {"last_affected": "2.0"}), ["1.5", "2.0"], ["1.4", "2.0.1"]),
        (
            ranged({"introduced": "1"}, {"fixed": "1.2"}, {"introduced": "2"}, {"fixed": "2.1"}),
            ["1.1", "2.0.5"],
            ["1.2", "1.9", "2.1"],
        ),
        ({"ranges": [{"type": "GIT", "events": [{"introduced": "0"}]}]}, [], ["1.0"]),
    ],
)
def test_what_holds_for_a_version(tmp_path: Path, part: dict[str, Any], inside: list[str], outside: list[str]) -> None:
    known = advisories.read(archive(tmp_path, part))
    assert [version for version in (*inside, *outside) if advisories.of_version(known, "con_trived", version)] == inside


def test_it_answers_as_pip_audit_asks_and_an_empty_file_is_none(tmp_path: Path) -> None:
    known = advisories.read(archive(tmp_path, ranged({"introduced": "0"}), {"versions": ["7"]}))
    assert advisories.newest(known) == "2026-02-01T00:00:00Z"
    with advisories.served(known) as address:
        found = {}
        for version in ("7", "8"):
            asked = json.dumps({"package": {"name": "con-trived", "ecosystem": "PyPI"}, "version": version})
            with urllib.request.urlopen(address, asked.encode(), timeout=10) as answer:
                found[version] = [one["id"] for one in json.load(answer).get("vulns", [])]
    assert found == {"7": ["PYSEC-0", "PYSEC-1"], "8": ["PYSEC-0"]}
    with pytest.raises(ValueError, match="no advisory for PyPI"):
        advisories.read(archive(tmp_path))


@pytest.mark.parametrize("content", [None, b"cut off while it was copied", b"PK\x05\x06" + bytes(18)])
def test_a_file_that_is_no_database_audits_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], content: bytes | None
) -> None:
    path = tmp_path / "all.zip"
    if content is not None:
        path.write_bytes(content)
    monkeypatch.setattr(sys, "argv", ["advisories", str(path), sys.executable, "-c", "raise SystemExit(0)"])
    assert advisories.main() == 2
    assert "NOT AUDITED" in capsys.readouterr().err
