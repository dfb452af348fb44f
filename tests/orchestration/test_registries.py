"""What is registered by name is there, and two lists that are kept apart on purpose name the same."""

from __future__ import annotations

from importlib import import_module

import pytest

from orchestration.audit.proof.printed_pages import HTML
from orchestration.audit.proof.readers import PRINTED, READERS
from orchestration.publication import formats


def test_what_the_publisher_renders_the_auditor_reads_back() -> None:
    assert set(formats.FORMATS) == {HTML, *READERS}
    assert {name.partition(".")[0] for name in formats.FORMATS} == {*PRINTED}


@pytest.mark.parametrize("module", formats.FORMATS.values())
def test_every_format_has_its_renderer(module: str) -> None:
    assert callable(import_module(f"{formats.__name__}.{module}").render)
