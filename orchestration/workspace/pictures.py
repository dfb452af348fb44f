"""Pictures of a unit on their way into the report: what one has to be, and the drawing that every format shows.

Belongs here: PNG, JPEG and SVG, their limits, and why one cannot be used. Not here: which files there are
(attachments.py), and where a picture stands (publication).

A picture goes into every format as one SVG of known size that holds it as pixels: what an SVG of somebody's own may do
beside drawing (run a program, fetch a file, set letters in a font that nobody has) never reaches a page. What a camera
notes in a JPEG beside the picture, such as the place, is left out: its pixels are written anew, upright, with the
tables that they were compressed by.
"""

from __future__ import annotations

import base64
import io
import re
import struct
import warnings
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal
from xml.parsers import expat

from orchestration.language.sentences import say
from orchestration.workspace.fonts import NOWHERE, STANDARDS

LARGEST = 2 * 1024**2
"""Bytes of a picture; it stands in every file of a release."""

LONGEST = 6000
"""Pixels of its longer side."""

_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_PAINTED = 1200
"""Pixels of the longer side to which an SVG is painted."""

_SHOWN = b'#image(bytes(sys.inputs.gambar), format: "svg", % alt: "-")'

_REFUSED = ("script", "foreignObject", "image", "text", "use")
"""Elements of an SVG that draw by other means than lines and areas."""

_FLATTEST = 20
"""How many times longer than the other a side of an SVG may be."""


class PictureError(ValueError):
    """A picture cannot be used; the message is a sentence that says why and what to do."""


@dataclass(frozen=True)
class Picture:
    """A picture as pixels.

    Attributes:
        kind: `png` or `jpeg`.
        content: its bytes.
        width: in pixels.
        height: in pixels.
    """

    kind: str
    content: bytes
    width: int
    height: int

    def drawing(self, width: float, height: float, *, within: float = 0) -> str:
        """An SVG that shows it as large as fits into a box, but no larger than it is.

        Args:
            width: of the box, in pixels of a page (96 to the inch).
            height: of the box.
            within: width of the drawing, in whose middle the picture stands; 0 for its own.
        """
        scale = min(1, width / self.width, height / self.height)
        seen = (self.width * scale, self.height * scale)
        frame = max(within, seen[0])
        data = base64.b64encode(self.content).decode("ascii")
        moved = f"translate({(frame - seen[0]) / 2:.2f} 0) scale({scale:.6f})"
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{frame:.2f}" height="{seen[1]:.2f}"'
            f' viewBox="0 0 {frame:.2f} {seen[1]:.2f}"><g transform="{moved}">'
            f'<image width="{self.width}" height="{self.height}" href="data:image/{self.kind};base64,{data}"/>'
            "</g></svg>"
        )


def kind_of(head: bytes) -> str:
    """What a file is by its first bytes: `png`, `jpeg`, `svg`, or nothing."""
    if head.startswith(_PNG):
        return "png"
    if head.startswith(_JPEG):
        return "jpeg"
    return "svg" if b"<svg" in head and head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") else ""


@lru_cache(maxsize=32)
def read_picture(content: bytes) -> Picture:
    """The picture in the bytes of a file.

    Raises:
        PictureError: it is none, too large, damaged, or of colours or content that no page can show.
    """
    kind = kind_of(content[:1024])
    if not kind:
        raise PictureError(say("it is no picture that the report can show; save it as PNG, JPEG or SVG"))
    _demand_weight(len(content))
    made = {"png": _png, "jpeg": _jpeg, "svg": _svg}[kind](content)
    _demand_shown(made)
    return made


def _png(content: bytes) -> Picture:
    width, height = struct.unpack(">II", content[16:24]) if len(content) > 24 else (0, 0)
    _demand_size(width, height)
    return Picture("png", content, width, height)


