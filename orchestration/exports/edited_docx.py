"""A Word file that staff went on with, read back: which figures and sentences are no longer those of the release.

Belongs here: laying the paragraphs of two files side by side, and telling what differs in words and in numbers. Not
here: reading a Word file (audit/proof/docx_reader.py), and what becomes of the changes, which a person decides.

What is compared is what a reader reads: body, tables and footnotes, with tracked changes as if they were accepted.
Lists of contents, running heads and the look of anything are not. A figure is known by the field that names it; where a
number was typed over its field, that is told.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, Literal

from orchestration.audit.proof.docx_reader import DocxText, DocxTextError, Line, read_docx
from orchestration.language.sentences import Sentence, say
from orchestration.release.reading import read_manifest

DOCX = "laporan.docx"
LARGEST = 256 * 1024 * 1024
"""Bytes that a file may unpack to."""

_LIKE = 0.5
"""From this likeness on, two paragraphs are one that was changed."""

_END = re.compile(r"(?<=[.!?;:])\s+")
_FIGURE = "\0"
"""Stands for a figure while the words around it are compared; no XML can hold it, so no file can."""

Kind = Literal["figure", "untied", "words", "added", "removed", "hidden"]


class NotComparableError(ValueError):
    """A file cannot be read back; the message says why."""


@dataclass(frozen=True)
class Change:
    """Something that a hand changed.

    Attributes:
        kind: `figure` another number in the field of a figure; `untied` the field of a figure is gone;
            `words` other words; `added`, `removed` a whole sentence; `hidden` another number behind a field, which
            shows once the field is updated.
        place: the heading or caption above.
        before: the text of the release.
        after: the text of the file.
        figure_id: of the figure, where it is one.
    """

    kind: Kind
    place: str
    before: str
    after: str
    figure_id: str = ""

    def told(self) -> Sentence:
        """In a sentence."""
        place, before, after, figure = self.place, self.before, self.after, self.figure_id
        match self.kind:
            case "figure":
                return say(
                    "{place}: {figure} is {before} in the release, {after} in the file",
                    place=place,
                    figure=figure,
                    before=before,
                    after=after,
                )
            case "untied":
                return say(
                    "{place}: {figure} = {before} is no field any more; its number was typed over",
                    place=place,
                    figure=figure,
                    before=before,
                )
            case "words":
                return say("{place}: '{before}' became '{after}'", place=place, before=before, after=after)
            case "added":
                return say("{place}: '{after}' was added", place=place, after=after)
            case "removed":
                return say("{place}: '{before}' was taken out", place=place, before=before)
            case "hidden":
                return say(
                    "{figure} is {before} in the release; behind its field stands {after}",
                    figure=figure,
                    before=before,
                    after=after,
                )

    def record(self) -> dict[str, Any]:
        """As plain data."""
        return asdict(self)


def compare(release: Path, file: Path) -> list[Change]:
    """What differs between the Word file of a release and one that was edited, in reading order.

    Args:
        release: its folder.
        file: the edited one.

    Raises:
        NotComparableError: one of them cannot be read, or the release's own is not what its manifest says.
    """
    own = release / DOCX
    listed = read_manifest(release)["files"].get(DOCX, {}).get("sha256")
    if not own.is_file() or hashlib.sha256(own.read_bytes()).hexdigest() != listed:
        raise NotComparableError(
            say("{file} is not the one of {release}; `triwulan verify` says more", file=DOCX, release=release.name)
        )
    ours, theirs = _read(own), _read(file)
    return [*_lines(ours.lines, theirs.lines), *_hidden(ours, theirs)]


def _read(path: Path) -> DocxText:
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(info.file_size for info in archive.infolist()) > LARGEST:
                raise NotComparableError(say("{file}: is too large when unpacked", file=path))
        return read_docx(path)
    except (DocxTextError, OSError, zipfile.BadZipFile) as error:
        raise NotComparableError(
            say("{file}: is no Word file that can be read ({error})", file=path, error=error)
        ) from None


def _lines(ours: Sequence[Line], theirs: Sequence[Line]) -> Iterator[Change]:
    before, after = ([line for line in lines if _words(line.text)] for lines in (ours, theirs))
    was, now = ([_words(line.text) for line in lines] for lines in (before, after))
    matcher = SequenceMatcher(None, was, now, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            for one, other in zip(before[a:b], after[c:d], strict=True):
                yield from _figures(one, other)
        else:
            yield from _block(before[a:b], after[c:d])


def _block(before: Sequence[Line], after: Sequence[Line]) -> Iterator[Change]:
    """Paragraphs between two places where the files agree: those that are alike are one that was changed."""
    taken = 0
    for line in before:
        fits = (at for at in range(taken, len(after)) if _alike(line, after[at], alone=len(before) == len(after) == 1))
        found = next(fits, None)
        if found is None:
            yield Change("removed", line.place, _words(line.text), "")
            continue
        for other in after[taken:found]:
            yield Change("added", other.place, "", _words(other.text))
        yield from _figures(line, after[found])
        yield from _sentences(line, after[found])
        taken = found + 1
    for other in after[taken:]:
        yield Change("added", other.place, "", _words(other.text))


def _alike(one: Line, other: Line, *, alone: bool) -> bool:
    named = {figure_id for _, figure_id in one.pieces if figure_id}
    if named and named <= {figure_id for _, figure_id in other.pieces}:
        return True
    return alone or SequenceMatcher(None, _words(one.text), _words(other.text), False).ratio() >= _LIKE


def _figures(one: Line, other: Line) -> Iterator[Change]:
    """Figures of a paragraph whose number differs, or whose field is gone."""
    there = [(figure_id, text) for text, figure_id in other.pieces if figure_id]
    for text, figure_id in one.pieces:
        if not figure_id:
            continue
        at = next((number for number, (named, _) in enumerate(there) if named == figure_id), None)
        if at is None:
            yield Change("untied", one.place, _words(text), "", figure_id)
            continue
        _, now = there.pop(at)
        if _words(now) != _words(text):
            yield Change("figure", one.place, _words(text), _words(now), figure_id)


def _sentences(one: Line, other: Line) -> Iterator[Change]:
    """Sentences of a paragraph whose words differ; a figure counts as itself, whatever its number."""
    before, after = _split(one), _split(other)
    matcher = SequenceMatcher(None, [words for words, _ in before], [words for words, _ in after], False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            continue
        was, now = (" ".join(text for _, text in part) for part in (before[a:b], after[c:d]))
        named: Kind = "words" if was and now else "added" if now else "removed"
        yield Change(named, one.place, was, now)


def _split(line: Line) -> list[tuple[str, str]]:
    """The sentences of a paragraph: with a sign for each figure, and as they read."""
    signs = _words("".join(_FIGURE if figure_id else text for text, figure_id in line.pieces))
    figures = iter([_words(text) for text, figure_id in line.pieces if figure_id])
    return [(part, re.sub(_FIGURE, lambda _: next(figures), part)) for part in _END.split(signs) if part]


def _hidden(ours: DocxText, theirs: DocxText) -> Iterator[Change]:
    """Properties behind the fields: a program shows them as soon as it updates its fields."""
    now = dict(theirs.properties)
    for figure_id, text in ours.properties:
        if figure_id in now and now[figure_id] != text:
            yield Change("hidden", "", text, now[figure_id], figure_id)


def _words(text: str) -> str:
    return " ".join(text.split())
