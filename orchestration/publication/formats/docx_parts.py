"""The parts of a Word file around its body: types, relations, properties, settings, notes, heads and feet.

Belongs here: what an application needs to open the file. Not here: blocks (docx.py) and looks
(reports/templates/docx/styles.xml, numbering.xml).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

from orchestration.publication.document.document import Document
from orchestration.publication.formats import docx_fonts
from orchestration.publication.formats.office_package import pack, xml_text

FIRST_NUMBERED_LIST = 2
"""Number of the first numbered list; the one before is of all bullets."""

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_ABSTRACT = {"angka": 2, "huruf": 3}
_LISTS_HERE = "<!-- daftar bernomor -->"

_SETTINGS = (
    f'{_HEAD}<w:settings {_NAMES}><w:zoom w:percent="100"/><w:embedTrueTypeFonts/>'
    '<w:updateFields w:val="true"/>'
    '<w:defaultTabStop w:val="567"/><w:characterSpacingControl w:val="doNotCompress"/>'
    '<w:footnotePr><w:numFmt w:val="lowerLetter"/><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>'
    '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word"'
    ' w:val="15"/></w:compat><w:themeFontLang w:val="id-ID"/><w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/>'
    "</w:settings>"
)


def assemble(
    templates: Path,
    fonts: Path,
    document: Document,
    day: dt.date,
    body: str,
    footnotes: Sequence[str],
    figures: Mapping[str, str],
    pictures: Sequence[bytes],
    numbered_lists: Sequence[str],
    edges: Sequence[tuple[str, str]],
) -> bytes:
    """The finished file.

    Args:
        templates: folder of `styles.xml` and `numbering.xml`.
        fonts: folder of the shipped fonts.
        document: for title, unit and author.
        day: the date the file carries.
        body: the content of the body.
        footnotes: their contents, in order.
        figures: id to what is printed of it; the properties that the fields of the body show.
        pictures: PNG files, in order.
        numbered_lists: `angka` or `huruf` for each numbered list.
        edges: running head and foot of each section.
    """
    heads = {f"kepala{number}": head for number, (head, _) in enumerate(edges, 1)}
    feet = {f"kaki{number}": foot for number, (_, foot) in enumerate(edges, 1)}
    faces = docx_fonts.embedded(fonts)
    texts = {
        "_rels/.rels": _relations(
            ("dokumen", f"{_OFFICE}/officeDocument", "word/document.xml"),
            ("inti", f"{_RELATIONS}/metadata/core-properties", "docProps/core.xml"),
            ("aplikasi", f"{_OFFICE}/extended-properties", "docProps/app.xml"),
            ("angka", f"{_OFFICE}/custom-properties", "docProps/custom.xml"),
        ),
        "docProps/core.xml": _core(document, day),
        "docProps/app.xml": _app(document),
        "docProps/custom.xml": _figures(figures),
        "word/document.xml": f"{_HEAD}<w:document {_NAMES}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": _relations(
            *((name, f"{_OFFICE}/{name}", f"{name}.xml") for name in _PARTS),
            *((name, f"{_OFFICE}/header", f"{name}.xml") for name in heads),
            *((name, f"{_OFFICE}/footer", f"{name}.xml") for name in feet),
            *((f"gambar{n}", f"{_OFFICE}/image", f"media/gambar{n}.png") for n in range(1, len(pictures) + 1)),
        ),
        "word/styles.xml": (templates / "styles.xml").read_text(encoding="utf-8"),
        "word/numbering.xml": _numbering(templates, numbered_lists),
        "word/settings.xml": _SETTINGS,
        "word/fontTable.xml": f"{_HEAD}<w:fonts {_NAMES}>{docx_fonts.table(faces)}</w:fonts>",
        "word/_rels/fontTable.xml.rels": _relations(
            *((face.name, f"{_OFFICE}/font", f"fonts/{face.name}.odttf") for face in faces)
        ),
        "word/footnotes.xml": _footnotes(footnotes),
        **{f"word/{name}.xml": f"{_HEAD}<w:hdr {_NAMES}>{head}</w:hdr>" for name, head in heads.items()},
        **{f"word/{name}.xml": f"{_HEAD}<w:ftr {_NAMES}>{foot}</w:ftr>" for name, foot in feet.items()},
    }
    parts = {"[Content_Types].xml": _types([*heads], [*feet]).encode("utf-8")}
    parts |= {name: text.encode("utf-8") for name, text in texts.items()}
    parts |= {f"word/media/gambar{number}.png": picture for number, picture in enumerate(pictures, 1)}
    parts |= {f"word/fonts/{face.name}.odttf": face.content for face in faces}
    return pack(parts)


_PARTS = ("styles", "numbering", "settings", "fontTable", "footnotes")


def _types(heads: Sequence[str], feet: Sequence[str]) -> str:
    main = f"{_WORD_TYPE}.document.main+xml"
    overrides = [("word/document.xml", main)]
    overrides += [(f"word/{name}.xml", f"{_WORD_TYPE}.{name}+xml") for name in _PARTS]
    overrides += [(f"word/{name}.xml", f"{_WORD_TYPE}.header+xml") for name in heads]
    overrides += [(f"word/{name}.xml", f"{_WORD_TYPE}.footer+xml") for name in feet]
    overrides += [
        ("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
        ("docProps/app.xml", "application/vnd.openxmlformats-officedocument.extended-properties+xml"),
        ("docProps/custom.xml", "application/vnd.openxmlformats-officedocument.custom-properties+xml"),
    ]
    listed = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in overrides)
    return (
        f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
        '<Default Extension="odttf" ContentType="application/vnd.openxmlformats-officedocument.obfuscatedFont"/>'
        f"{listed}</Types>"
    )


def _relations(*relations: tuple[str, str, str]) -> str:
    listed = "".join(f'<Relationship Id="{name}" Type="{kind}" Target="{to}"/>' for name, kind, to in relations)
    return f'{_HEAD}<Relationships xmlns="{_RELATIONS}">{listed}</Relationships>'


def _core(document: Document, day: dt.date) -> str:
    stamp = f"{day.isoformat()}T00:00:00Z"
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{xml_text(document.title)}</dc:title><dc:subject>{xml_text(document.subtitle)}</dc:subject>"
        f"<dc:creator>{xml_text(document.author)}</dc:creator><dc:language>id-ID</dc:language>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{stamp}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{stamp}</dcterms:modified></cp:coreProperties>'
    )


def _app(document: Document) -> str:
    return (
        f'{_HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
        f"<Company>{xml_text(document.author)}</Company></Properties>"
    )


def _figures(figures: Mapping[str, str]) -> str:
    """The properties of the document: the figures in the order in which they first stand in it."""
    listed = "".join(
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{number}" name="{xml_text(figure_id)}">'
        f"<vt:lpwstr>{xml_text(text)}</vt:lpwstr></property>"
        for number, (figure_id, text) in enumerate(figures.items(), 2)  # the first is taken by the format
    )
    return (
        f'{_HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"'
        f' xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">{listed}</Properties>'
    )


def _numbering(templates: Path, numbered_lists: Sequence[str]) -> str:
    listed = "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{_ABSTRACT[style]}"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        for number, style in enumerate(numbered_lists, FIRST_NUMBERED_LIST)
    )
    return (templates / "numbering.xml").read_text(encoding="utf-8").replace(_LISTS_HERE, listed)


def _footnotes(footnotes: Sequence[str]) -> str:
    mark = '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>'
    space = '<w:r><w:t xml:space="preserve"> </w:t></w:r>'
    listed = "".join(
        f'<w:footnote w:id="{number}"><w:p><w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr>{mark}{space}{note}</w:p>'
        "</w:footnote>"
        for number, note in enumerate(footnotes, 1)
    )
    return (
        f'{_HEAD}<w:footnotes {_NAMES}><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p>'
        '</w:footnote><w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r>'
        f"</w:p></w:footnote>{listed}</w:footnotes>"
    )
