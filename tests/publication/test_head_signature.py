"""The page that the head signs: names, a field that keeps to PDF/A and PDF/UA, and a signature that is read back."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pikepdf
import pytest
from asn1crypto import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12
from pydantic import ValidationError
from pyhanko.pdf_utils.generic import ArrayObject, NumberObject, StreamObject, pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from orchestration.audit.chain import Examination
from orchestration.audit.proof.pdf_reader import PdfTextError, read_pdf
from orchestration.audit.proof.signed_pdf import check_signed_pdf
from orchestration.publication.document.outline import TEMPLATES
from orchestration.publication.formats import pdf_links
from orchestration.publication.release import Draft
from orchestration.release.head_signature import HEAD, HeadSignatureError, Token, sign, signed_copy
from orchestration.workspace.profile import Signatory
from tests.conftest import World
from tests.publication import warehouse
from tests.publication.certificates import PASSWORD, write_p12
from tests.publication.conftest import make
from tests.publication.pdf_structure import faults_of_a_field, fields, fonts_without_a_program, opened
from tests.publication.test_office_files import paragraphs
from tests.publication.warehouse import Warehouse

pytestmark = pytest.mark.slow

OFFICE = "Kepala Balai Besar Standardisasi dan Pelayanan Jasa Industri Agro"
HEAD_OF_TEST, OTHER = "Nama Kepala Karangan", "Nama Pengawas Karangan"


@pytest.fixture(scope="module")
def p12(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("p12") / "kepala.p12"
    write_p12(path, HEAD_OF_TEST)
    return path


@pytest.fixture
def release(clean: Draft, tmp_path: Path) -> Path:
    """The folder of a release, as far as a signature is concerned."""
    folder = tmp_path / "reports" / "2025-TW2" / "r1"
    folder.mkdir(parents=True)
    (folder / "laporan.pdf").write_bytes(clean.files["laporan.pdf"])
    return folder


def looked_at(release: Path) -> tuple[list[str], list[str]]:
    """Broken links of the signed copy, and who signed."""
    seen = Examination()
    told = check_signed_pdf(seen, release)
    assert {found.link for found in seen.breaks} <= {"tte"}
    assert seen.omitted == []
    return [found.message for found in seen.breaks], told


# ---- the page -----------------------------------------------------------------------------------------------------


def test_the_head_signs_electronically_on_one_page(clean: Draft) -> None:
    with opened(clean.files["laporan.pdf"]) as document:
        field, other = (fields(document)[name] for name in (HEAD, "penanda_tangan_2"))
        assert len(fields(document)) == 2
        assert str(other.TU) == "Ruang tanda tangan elektronik, Ketua Tim Program dan Pelaporan"
        assert str(field.TU) == f"Ruang tanda tangan elektronik, {OFFICE}"
        assert [*faults_of_a_field(document, field)] == []
        assert fonts_without_a_program(document) == []
        assert document.check_pdf_syntax() == []
        # Nobody has signed, and nothing of the field is seen.
        assert "/V" not in field
        assert field.AP.N.read_bytes().strip() == b""
        left, bottom, right, top = (float(side) for side in field.Rect)
        assert right - left > 150
        assert top - bottom > 50


@pytest.mark.parametrize(
    "spoil",
    [
        lambda field, element: field.__delitem__("/TU"),
        lambda field, element: setattr(field, "F", 2),
        lambda field, element: field.__delitem__("/AP"),
        lambda field, element: setattr(element, "S", pikepdf.Name.Link),
        lambda field, element: element.K.append(7),
        lambda field, element: setattr(element, "P", element.P.P),
    ],
)
def test_a_field_that_does_not_keep_to_the_standards_would_be_seen(
    clean: Draft, spoil: Callable[[Any, Any], object]
) -> None:
    with opened(clean.files["laporan.pdf"]) as document:
        field = fields(document)[HEAD]
        element = pikepdf.NumberTree(document.Root.StructTreeRoot.ParentTree)[int(field.StructParent)]
        spoil(field, element)
        assert [*faults_of_a_field(document, field)] != []


def test_a_field_without_a_place_is_refused() -> None:
    document = pikepdf.new()
    with pytest.raises(ValueError, match="expected \\['kepala'\\]"):
        buffer = io.BytesIO()
        document.add_blank_page()
        document.save(buffer)
        pdf_links.settle(buffer.getvalue(), {HEAD: "Tanda tangan"}, "halaman")


@pytest.fixture(scope="module")
def named_house() -> Warehouse:
    house = warehouse.published()
    unit = house.profile.unit.model_copy(
        update={"nama_penanda_tangan": "Dr. Karangan, M.T.", "nip_penanda_tangan": "19000101 200012 1 001"}
    )
    others = [
        Signatory(
            halaman="kata_pengantar", peran="Disusun oleh", jabatan="Kepala Bagian Tata Usaha", nama="Ir. Rekaan"
        ),
        Signatory(halaman="bab_4_penutup", peran="Mengetahui", jabatan="Sekretaris Badan", nip="190001012000121002"),
    ]
    house.profile = house.profile.model_copy(update={"unit": unit, "penanda_tangan_lain": others})
    return house


@pytest.fixture(scope="module")
def named(named_house: Warehouse) -> Draft:
    """A report that somebody signs beside the head, on each of two pages."""
    return make(named_house)


def test_every_format_prints_who_signs_the_head_last(named: Draft, tmp_path: Path) -> None:
    path = tmp_path / "laporan.pdf"
    path.write_bytes(named.files["laporan.pdf"])
    printed = {
        "html": named.files["laporan.html"].decode("utf-8"),
        "pdf": " ".join(block.text for block in read_pdf(path).blocks),
        "docx": pack_text(named.files["laporan.docx"]),
    }
    for name, text in printed.items():
        words = " ".join(text.split())
        preface = words.index("Ir. Rekaan")
        assert words.index("Disusun oleh") < preface < words.index("Dr. Karangan, M.T."), name
        assert preface < words.index("NIP 19000101 200012 1 001"), name
        assert words.index("Mengetahui") < words.index("NIP 190001012000121002"), name
        assert words.count("NIP 19000101 200012 1 001") == 4, name
    with opened(named.files["laporan.pdf"]) as document:
        made = fields(document)
        assert sorted(made) == ["kepala", "penanda_tangan_2", "penanda_tangan_3"]
        for field in made.values():
            assert [*faults_of_a_field(document, field)] == []
        assert str(made["penanda_tangan_2"].TU).endswith(", Kepala Bagian Tata Usaha")
        assert fonts_without_a_program(document) == []


def pack_text(content: bytes) -> str:
    """The words of a Word file."""
    return " ".join(text for _, text in paragraphs(content))


def test_the_pages_that_others_may_sign_are_those_that_are_signed() -> None:
    signed = {path.stem for path in TEMPLATES.glob("*.md") if "\n@tanda-tangan" in path.read_text(encoding="utf-8")}
    assert {*get_args(Signatory.model_fields["halaman"].annotation)} == signed


@pytest.mark.parametrize("nip", ["19000101", "19000101 200012 1 00x", ""])
def test_a_nip_has_eighteen_digits(nip: str) -> None:
    with pytest.raises(ValidationError, match="nip"):
        Signatory(halaman="kata_pengantar", peran="Mengetahui", jabatan="Sekretaris", nip=nip)


# ---- a thing over the page that is no empty field -----------------------------------------------------------------


@pytest.mark.parametrize("spoil", ["text", "look", "signed"])
def test_a_field_that_shows_something_cannot_be_read_back(clean: Draft, tmp_path: Path, spoil: str) -> None:
    path = tmp_path / "laporan.pdf"
    with opened(clean.files["laporan.pdf"]) as document:
        field = fields(document)[HEAD]
        if spoil == "text":
            field.FT = pikepdf.Name.Tx
        elif spoil == "look":
            field.AP.N.write(b"BT /F1 12 Tf (100,00) Tj ET")
        else:
            field.V = document.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Sig))
        document.save(path)
    with pytest.raises(PdfTextError, match="an annotation /Widget lies over the page"):
        read_pdf(path)


# ---- the signature ------------------------------------------------------------------------------------------------


def test_the_signed_copy_begins_with_the_report_and_is_read_back(release: Path, tmp_path: Path) -> None:
    certificate = write_p12(tmp_path / "k.p12", HEAD_OF_TEST)
    assert looked_at(release) == ([], [])
    signed = sign(release, HEAD, tmp_path / "k.p12", PASSWORD)
    assert signed == release.parent / "r1-laporan-ttd.pdf"
    assert [path.name for path in release.iterdir()] == ["laporan.pdf"]
    content = signed.read_bytes()
    assert content.startswith((release / "laporan.pdf").read_bytes())
    broken, [told] = looked_at(release)
    assert broken == []
    assert told.startswith(f"r1-laporan-ttd.pdf: field kepala signed by Common Name: {HEAD_OF_TEST}")
    # Its own maker agrees, for whoever believes the certificate.
    [signature] = PdfFileReader(io.BytesIO(content)).embedded_regular_signatures
    root = x509.Certificate.load(certificate.public_bytes(Encoding.DER))
    status = validate_pdf_signature(signature, ValidationContext(trust_roots=[root], allow_fetching=False))
    assert status.bottom_line
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    # What it says of PDF/UA stays true of field and fonts.
    with opened(content) as document:
        field = fields(document)[HEAD]
        assert [*faults_of_a_field(document, field)] == []
        assert fonts_without_a_program(document) == []
        assert b"Tj" in field.AP.N.read_bytes() or b"TJ" in field.AP.N.read_bytes()
        assert b"pdfuaid:part" in document.Root.Metadata.read_bytes()


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="no pdfsig here; where there is one, it tries the signature")
def test_another_program_finds_the_signature_valid(release: Path, p12: Path) -> None:
    signed = sign(release, HEAD, p12, PASSWORD)
    told = subprocess.run(["pdfsig", signed], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid." in told
    assert "Total document signed" in told
    assert HEAD_OF_TEST in told


def test_a_second_one_signs_beside_the_head(named: Draft, release: Path, p12: Path, tmp_path: Path) -> None:
    (release / "laporan.pdf").write_bytes(named.files["laporan.pdf"])
    write_p12(tmp_path / "other.p12", OTHER)
    sign(release, HEAD, p12, PASSWORD)
    sign(release, "penanda_tangan_3", tmp_path / "other.p12", PASSWORD)
    broken, told = looked_at(release)
    assert broken == []
    assert [HEAD_OF_TEST in told[0], OTHER in told[1]] == [True, True]
    with pytest.raises(HeadSignatureError, match="is signed already; not signed yet: penanda_tangan_2"):
        sign(release, HEAD, p12, PASSWORD)


def test_what_cannot_be_signed_says_what_to_do(release: Path, p12: Path) -> None:
    with pytest.raises(HeadSignatureError, match=r"expected a \.p12 file and its password"):
        sign(release, HEAD, p12, "salah")
    with pytest.raises(HeadSignatureError, match="is not there; not signed yet: kepala"):
        sign(release, "sekretaris", p12, PASSWORD)
    assert not signed_copy(release).exists()


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_signing_that_is_killed_leaves_no_torn_copy(release: Path, p12: Path, step: str) -> None:
    child = os.fork()
    if child == 0:
        setattr(os if step == "fsync" else Path, step, lambda *_: os.kill(os.getpid(), signal.SIGKILL))
        sign(release, HEAD, p12, PASSWORD)
        os._exit(1)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL
    assert not signed_copy(release).exists()
    assert looked_at(release) == ([], [])
    sign(release, HEAD, p12, PASSWORD)
    assert looked_at(release)[0] == []


def another_report(release: Path, p12: Path) -> str:
    sign(release, HEAD, p12, PASSWORD)
    path = release / "laporan.pdf"
    path.write_bytes(path.read_bytes().replace(b"%PDF-1.7", b"%PDF-1.6", 1))
    return "what was signed is not laporan.pdf of r1, byte for byte"


def no_signature(release: Path, _: Path) -> str:
    shutil.copy(release / "laporan.pdf", signed_copy(release))
    return "it is not signed"


def one_byte(release: Path, p12: Path) -> str:
    content = bytearray(sign(release, HEAD, p12, PASSWORD).read_bytes())
    at = content.rindex(b"/ModDate")
    content[at + 13] ^= 1
    signed_copy(release).chmod(0o644)
    signed_copy(release).write_bytes(content)
    return "the signature is not of these bytes"


def half(release: Path, p12: Path) -> str:
    content = sign(release, HEAD, p12, PASSWORD).read_bytes()
    length = len((release / "laporan.pdf").read_bytes())
    signed_copy(release).chmod(0o644)
    signed_copy(release).write_bytes(content[: (length + len(content)) // 2])
    return "r1-laporan-ttd.pdf: "


def page_emptied(content: bytes) -> bytes:
    """An increment in which a page shows nothing."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    page = writer.root["/Pages"]["/Kids"][0]
    while "/Kids" in page:
        page = page["/Kids"][0]
    page["/Contents"] = writer.add_object(StreamObject(stream_data=b"q Q"))
    writer.update_container(page)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def changed_after_signing(release: Path, p12: Path) -> str:
    content = page_emptied(sign(release, HEAD, p12, PASSWORD).read_bytes())
    signed_copy(release).chmod(0o644)
    signed_copy(release).write_bytes(content)
    return "the signature covers"


