"""`bios`: what the Treasury's BIOS takes in of a BLU, a JSON file a web service: IKM, receipts, spending, services.

Field names (`kd_akun`, `jumlah`, `tgl_transaksi`, `nilai_indeks`) and addresses below `/api/ws/` are those that public
programs of BLUs send (for one the services `keuangan/akuntansi/penerimaan`, `keuangan/akuntansi/pengeluaran` and
`barang_jasa/layanan/ikm_barang_jasa` of bios.kemenkeu.go.id), of which Ditjen Perbendaharaan, *Web Service BIOS G2,
Dokumen Spesifikasi Host to Host*, 2019, is the document. A request there holds one element of `data`.

Amounts are a figure of the release split by the rows that count in it, and add up to it; the days of spending are not
in the release, because SAKTI's Fa Detail is a statement of a month.
"""

from __future__ import annotations

from typing import Any

from orchestration.exports.content import Content
from orchestration.exports.kinds.skm import FORMULA
from orchestration.exports.released import NotApplicableError, Released, exact
from orchestration.language.sentences import say

RECEIPTS, SPENDING, INDEX, SERVICES = "penerimaan.json", "pengeluaran.json", "ikm_barang_jasa.json", "layanan.json"
_DAY = {"terima": "tanggal_terima", "sah": "tanggal_sah"}
"""Policy `tanggal_pnbp` to the day by which a receipt counts."""


def make(released: Released) -> Content:
    """Four documents; one of which the release has no figure is left out and named.

    Raises:
        NotApplicableError: the unit is no BLU.
    """
    if not released.profile.unit.blu:
        raise NotApplicableError(
            say("{unit} is no BLU; BIOS takes in the data of BLUs alone", unit=released.profile.unit.nama)
        )
    content = Content()
    for name, made in (
        (RECEIPTS, _receipts(released)),
        (SPENDING, _spending(released)),
        (INDEX, _index(released)),
        (SERVICES, _services(released)),
    ):
        if made is None:
            content.lacking.append(say("{file}: no figure for it in the release", file=name))
        else:
            content.documents[name] = made
    if SPENDING in content.documents:
        content.lacking.append(
            say("{file}: tgl_transaksi: the budget papers tell amounts of a month, not of a day", file=SPENDING)
        )
    return content


def _document(released: Released, path: str, ready: bool, **more: Any) -> dict[str, Any]:
    return {
        **released.head(),
        "satker": released.profile.unit.kode_satker,
        "alamat": path,
        "siap_kirim": ready and not released.is_konsep,
        **more,
    }


def _receipts(released: Released) -> dict[str, Any] | None:
    """PNBP of the quarter by account and day."""
    figure = next(iter(released.measured("pnbp_tw")), None)
    if figure is None or figure.value is None:
        return None
    indicator = next(each for each in released.profile.indikator if each.kode == figure.indicator)
    day = _DAY[released.profile.policy("tanggal_pnbp", indicator)]
    parts = released.parts(figure, ["kode_akun", day])
    return _document(
        released,
        "keuangan/akuntansi/penerimaan",
        ready=True,
        **released.fields(jumlah=figure.figure_id),
        data=[
            {"kd_akun": account, "jumlah": exact(amount), "tgl_transaksi": on.isoformat()}
            for account, on, amount in parts
        ],
    )


def _spending(released: Released) -> dict[str, Any] | None:
    """Spending of the quarter by account; its days are nowhere in the release."""
    figure = released.book.find("anggaran.realisasi_tw")
    if figure is None or figure.value is None:
        return None
    return _document(
        released,
        "keuangan/akuntansi/pengeluaran",
        ready=False,
        **released.fields(jumlah=figure.figure_id),
        data=[
            {"kd_akun": account, "sumber_dana": fund, "jumlah": exact(amount), "tgl_transaksi": None}
            for account, fund, amount in released.parts(figure, ["akun", "sumber_dana"])
        ],
    )


def _index(released: Released) -> dict[str, Any] | None:
    code = _satisfaction(released)
    figure = released.book.find(f"{code}.realisasi") if code else None
    if figure is None or figure.printed_value is None:
        return None
    return _document(
        released,
        "barang_jasa/layanan/ikm_barang_jasa",
        ready=True,
        **released.fields(nilai_indeks=figure.figure_id, nilai_konversi=f"{code}.konversi"),
        data=[{"tgl_transaksi": released.quarter.end.isoformat(), "nilai_indeks": exact(figure.printed_value)}],
    )


def _services(released: Released) -> dict[str, Any] | None:
    """Index, respondents, users and volume of every service of the catalogue that has one of them."""
    code = _satisfaction(released)
    measures = {"ikm": f"{code}.realisasi", "responden": f"{code}.responden"} if code else {}
    for row in released.book.indicators:
        if row["rumus"] == "pengguna":
            measures.setdefault("pengguna", f"{row['kode']}.realisasi")
        if row["rumus"] == "volume":
            measures.setdefault("volume_tw", f"{row['kode']}.realisasi_tw")
            measures.setdefault("volume_sd", f"{row['kode']}.realisasi")
    data = []
    for service in released.book.services:
        of_volume = service["layanan_volume"] or service["layanan"]
        ids = {
            name: f"{prefix}.{of_volume if name.startswith('volume') else service['layanan']}"
            for name, prefix in measures.items()
        }
        if any(figure_id in released.book.figures for figure_id in ids.values()):
            data.append(
                {
                    "layanan": service["layanan"],
                    "nama": service["nama"],
                    "satuan": service["satuan"],
                    "kelompok_kecil": (code, service["layanan"]) in released.small,
                    **released.fields(**ids),
                }
            )
    return _document(released, "", ready=False, data=data) if data else None


def _satisfaction(released: Released) -> str:
    """The code of the first indicator that is an index of satisfaction; empty without one."""
    return next((str(row["kode"]) for row in released.book.indicators if row["rumus"] == FORMULA), "")
