"""Spoils copies of a release: what a careless or dishonest hand could change, with the manifest's hashes put right.

The hand has the key of the workspace too, so that only the content can give the change away; what a signature tells is
shown in test_signatures.py.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import re
import shutil
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.audit.proof.verify import Verification, verify
from orchestration.journey import proving
from orchestration.publication.formats.office_package import pack, unpack
from orchestration.release.envelope import seal, stated
from orchestration.release.keys import keys_of, signing_keys
from orchestration.release.reading import SIGNATURE
from orchestration.release.signing import KIND
from orchestration.workspace import layout
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.settings import PROJECT, Workspace
from tests.conftest import World

Row = dict[str, str]
_ELEMENT = re.compile(r'<data value="[^"]*" data-figure="([^"]*)"[^>]*>([^<]*)</data>')
_STRING = re.compile(rb"\((?:[^()\\]|\\[\s\S])*\)")
_SHOWN = re.compile(rb"(/f\d+) [\d.]+ Tf|" + _STRING.pattern + rb"Tj|\[(?:" + _STRING.pattern + rb"|[^\[\]()])*\]TJ")


@dataclass(frozen=True)
class Copy:
    """A release and its archive where they may be spoiled."""

    workspace: Workspace
    quarter: Quarter
    release: Path

    @classmethod
    def of(cls, world: World, quarter: str, folder: Path) -> Copy:
        """Copies the newest release of a quarter and the archive, writable."""
        source = world.release(quarter)
        workspace = Workspace(folder / "no sources", folder / "state", folder / "reports")
        workspace.sources.mkdir(parents=True)
        release = workspace.reports / quarter / source.name
        shutil.copytree(source, release)
        for name in ("archive", "kunci"):
            shutil.copytree(world.state / name, workspace.state / name)
        shutil.copy(world.state / layout.FILE, workspace.state)
        for path in [*release.rglob("*"), *workspace.state.rglob("*")]:
            path.chmod(0o755 if path.is_dir() else 0o644)
        return cls(workspace, Quarter.parse(quarter), release)

    def verify(self, dbt_project: Path = PROJECT / "dbt_project") -> Verification:
        self.sign()
        return verify(self.workspace, self.quarter, self.release, dbt_project)

    def proven(self) -> Verification:
        """As the command verifies it, words included."""
        self.sign()
        return proving.verify(self.workspace, self.quarter, self.release)

    def sign(self, **chain: Any) -> None:
        """Signs the manifest as it is now; `chain` changes its place among the releases."""
        path, manifest = self.release / SIGNATURE, (self.release / "manifest.json").read_bytes()
        said = stated(path.read_bytes())
        try:
            named = json.loads(manifest)
        except ValueError:
            return
        said |= {name: named[name] for name in ("quarter", "release", "created_at")}
        said["unit"] = {name: named["unit"][name] for name in said["unit"]}
        said["chain"] |= chain
        signers = [key.signer() for key in signing_keys(keys_of(self.workspace.state))]
        subject = f"{self.quarter.code}/{self.release.name}/manifest.json"
        path.write_bytes(seal(KIND, subject, manifest, said, signers))

    def rewrite(self, name: str, change: Callable[[bytes], bytes]) -> None:
        """Changes a file and leaves its hash as it was."""
        path = self.release / name
        before = path.read_bytes()
        after = change(before)
        assert after != before, f"{name} is unchanged"
        path.write_bytes(after)

    def rehash(self) -> None:
        """Puts the manifest right, so that only the content can give the change away."""
        path = self.release / "manifest.json"
        manifest = json.loads(path.read_text(encoding="utf-8"))
        for name in manifest["files"]:
            content = (self.release / name).read_bytes()
            manifest["files"][name] = {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
        path.write_text(json.dumps(manifest), encoding="utf-8")
        self.sign()

    def archived(self, name: str) -> Path:
        """The archived file of a delivery."""
        return next(self.workspace.archive.glob(f"*/{name}"))

    def figure(self, figure_id: str) -> Row:
        """A row of figures.csv."""
        with (self.release / "figures.csv").open(encoding="utf-8", newline="") as handle:
            return next(row for row in csv.DictReader(handle) if row["figure_id"] == figure_id)

    def change_figure(self, which: str, **cells: str) -> None:
        """Changes cells of a row of figures.csv."""

        def change(content: bytes) -> bytes:
            rows = list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))
            out = io.StringIO(newline="")
            writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows({**row, **(cells if row["figure_id"] == which else {})} for row in rows)
            return out.getvalue().encode("utf-8")

        self.rewrite("figures.csv", change)

    def change_evidence(self, statement: str) -> None:
        """Runs a statement on the evidence."""
        import duckdb

        with duckdb.connect(str(self.release / "evidence.duckdb")) as connection:
            connection.execute(statement)

    def change_html(self, change: Callable[[str], str]) -> None:
        self.rewrite("laporan.html", lambda content: change(content.decode("utf-8")).encode("utf-8"))

    def change_panels(self, change: Callable[[str], str]) -> None:
        """Changes what the page holds packed, pack by pack."""

        def changed(found: re.Match[str]) -> str:
            markup = zlib.decompress(base64.b64decode(found[2])).decode("utf-8")
            return found[1] + base64.b64encode(zlib.compress(change(markup).encode("utf-8"), 9)).decode("ascii")

        self.change_html(lambda page: re.sub(r'(<script type="application/zlib"[^>]*>)([^<]*)', changed, page))

    def change_part(self, name: str, part: str, change: Callable[[str], str]) -> None:
        """Changes a part of an office file."""

        def rewritten(content: bytes) -> bytes:
            parts = unpack(content)
            before = parts[part].decode("utf-8")
            after = change(before)
            assert after != before, f"{part} of {name} is unchanged"
            return pack({**parts, part: after.encode("utf-8")})

        self.rewrite(name, rewritten)

    def change_pdf(self, change: Callable[[str], str | None]) -> str:
        """Changes the first shown string for which another text is given, glyph for glyph; returns the other text."""
        from pypdf import PdfReader, PdfWriter

        path = self.release / "laporan.pdf"
        writer = PdfWriter(clone_from=PdfReader(path))
        for page in writer.pages[4:]:
            contents = page["/Contents"].get_object()
            data, text = _changed_content(page, contents.get_data(), change)
            if text:
                contents.set_data(data)
                path.unlink()
                writer.write(path)
                return text
        raise AssertionError("no string of the PDF fits")


def one_digit_up(text: str) -> str:
    """The text with its last digit another."""
    at = max(place for place, character in enumerate(text) if character.isdigit())
    return f"{text[:at]}{(int(text[at]) + 1) % 10}{text[at + 1 :]}"


def elements(page: str) -> list[re.Match[str]]:
    """The figures printed in a report: group 1 the id, group 2 the text."""
    return list(_ELEMENT.finditer(page))


def _changed_content(page: object, content: bytes, change: Callable[[str], str | None]) -> tuple[bytes, str]:
    """Looks through the simple strings of a page's content."""
    fonts = {}
    for name, font in page["/Resources"]["/Font"].items():  # type: ignore[index]
        table = font.get_object()["/ToUnicode"].get_data().decode("ascii")
        pairs = re.findall(r"<([0-9A-F]{4})> <([0-9A-F]{4})>\n", table)
        fonts[name.encode()] = {bytes.fromhex(code): chr(int(character, 16)) for code, character in pairs}
    known: dict[bytes, str] = {}
    for token in _SHOWN.finditer(content):
        if token[1]:
            known = fonts[token[1]]
            continue
        codes = b"".join(_unescaped(string[1:-1]) for string in _STRING.findall(token[0]))
        text = "".join(known.get(codes[at : at + 2], "?") for at in range(0, len(codes), 2))
        other = change(text)
        if other and set(other) <= set(known.values()):
            back = {character: pair for pair, character in known.items()}
            shown = b"<" + b"".join(back[character] for character in other).hex().encode() + b">Tj"
            return content[: token.start()] + shown + content[token.end() :], other
    return content, ""


def _unescaped(text: bytes) -> bytes:
    simple = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}

    def plain(match: re.Match[bytes]) -> bytes:
        return bytes([int(match[1], 8)]) if match[1].isdigit() else simple.get(match[1], match[1])

    return re.sub(rb"\\([0-7]{1,3}|[\s\S])", plain, text)
