"""The balance sheet (neraca) of the year before, by account; contra accounts are negative."""

from __future__ import annotations

from pathlib import Path
from random import Random

from orchestration.sample.delimited import reorder, write_delimited

HEADER = ("KDSATKER", "KODE_PERIODE", "AKUN", "URAIAN", "NILAI")

_LAND = "131111"
# Account, name, rupiah at the end of the year before; land takes what is left of the total.
_ASSETS = (
    ("111911", "Kas dan Bank BLU", 11_482_907_315),
    ("115421", "Piutang BLU Pelayanan", 2_874_615_000),
    ("116421", "Penyisihan Piutang Tidak Tertagih BLU Pelayanan", -143_730_750),
    ("117111", "Barang Konsumsi", 1_967_224_818),
    ("117113", "Bahan untuk Pemeliharaan", 214_308_450),
    (_LAND, "Tanah", 0),
    ("132111", "Peralatan dan Mesin", 128_640_213_977),
    ("133111", "Gedung dan Bangunan", 62_915_448_600),
    ("134113", "Jaringan", 3_118_907_250),
    ("135121", "Aset Tetap Lainnya", 846_512_300),
    ("137111", "Akumulasi Penyusutan Peralatan dan Mesin", -104_877_016_442),
    ("137211", "Akumulasi Penyusutan Gedung dan Bangunan", -18_364_990_128),
    ("137313", "Akumulasi Penyusutan Jaringan", -1_590_448_713),
    ("162151", "Perangkat Lunak", 1_245_330_000),
    ("166112", "Aset Tetap yang Tidak Digunakan dalam Operasi", 2_305_117_420),
    ("169315", "Akumulasi Amortisasi Perangkat Lunak", -1_022_914_500),
)
_CLAIMS = (
    ("212112", "Belanja Barang yang Masih Harus Dibayar", 684_215_330),
    ("219961", "Pendapatan Diterima di Muka BLU", 1_128_440_000),
)


def write_balance(
    path: Path, *, satker: str, year: int, assets: int, assets_earlier: int, shuffle: Random | None = None
) -> Path:
    """Writes the balance at the end of `year` and, for comparison, of the year before it.

    Args:
        path: where to write.
        satker: code of the unit.
        year: year of the closing balance.
        assets: total of the accounts 1* at its end, rupiah.
        assets_earlier: the same one year earlier, which no figure uses.
        shuffle: puts the columns in another order.
    """
    rows: list[list[object]] = []
    for period, total, percent in ((f"{year - 1}-12", assets_earlier, 96), (f"{year}-12", assets, 100)):
        amounts = {code: amount * percent // 100 for code, _, amount in _ASSETS}
        amounts[_LAND] = total - sum(amounts.values())
        claims = {code: amount * percent // 100 for code, _, amount in _CLAIMS}
        names = [(code, name) for code, name, _ in (*_ASSETS, *_CLAIMS)]
        rows += [[satker, period, code, name, {**amounts, **claims}[code]] for code, name in names]
        rows.append([satker, period, "391111", "Ekuitas", total - sum(claims.values())])
    header, rows = reorder(HEADER, rows, shuffle)
    return write_delimited(path, header, rows)
