"""Each export is what its format says it is: Data Package, RO-Crate, and the schema that is kept of it."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import re
from decimal import Decimal
from typing import Any

import pytest

from orchestration.exports import KINDS
from orchestration.exports.declared import UnfitError, check, declared
from tests.conftest import World
from tests.exports.conftest import Files

TABLES = ("alki", "pp39", "emonev", "skm", "satu-data")
_READ = {"number": Decimal, "integer": int, "string": str, "boolean": {"true": True, "false": False}.__getitem__}


@pytest.mark.parametrize("kind", KINDS)
def test_a_schema_is_one_and_says_where_its_fields_come_from(kind: str) -> None:
    import jsonschema

    shape = declared(KINDS[kind])
    jsonschema.Draft202012Validator.check_schema(shape.schema)
    assert shape.sources
    assert shape.title and shape.about
    if kind in TABLES:
        for table in shape.schema["properties"]:
            rows = shape.table(table)
            assert rows["required"] == list(rows["properties"]), table
            assert rows["additionalProperties"] is False


ROW = {"triwulan": "2025-TW2", "rilis": "r1", "kode": "TJ.1", "layanan": None, "nama_layanan": None,
       "kelompok_kecil": False, "responden": 3, "responden_id": "TJ.1.responden", "jenis_kelamin": None, "umur": None,
       "pendidikan": None, "pekerjaan": None}  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        {"responden": 3.5},
        {"responden": "3"},
        {"responden": True},
        {"triwulan": "2025-TW5"},
        {"rilis": "r0"},
        {"kelompok_kecil": None},
        {"nama": "x"},
        {"layanan": "Uji Coba"},
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(change: dict[str, Any]) -> None:
    shape = declared("skm")
    content: dict[str, Any] = {"indeks": [], "unsur": [], "jawaban": [], "profil": [ROW]}
    check(shape, content)
    check(shape, {**content, "profil": [{**ROW, "responden": Decimal("3.5")}]})
    with pytest.raises(UnfitError, match="profil/0"):
        check(shape, {**content, "profil": [{**ROW, **change}]})


@pytest.mark.parametrize("name", ROW)
def test_a_row_without_one_of_its_fields_is_refused(name: str) -> None:
    row = {other: value for other, value in ROW.items() if other != name}
    with pytest.raises(UnfitError, match=f"profil/0: '{name}'"):
        check(declared("skm"), {"indeks": [], "unsur": [], "jawaban": [], "profil": [row]})


@pytest.mark.slow
@pytest.mark.parametrize("kind", TABLES)
def test_the_descriptor_tells_of_every_file_what_it_is(kind: str, exports: dict[str, Files]) -> None:
    """After the Data Package and Table Schema specifications, version 1."""
    package = exports[kind].json("datapackage.json")
    assert re.fullmatch(r"[-a-z0-9._/]+", package["name"])
    assert package["profile"] == "tabular-data-package"
    dt.datetime.fromisoformat(package["created"])
    assert {one["path"] for one in package["resources"]} == {n for n in exports[kind].content if n.endswith(".csv")}
    names = [one["name"] for one in package["resources"]]
    assert len(set(names)) == len(names)
    for resource in package["resources"]:
        assert re.fullmatch(r"[-a-z0-9._/]+", resource["name"])
        content = exports[kind].content[resource["path"]]
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        heads, *rows = csv.reader(io.StringIO(content.decode("utf-8"), newline=""))
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == heads
        assert rows, resource["path"]
        for row in rows:
            for field, cell in zip(fields, row, strict=True):
                if cell == "":
                    assert not field.get("constraints", {}).get("required"), (resource["path"], field)
                else:
                    _READ[field["type"]](cell)
        key = [heads.index(name) for name in resource["schema"]["primaryKey"]]
        assert len({tuple(row[at] for at in key) for row in rows}) == len(rows)


@pytest.mark.slow
def test_the_validator_of_frictionless_finds_nothing(exports: dict[str, Files], tmp_path: Any) -> None:
    import frictionless

    for kind in TABLES:
        folder = tmp_path / kind
        folder.mkdir()
        for name, content in exports[kind].content.items():
            (folder / name).write_bytes(content)
        report = frictionless.validate(str(folder / "datapackage.json"))
        assert report.valid, report.flatten(["title", "message"])


@pytest.fixture(scope="module")
def graph(exports: dict[str, Files]) -> dict[str, dict[str, Any]]:
    document = exports["rocrate"].json("ro-crate-metadata.json")
    assert document["@context"] == "https://w3id.org/ro/crate/1.2/context"
    found = {entity["@id"]: entity for entity in document["@graph"]}
    assert len(found) == len(document["@graph"]), "an @id MUST be unique"
    return found


@pytest.mark.slow
def test_the_crate_meets_every_must_of_the_specification(graph: dict[str, dict[str, Any]], sample_world: World) -> None:
    """RO-Crate 1.2: metadata descriptor, root data entity, data entities, contextual entities."""
    descriptor, root = graph["ro-crate-metadata.json"], graph["./"]
    assert descriptor["@type"] == "CreativeWork"
    assert descriptor["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.2"}
    assert descriptor["about"] == {"@id": "./"}
    assert root["@type"] == "Dataset"
    assert root["name"] and root["description"]
    dt.datetime.fromisoformat(root["datePublished"])
    assert graph[root["license"]["@id"]]["name"]
    for entity in graph.values():
        assert entity["@type"]
        for value in entity.values():
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, dict):
                    # A property refers to an entity and nests none; every reference is described, or is an address.
                    assert list(one) == ["@id"]
                    assert one["@id"] in graph or re.match("https?://", one["@id"]), one
    release = sample_world.release("2025-TW2")
    files = {name: entity for name, entity in graph.items() if entity["@type"] == "File"}
    assert {one["@id"] for one in root["hasPart"]} == set(files)
    for name, entity in files.items():
        assert not name.startswith("/") and ".." not in name and "\\" not in name
        content = (release / name).read_bytes()
        assert entity["sha256"] == hashlib.sha256(content).hexdigest()
        assert entity["contentSize"] == str(len(content))
        assert "/" in entity["encodingFormat"]
    assert set(files) == {path.relative_to(release).as_posix() for path in release.rglob("*") if path.is_file()}
    program = graph["#program"]
    assert program["name"] and program["url"] and program["version"]


@pytest.mark.slow
def test_the_crate_names_what_the_report_was_made_from(graph: dict[str, dict[str, Any]], sample_world: World) -> None:
    register = sample_world.sources / "landing" / "2025-TW2" / "contoh_sbs_2025-06.csv"
    sha256 = hashlib.sha256(register.read_bytes()).hexdigest()
    assert graph[f"#kiriman-{sha256}"] == {
        "@id": f"#kiriman-{sha256}",
        "@type": "DigitalDocument",
        "name": "2025-TW2/contoh_sbs_2025-06.csv",
        "sha256": sha256,
    }
    making = graph["#pembuatan"]
    assert {"@id": f"#kiriman-{sha256}"} in making["object"]
    assert {"@id": "inputs/unit.yaml"} in making["object"]
    assert {"@id": "laporan.pdf"} in making["result"]
    assert making["instrument"] == {"@id": "#program"}