def changed_before_signing(release: Path, p12: Path) -> str:
    """The head signs a file that begins with the report, and shows another."""
    signed_copy(release).write_bytes(page_emptied((release / "laporan.pdf").read_bytes()))
    sign(release, HEAD, p12, PASSWORD)
    return "more was added to laporan.pdf than signatures: object"


def field_moved(release: Path, p12: Path) -> str:
    """A stamp over the whole page."""
    writer = IncrementalPdfFileWriter(io.BytesIO((release / "laporan.pdf").read_bytes()))
    field = writer.root["/AcroForm"]["/Fields"][0]
    field[pdf_name("/Rect")] = ArrayObject(map(NumberObject, (0, 0, 595, 842)))
    writer.update_container(field)
    buffer = io.BytesIO()
    writer.write(buffer)
    signed_copy(release).write_bytes(buffer.getvalue())
    sign(release, HEAD, p12, PASSWORD)
    return "more was added to laporan.pdf than signatures: /Rect of object"


@pytest.mark.parametrize(
    "spoil",
    [another_report, no_signature, one_byte, half, changed_after_signing, changed_before_signing, field_moved],
)
def test_a_signed_copy_that_is_not_the_signed_report_is_a_broken_link(
    release: Path, p12: Path, spoil: Callable[[Path, Path], str]
) -> None:
    expected = spoil(release, p12)
    broken, _ = looked_at(release)
    assert any(expected in message for message in broken), broken


