"""`rocrate`: a release as an RO-Crate 1.2 (w3id.org/ro/crate/1.2): its files, and what they were made from, by hash.

The crate is the release's folder as it is, with `ro-crate-metadata.json` beside its files. The received files are not
in it, because they may hold what only the unit may see; they are named with their SHA-256, as are profile, contracts,
formulas, program and pinned versions.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from orchestration.exports.content import Content
from orchestration.exports.licence import licence_of
from orchestration.exports.released import Released
from orchestration.language.sentences import say, told
from orchestration.release.reading import MANIFEST, SIGNATURE

METADATA = "ro-crate-metadata.json"
VERSION = "https://w3id.org/ro/crate/1.2"
_PROGRAM, _VERSIONS, _UNIT, _LICENCE, _MAKING = "#program", "#versi", "#unit", "#lisensi", "#pembuatan"
_MANIFEST = "#manifest-sha256"
_TYPES = {".duckdb": "application/vnd.duckdb", ".yaml": "application/yaml", ".docx":
          "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".xlsx":
          "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".csv": "text/csv",
          ".json": "application/json", ".html": "text/html", ".pdf": "application/pdf"}  # fmt: skip
_REPORT = ("laporan.html", "laporan.pdf", "laporan.docx", "tabel.xlsx")


def make(released: Released) -> Content:
    """The metadata, and every file of the release to go along."""
    names = sorted([*released.manifest["files"], *filter(_is_there(released), (MANIFEST, SIGNATURE))])
    content = Content(files={name: released.folder / name for name in names})
    made_from = released.manifest["created_from"]
    files = [_file(released, name) for name in names]
    deliveries = [_document(f"#kiriman-{sha}", name, sha) for name, sha in made_from["deliveries"].items()]
    models = [_document(f"#model-{sha}-{_slug(name)}", name, sha) for name, sha in made_from["models"].items()]
    licence = licence_of(released)
    if licence is None:
        content.lacking.append(
            say("the licence: {file} in the sources of the unit names it", file="reference/lisensi.csv")
        )
        terms = {
            "@id": _LICENCE,
            "@type": "CreativeWork",
            "name": told(say("No licence was declared"), "id"),
            "description": told(say("The unit has not said under which terms its report may be used."), "id"),
        }
    else:
        terms = {"@id": licence.path, "@type": "CreativeWork", "name": licence.title, "description": licence.name}
    content.documents[METADATA] = {
        "@context": f"{VERSION}/context",
        "@graph": [
            {
                "@id": METADATA,
                "@type": "CreativeWork",
                "conformsTo": {"@id": VERSION},
                "about": {"@id": "./"},
            },
            _root(released, names, terms["@id"]),
            *files,
            *deliveries,
            *models,
            *_makers(released, made_from),
            _making(released, [*deliveries, *models], names),
            terms,
        ],
    }
    return content


def _is_there(released: Released) -> Any:
    return lambda name: (released.folder / name).is_file()


def _root(released: Released, names: list[str], licence: str) -> dict[str, Any]:
    unit, quarter = released.profile.unit, released.quarter
    mark = "KONSEP. " if released.is_konsep else ""
    return {
        "@id": "./",
        "@type": "Dataset",
        "name": f"{mark}Laporan PP 39 {quarter.code} {unit.nama}, {released.name}",
        "description": mark
        + told(
            say(
                "The quarterly PP 39 report {quarter} of {unit} with its figures, the rows behind them, its checks,"
                " and by hash what it was made from.",
                quarter=quarter,
                unit=unit.nama,
            ),
            "id",
        ),
        "datePublished": released.manifest["created_at"],
        "creativeWorkStatus": "Draft" if released.is_konsep else "Published",
        "inLanguage": "id",
        "temporalCoverage": f"{quarter.start.isoformat()}/{quarter.end.isoformat()}",
        "identifier": {"@id": _MANIFEST},
        "license": {"@id": licence},
        "publisher": {"@id": _UNIT},
        "author": {"@id": _UNIT},
        "mainEntity": {"@id": "laporan.html"},
        "hasPart": [{"@id": name} for name in names],
        "mentions": {"@id": _MAKING},
    }


def _file(released: Released, name: str) -> dict[str, Any]:
    path = released.folder / name
    kind = _TYPES.get(path.suffix, "application/octet-stream")
    listed = released.manifest["files"].get(name)
    content = path.read_bytes()
    return {
        "@id": name,
        "@type": "File",
        "name": name,
        "description": told(_about(name), "id"),
        "encodingFormat": kind,
        "contentSize": str(len(content)),
        "sha256": listed["sha256"] if listed else hashlib.sha256(content).hexdigest(),
    }


def _about(name: str) -> str:
    if name in _REPORT:
        return say("the report")
    if name in (MANIFEST, SIGNATURE):
        return say("what the release consists of, and its signature")
    if name.startswith("inputs/"):
        return say("profile, reference data or contract that the report was made with")
    return say("data of the report")


def _document(named: str, name: str, sha256: str) -> dict[str, Any]:
    return {"@id": named, "@type": "DigitalDocument", "name": name, "sha256": sha256}


def _slug(name: str) -> str:
    return name.replace("/", "-")


def _makers(released: Released, made_from: Mapping[str, Any]) -> list[dict[str, Any]]:
    unit = released.profile.unit
    return [
        {
            "@id": _UNIT,
            "@type": "Organization",
            "name": unit.nama,
            "identifier": unit.kode_satker,
            "parentOrganization": {"@id": "#induk"},
        },
        {"@id": "#induk", "@type": "Organization", "name": f"{unit.induk}, {unit.kementerian}"},
        {
            "@id": _PROGRAM,
            "@type": "SoftwareApplication",
            "name": "triwulan",
            # The program is known by what it consists of; it has no address of its own.
            "url": f"urn:sha256:{made_from['code']}",
            "version": made_from["code"],
            "sha256": made_from["code"],
            "softwareRequirements": {"@id": _VERSIONS},
        },
        {
            "@id": _MANIFEST,
            "@type": "PropertyValue",
            "name": "SHA-256 manifest.json",
            "propertyID": "sha256",
            "value": released.manifest_sha256,
        },
        {
            "@id": _VERSIONS,
            "@type": "CreativeWork",
            "name": "constraints.txt",
            "sha256": made_from["dependencies"],
        },
    ]


def _making(released: Released, inputs: list[dict[str, Any]], names: list[str]) -> dict[str, Any]:
    """The run that made the report, as the profile Process Run Crate has an action."""
    configuration = [name for name in names if name.startswith("inputs/")]
    return {
        "@id": _MAKING,
        "@type": "CreateAction",
        "name": f"triwulan run {released.quarter.code}",
        "endTime": released.manifest["created_at"],
        "agent": {"@id": _UNIT},
        "instrument": {"@id": _PROGRAM},
        "object": [*({"@id": one["@id"]} for one in inputs), *({"@id": name} for name in configuration)],
        "result": [{"@id": name} for name in names if name not in configuration],
    }
