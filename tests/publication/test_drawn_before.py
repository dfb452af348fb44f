"""Renderings that are remembered: each by all that it is made of, and by nothing outside of a journey."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from orchestration.publication.document import drawn_before
from orchestration.publication.document.document import Document
from orchestration.publication.formats import Material, docx, pdf, pdf_links
from orchestration.publication.release import Draft
from orchestration.workspace import memory

pytestmark = pytest.mark.slow


def test_the_pages_are_set_again_when_anything_of_them_has_changed(
    clean: Draft, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def set_pages(template: bytes, content: str, material: Material) -> bytes:
        made.append(content)
        return f"pages {len(made)}".encode()

    monkeypatch.setattr(pdf, "_set", set_pages)
    monkeypatch.setattr(pdf_links, "settle", lambda pages, *_: pages)

    def rendered(document: Document, material: Material) -> bytes:
        with drawn_before.remembering(tmp_path / "state"):
            return pdf.render(document, material)

    document, material = clean.document, clean.material
    assert rendered(document, material) == rendered(document, material) == b"pages 1"
    assert rendered(replace(document, mark="KONSEP"), material) == b"pages 2"
    assert rendered(document, replace(material, day=material.day + timedelta(1))) == b"pages 3"
    for number, name in enumerate(("templates", "fonts"), 4):
        folder = shutil.copytree(getattr(material, name), tmp_path / name)
        changed = next(folder.glob("laporan.typ" if name == "templates" else "*.ttf"))
        changed.write_bytes(changed.read_bytes() + b"\n")
        assert rendered(document, replace(material, **{name: folder})) == f"pages {number}".encode()
    # What was made first is known still, and a proof, which remembers nothing, makes it again.
    assert rendered(document, material) == b"pages 1"
    assert pdf.render(document, material) == b"pages 6"


def test_a_picture_is_painted_again_when_its_drawing_has_changed(
    clean: Draft, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted: list[str] = []
    monkeypatch.setattr(docx, "_picture", lambda svg, fonts: painted.append(svg) or b"\x89PNG")
    for repeated in (False, True):
        with drawn_before.remembering(tmp_path):
            docx.render(clean.document, clean.material)
        assert bool(painted) is not repeated
        assert len({*painted}) == len(painted)
        painted.clear()
    kept = sorted((tmp_path / memory.FOLDER).iterdir())
    kept[0].write_bytes(b"damaged")
    with drawn_before.remembering(tmp_path):
        docx.render(clean.document, clean.material)
    assert len(painted) == 1