# ---- the command --------------------------------------------------------------------------------------------------


def test_the_command_signs_the_newest_release_and_never_takes_a_password_as_a_word(release: Path, p12: Path) -> None:
    world = World(release.parents[2], release.parents[2] / "state", release.parents[1])
    manifest = {
        "files": {"laporan.pdf": {"sha256": hashlib.sha256((release / "laporan.pdf").read_bytes()).hexdigest()}}
    }
    (release / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (release.parent / "latest").symlink_to("r1")
    told = p12.with_name("sandi.txt")
    told.write_text(f"{PASSWORD}\n", encoding="utf-8")
    options = ("sign", "2025-TW2", "--p12", str(p12))
    wrong = world.triwulan(*options, "--password-file", str(p12.with_name("kepala.p12")), "--json")
    assert (wrong.code, json.loads(wrong.output)["outcome"]) == (1, "error")
    assert world.triwulan("sign", "2025-TW2").code == 2
    assert "No such option" in world.triwulan(*options, "--password", PASSWORD).errors
    done = world.triwulan(*options, "--password-file", str(told), "--json")
    assert done.code == 0, done.errors
    assert json.loads(done.output)["signed"] == str(signed_copy(release))
    assert looked_at(release)[0] == []
    (release / "laporan.pdf").write_bytes(b"another")
    assert world.triwulan(*options, "--password-file", str(told)).code == 5


SOFTHSM = next((path for path in map(Path, ("/usr/lib/softhsm/libsofthsm2.so",)) if path.is_file()), None)


@pytest.mark.skipif(
    SOFTHSM is None or not shutil.which("softhsm2-util"),
    reason="no SoftHSM here; where there is one, a token of its making signs",
)
def test_a_token_signs_as_a_file_does(release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pkcs11
    from pkcs11.util.rsa import decode_rsa_private_key
    from pkcs11.util.x509 import decode_x509_certificate

    assert SOFTHSM is not None
    write_p12(tmp_path / "k.p12", HEAD_OF_TEST)
    key, certificate, _ = pkcs12.load_key_and_certificates((tmp_path / "k.p12").read_bytes(), PASSWORD.encode())
    assert key is not None and certificate is not None
    (tmp_path / "tokens").mkdir()
    (tmp_path / "softhsm.conf").write_text(f"directories.tokendir = {tmp_path / 'tokens'}\n", encoding="ascii")
    monkeypatch.setenv("SOFTHSM2_CONF", str(tmp_path / "softhsm.conf"))
    init = ["softhsm2-util", "--init-token", "--free", "--label", "kepala", "--so-pin", "1234", "--pin", "123456"]
    subprocess.run(init, check=True, capture_output=True)
    with pkcs11.lib(str(SOFTHSM)).get_token(token_label="kepala").open(user_pin="123456", rw=True) as session:
        raw = key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
        label = {pkcs11.Attribute.LABEL: "tte", pkcs11.Attribute.TOKEN: True, pkcs11.Attribute.ID: b"1"}
        session.create_object({**decode_rsa_private_key(raw), **label})
        session.create_object({**decode_x509_certificate(certificate.public_bytes(Encoding.DER)), **label})
    with pytest.raises(HeadSignatureError, match="the token cannot be opened"):
        sign(release, HEAD, Token(SOFTHSM, "kepala", "tte"), "654321")
    with pytest.raises(HeadSignatureError, match="'lain'"):
        sign(release, HEAD, Token(SOFTHSM, "kepala", "lain"), "123456")
    sign(release, HEAD, Token(SOFTHSM, "kepala", "tte"), "123456")
    broken, [told] = looked_at(release)
    assert broken == []
    assert HEAD_OF_TEST in told
