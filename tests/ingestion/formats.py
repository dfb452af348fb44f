"""Small files of every format, written by hand, so that each cell is what the test says."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_ODF = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text", "style")
)
_CALC = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'


def package(parts: Mapping[str, str | bytes]) -> bytes:
    """A ZIP file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def ods(*tables: str, styles: str = "", **parts: str) -> bytes:
    """An OpenDocument spreadsheet of `table(...)`; further parts by name, with `__` for `/`."""
    return package({
        "mimetype": ODS_TYPE,
        "META-INF/manifest.xml": '<manifest xmlns="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        "content.xml": f"<office:document-content {_ODF} {_CALC}><office:automatic-styles>{styles}"
        f"</office:automatic-styles><office:body><office:spreadsheet>{''.join(tables)}</office:spreadsheet>"
        "</office:body></office:document-content>",
        **{name.replace("__", "/"): part for name, part in parts.items()},
    })  # fmt: skip


def table(name: str, *rows: str, style: str = "") -> str:
    """A table of an .ods."""
    return f'<table:table table:name={quoteattr(name)} table:style-name="{style}">{"".join(rows)}</table:table>'


def line(*cells: str, times: int = 1) -> str:
    """A row of an .ods."""
    repeated = f' table:number-rows-repeated="{times}"' if times > 1 else ""
    return f"<table:table-row{repeated}>{''.join(cells)}</table:table-row>"


def cell(value: Any = None, kind: str = "", more: str = "", times: int = 1) -> str:
    """A cell of an .ods; `kind` as its value type where Python's type does not say it."""
    repeated = f' table:number-columns-repeated="{times}"' if times > 1 else ""
    head = f"<table:table-cell{repeated} {more}"
    if value is None:
        return f"{head}/>"
    if isinstance(value, bool):
        return f'{head} office:value-type="boolean" office:boolean-value="{str(value).lower()}"/>'
    if isinstance(value, (int, float)):
        return f'{head} office:value-type="{kind or "float"}" office:value="{value}"/>'
    if isinstance(value, dt.date):
        return f'{head} office:value-type="date" office:date-value="{value.isoformat()}"/>'
    if kind == "time":
        return f'{head} office:value-type="time" office:time-value="{value}"/>'
    if kind == "xml":
        return f'{head} office:value-type="string">{value}</table:table-cell>'
    return f'{head} office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'


def spanning(down: int = 1, right: int = 1) -> str:
    """The attributes of a cell that covers others."""
    return f'table:number-rows-spanned="{down}" table:number-columns-spanned="{right}"'


COVERED = "<table:covered-table-cell/>"


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def xlsx(rows: str, strings: str = "", styles: str = "", book: str = "", after: str = "") -> bytes:
    """A workbook with one sheet `S`, part by part; `styles` are the number formats of its cell styles."""
    kinds = {"workbook": "sheet.main", "worksheets/sheet1": "worksheet", "sharedStrings": "sharedStrings"}
    kinds["styles"] = "styles"
    links = {"worksheet": "worksheets/sheet1", "sharedStrings": "sharedStrings", "styles": "styles"}
    types = "".join(
        f'<Override PartName="/xl/{part}.xml" ContentType='
        f'"application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml"/>'
        for part, kind in kinds.items()
    )
    relations = "".join(
        f'<Relationship Id="r{number}" Type="{_RELATIONS}/{kind}" Target="{part}.xml"/>'
        for number, (kind, part) in enumerate(links.items(), start=1)
    )
    return package({
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType='
        f'"application/vnd.openxmlformats-package.relationships+xml"/>{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" Type='
        f'"{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>'
        f'<sheet name="S" sheetId="1" r:id="r1"/></sheets>{book}</workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>',
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}">{strings}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}">{styles}<cellXfs><xf numFmtId="0"/></cellXfs></styleSheet>'
        if "cellXfs" not in styles
        else f'<styleSheet xmlns="{_MAIN}">{styles}</styleSheet>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>',
    })  # fmt: skip


def xls(fill: Callable[[Any, Any], None], name: str = "S") -> bytes:
    """A workbook of Excel 97; `fill` gets its sheet and the writer's module."""
    import xlwt

    book = xlwt.Workbook()
    fill(book.add_sheet(name), xlwt)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def spreadsheet_ml(*sheets: str, styles: str = "", head: str = "") -> bytes:
    """A workbook in Excel's XML of 2003."""
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    body = "".join(sheets)
    return (
        f'<?xml version="1.0"?>{head}<?mso-application progid="Excel.Sheet"?><Workbook xmlns="{space}"'
        f' xmlns:ss="{space}"><Styles>{styles}</Styles>{body}</Workbook>'
    ).encode()


def page(*rows: Sequence[str], head: str = "") -> bytes:
    """A web page with one table."""
    body = "".join(f"<tr>{''.join(f'<td>{escape(text)}</td>' for text in row)}</tr>" for row in rows)
    return f"<html><head>{head}</head><body><table>{body}</table></body></html>".encode()