def _jpeg(content: bytes) -> Picture:
    """The picture as the camera was held, without what it noted beside it."""
    from PIL import ImageOps, JpegImagePlugin

    try:
        # What a camera noted wrongly is left out as all that it noted; its picture is none the worse.
        with warnings.catch_warnings(action="ignore"), JpegImagePlugin.JpegImageFile(io.BytesIO(content)) as image:
            _demand_size(*image.size)
            if image.mode == "CMYK":
                raise PictureError(say("it has the colours of a printing press (CMYK); save it as RGB"))
            tables, thinned = image.quantization, JpegImagePlugin.get_sampling(image)
            upright = ImageOps.exif_transpose(image)
        out = io.BytesIO()
        upright.save(out, "JPEG", qtables=tables, subsampling=thinned, comment=b"")
    except PictureError:
        raise
    except Exception as error:
        # A damaged file makes the library raise whatever its reading led to.
        raise _damaged(error) from None
    return Picture("jpeg", out.getvalue(), *upright.size)


def _svg(content: bytes) -> Picture:
    """The drawing painted to pixels."""
    import typst

    _demand_lines_alone(content)
    try:
        text = content.decode("utf-8")
        head = _typst(text, "svg", 72)[:500].decode("utf-8", "replace")
        found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', head)
        width, height = (float(found[1]), float(found[2])) if found else (0.0, 0.0)
        if not 0 < max(width, height) <= _FLATTEST * min(width, height):
            raise PictureError(say("one side of the SVG is much longer than the other, or it has none"))
        return _png(_typst(text, "png", 72 * _PAINTED / max(width, height)))
    except (typst.TypstError, UnicodeDecodeError) as error:
        raise _damaged(error) from None


def _typst(svg: str, form: Literal["png", "svg"], ppi: float) -> bytes:
    import typst

    page = b"#set page(width: auto, height: auto, margin: 0pt, fill: none)\n" + _SHOWN.replace(b"%", b"width: 100pt,")
    return bytes(typst.compile(page, root=NOWHERE, sys_inputs={"gambar": svg}, format=form, ppi=ppi))


def _demand_lines_alone(content: bytes) -> None:
    """An SVG draws lines and areas: no letters, whose font nobody has, no other pictures, no programs."""

    def refuse(*_: object) -> None:
        raise PictureError(say("the SVG declares a document type; save it as plain SVG, or as PNG"))

    def begin(name: str, attributes: dict[str, str]) -> None:
        bare = name.rpartition(":")[2]
        if bare in _REFUSED:
            raise PictureError(
                say(
                    "the SVG has '{element}'; turn letters into paths and leave nothing but lines and areas,"
                    " or save it as PNG",
                    element=bare,
                )
            )
        for key, value in attributes.items():
            if key.startswith("on") or (key.rpartition(":")[2] == "href" and not value.startswith("#")):
                raise PictureError(say("the SVG points to something outside of it; save it as PNG"))

    reader = expat.ParserCreate()
    reader.StartDoctypeDeclHandler = refuse
    reader.StartElementHandler = begin
    try:
        reader.Parse(content, True)
    except expat.ExpatError as error:
        raise _damaged(error) from None


def _demand_weight(count: int) -> None:
    if count > LARGEST:
        raise PictureError(
            say("it has {bytes:,} bytes; a picture has at most {most:,}: save it smaller", bytes=count, most=LARGEST)
        )


def _demand_size(width: int, height: int) -> None:
    if not (0 < width <= LONGEST and 0 < height <= LONGEST):
        raise PictureError(
            say(
                "it has {width:,} by {height:,} pixels; a side has 1 to {most:,}",
                width=width,
                height=height,
                most=LONGEST,
            )
        )


def _demand_shown(picture: Picture) -> None:
    """The typesetter can set it by the standards of the report."""
    import typst

    try:
        typst.compile(
            b'#set document(title: "-")\n#set text(lang: "id")\n' + _SHOWN.replace(b"%", b""),
            root=NOWHERE,
            sys_inputs={"gambar": picture.drawing(100, 100)},
            format="pdf",
            pdf_standards=[*STANDARDS],
        )
    except typst.TypstError as error:
        raise _damaged(error.message) from None


def _damaged(why: object) -> PictureError:
    return PictureError(say("it is damaged or not whole ({why}); save it again", why=why))


def picture_in(path: Path) -> Picture:
    """The picture in a file.

    Raises:
        PictureError: as `read_picture`, or it cannot be opened.
    """
    try:
        _demand_weight(path.stat().st_size)
        return read_picture(path.read_bytes())
    except OSError as error:
        raise PictureError(say("it cannot be opened ({error})", error=error.strerror or error)) from None
