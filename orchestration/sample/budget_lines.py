"""The budget lines of the sample unit: codes, official names of outputs, and item texts with their weights.

Belongs here: what the lines are called and how heavy each is inside its cell. Not here: amounts (targets.py holds the
totals, budget.py distributes them).
"""

from __future__ import annotations

from typing import NamedTuple

PROGRAMS = {"EC": "Program Nilai Tambah dan Daya Saing Industri", "WA": "Program Dukungan Manajemen"}
ACTIVITIES = {
    "6077": ("EC", "Pelayanan Standardisasi dan Jasa Industri"),
    "6042": ("WA", "Dukungan Manajemen Standardisasi dan Jasa Industri"),
}
OUTPUTS = {
    "BAD": ("6077", "Pelayanan Publik kepada Industri"),
    "CAH": ("6077", "Sarana Bidang Industri dan Perdagangan"),
    "EBA": ("6042", "Layanan Dukungan Manajemen Internal"),
    "EBB": ("6042", "Layanan Sarana dan Prasarana Internal"),
    "EBC": ("6042", "Layanan Manajemen SDM Internal"),
}
OUTPUT_DETAILS = {
    "BAD.001": "Jasa pelayanan teknis pengujian",
    "BAD.002": "Jasa pelayanan teknis kalibrasi",
    "BAD.003": "Jasa pelayanan teknis sertifikasi",
    "BAD.004": "Jasa bimbingan dan pendampingan teknis",
    "BAD.005": "Jasa inspeksi teknik",
    "BAD.006": "Jasa optimalisasi pemanfaatan teknologi industri",
    "BAD.007": "Jasa konsultasi teknis dan manajemen industri",
    "BAD.008": "Jasa penyelenggaraan uji profisiensi",
    "CAH.001": "Peralatan fasilitas laboratorium dan layanan",
    "EBA.958": "Layanan Hubungan Masyarakat",
    "EBA.994": "Layanan Perkantoran",
    "EBB.951": "Layanan Sarana Internal",
    "EBC.996": "Layanan Pendidikan dan Pelatihan",
}
COMPONENTS = {
    "BAD.051": "Pelaksanaan layanan jasa teknis",
    "CAH.051": "Pengadaan peralatan laboratorium",
    "EBA.001": "Gaji dan Tunjangan",
    "EBA.002": "Operasional dan Pemeliharaan Kantor",
    "EBA.051": "Penyelenggaraan hubungan masyarakat",
    "EBB.052": "Pengadaan perangkat pengolah data dan komunikasi",
    "EBB.053": "Pengadaan peralatan inventaris perkantoran",
    "EBC.051": "Peningkatan kompetensi pegawai",
}
SUBCOMPONENTS = {
    "BAD.051.0A": "Pelaksanaan layanan",
    "CAH.051.0A": "Peralatan laboratorium uji dan kalibrasi",
    "EBA.001.0A": "Pembayaran gaji dan tunjangan",
    "EBA.001.0B": "Pembayaran remunerasi BLU",
    "EBA.002.0A": "Kebutuhan sehari-hari perkantoran",
    "EBA.002.0B": "Pemeliharaan sarana dan prasarana kantor",
    "EBA.002.0C": "Langganan daya dan jasa",
    "EBA.002.0D": "Operasional perkantoran lainnya",
    "EBA.051.0A": "Pengembangan sistem informasi layanan",
    "EBA.051.0B": "Penerbitan majalah dan jurnal",
    "EBA.051.0C": "Pemasaran dan promosi layanan",
    "EBB.052.0A": "Perangkat pengolah data",
    "EBB.053.0A": "Peralatan inventaris",
    "EBC.051.0A": "Pendidikan dan pelatihan teknis",
}
ACCOUNTS = {
    "511111": "Belanja Gaji Pokok PNS",
    "511119": "Belanja Pembulatan Gaji PNS",
    "511121": "Belanja Tunjangan Suami/Istri PNS",
    "511122": "Belanja Tunjangan Anak PNS",
    "511123": "Belanja Tunjangan Struktural PNS",
    "511124": "Belanja Tunjangan Fungsional PNS",
    "511125": "Belanja Tunjangan PPh PNS",
    "511126": "Belanja Tunjangan Beras PNS",
    "511129": "Belanja Uang Makan PNS",
    "511151": "Belanja Tunjangan Umum PNS",
    "511611": "Belanja Gaji Pokok PPPK",
    "512211": "Belanja Uang Lembur",
    "521111": "Belanja Keperluan Perkantoran",
    "521211": "Belanja Bahan",
    "521811": "Belanja Barang Persediaan Barang Konsumsi",
    "522111": "Belanja Langganan Listrik",
    "522112": "Belanja Langganan Telepon",
    "522113": "Belanja Langganan Air",
    "522191": "Belanja Jasa Lainnya",
    "523111": "Belanja Pemeliharaan Gedung dan Bangunan",
    "523121": "Belanja Pemeliharaan Peralatan dan Mesin",
    "524111": "Belanja Perjalanan Dinas Biasa",
    "525111": "Belanja Gaji dan Tunjangan BLU",
    "525112": "Belanja Barang BLU",
    "525113": "Belanja Jasa BLU",
    "525115": "Belanja Perjalanan BLU",
    "525119": "Belanja Penyediaan Barang dan Jasa BLU Lainnya",
    "532111": "Belanja Modal Peralatan dan Mesin",
    "536111": "Belanja Modal Lainnya",
    "537112": "Belanja Modal Peralatan dan Mesin BLU",
    "537115": "Belanja Modal Lainnya BLU",
}


class Line(NamedTuple):
    """One item of the budget.

    Attributes:
        place: KRO, RO, komponen, subkomponen, akun, joined by dots.
        fund: code of SUMBER_DANA (A = RM, F = BLU, S = saldo awal BLU).
        text: uraian of the item.
        weight: share of the pagu of its cell.
        blocked: share of the blokir of its cell, where that is not the whole cell; 0 = never blocked.
        relaxed: the May relaxation reaches this item.
    """

    place: str
    fund: str
    text: str
    weight: float
    blocked: float = 0.0
    relaxed: bool = False


# Weight of each technical service within BAD.
_SERVICE_WEIGHTS = {
    "001": 44, "002": 18, "003": 16, "004": 6, "005": 5, "006": 1.5, "007": 1.5, "008": 8,
}  # fmt: skip


def _service_lines() -> list[Line]:
    lines = [
        Line("BAD.001.051.0A.521211", "A", "Bahan kimia dan media pengujian", 7),
        Line("BAD.002.051.0A.521211", "A", "Bahan acuan dan suku cadang kalibrator merek Poincaré", 3),
    ]
    for code, weight in _SERVICE_WEIGHTS.items():
        base = f"BAD.{code}.051.0A"
        lines += [
            Line(f"{base}.525112", "F", "Bahan kimia, bahan acuan, dan bahan penolong layanan", weight * 0.46, weight),
            Line(f"{base}.525112", "F", "Perlengkapan kerja dan keselamatan petugas", weight * 0.09, weight * 0.5),
            Line(f"{base}.525113", "F", "Jasa subkontrak, tenaga ahli, dan akreditasi layanan", weight * 0.27, weight),
            Line(f"{base}.525115", "F", "Perjalanan petugas layanan ke lokasi pelanggan", weight * 0.18, weight * 0.8),
        ]
    return lines


LINES: tuple[Line, ...] = (
    *_service_lines(),
    Line("CAH.001.051.0A.532111", "A", "Neraca analitik dan lemari asam laboratorium", 1),
    Line("CAH.001.051.0A.537112", "F", "Spektrofotometer serapan atom beserta pemasangan dan pelatihan operator", 8),
    Line("CAH.001.051.0A.537112", "F", "Kromatograf cair kinerja tinggi", 5),
    Line("CAH.001.051.0A.537112", "S", "Inkubator dan autoklaf mikrobiologi", 2),
    Line("EBA.958.051.0A.525113", "F", "Pengembangan sistem informasi pelayanan publik", 3, 6),
    Line("EBA.958.051.0A.536111", "A", "Pengembangan perangkat lunak layanan", 1),
    Line("EBA.958.051.0A.537115", "F", "Lisensi dan pengembangan dasbor layanan", 1),
    Line("EBA.958.051.0B.525119", "F", "Penerbitan majalah dan jurnal ilmiah", 1.5, 2),
    Line("EBA.958.051.0C.525113", "F", "Pameran dan publikasi layanan teknis", 2, 4),
    Line("EBA.958.051.0C.525115", "F", "Perjalanan promosi layanan", 1, 2),
    Line("EBA.994.001.0A.511111", "A", "Gaji pokok pegawai negeri sipil", 56),
    Line("EBA.994.001.0A.511119", "A", "Pembulatan gaji pegawai negeri sipil", 0.02),
    Line("EBA.994.001.0A.511121", "A", "Tunjangan suami atau istri", 5),
    Line("EBA.994.001.0A.511122", "A", "Tunjangan anak", 1.6),
    Line("EBA.994.001.0A.511123", "A", "Tunjangan struktural", 0.7),
    Line("EBA.994.001.0A.511124", "A", "Tunjangan fungsional", 9),
    Line("EBA.994.001.0A.511125", "A", "Tunjangan pajak penghasilan", 1.2),
    Line("EBA.994.001.0A.511126", "A", "Tunjangan beras", 3.4),
    Line("EBA.994.001.0A.511129", "A", "Uang makan pegawai negeri sipil", 9),
    Line("EBA.994.001.0A.511151", "A", "Tunjangan umum", 1.4),
    Line("EBA.994.001.0A.511611", "A", "Gaji pokok pegawai pemerintah dengan perjanjian kerja", 7),
    Line("EBA.994.001.0A.512211", "A", "Uang lembur", 0.8),
    Line("EBA.994.001.0B.525111", "F", "Remunerasi pegawai BLU", 58),
    Line("EBA.994.001.0B.525111", "F", "Remunerasi pejabat pengelola dan dewan pengawas", 9),
    Line("EBA.994.001.0B.525111", "F", "Gaji pegawai BLU bukan pegawai negeri sipil", 14),
    Line("EBA.994.002.0A.521111", "A", "Keperluan perkantoran sehari-hari", 9, 9),
    Line("EBA.994.002.0A.521811", "A", "Barang persediaan alat tulis kantor dan bahan cetakan", 6, 7),
    Line("EBA.994.002.0A.525112", "F", "Barang operasional perkantoran", 3, 2),
    Line("EBA.994.002.0B.523111", "A", "Pemeliharaan gedung – kantor dan laboratorium", 16, 20, relaxed=True),
    Line("EBA.994.002.0B.523111", "F", "Pemeliharaan gedung dan bangunan dari pendapatan BLU", 2, 1),
    Line("EBA.994.002.0B.523121", "A", "Pemeliharaan peralatan dan mesin", 13, 15, relaxed=True),
    Line("EBA.994.002.0B.523121", "A", "Pemeliharaan kendaraan dinas roda empat dan roda dua", 5, 6),
    Line("EBA.994.002.0B.523121", "F", "Pemeliharaan dan perbaikan alat laboratorium dari pendapatan BLU", 4, 1),
    Line("EBA.994.002.0C.522111", "A", "Langganan listrik", 22, 18, relaxed=True),
    Line("EBA.994.002.0C.522111", "F", "Langganan listrik dari pendapatan BLU", 3),
    Line("EBA.994.002.0C.522112", "A", "Langganan telepon dan internet", 4, 3),
    Line("EBA.994.002.0C.522113", "A", "Langganan air", 2, 1),
    Line("EBA.994.002.0D.522191", "A", "Jasa keamanan, kebersihan, dan pengemudi kantor", 14, 10),
    Line("EBA.994.002.0D.524111", "A", "Perjalanan dinas pengelola satuan kerja", 7, 8),
    Line("EBA.994.002.0D.525113", "F", "Jasa keamanan dan kebersihan dari pendapatan BLU", 4, 2),
    Line("EBA.994.002.0D.525115", "F", "Perjalanan dinas pengelola BLU", 1, 3),
    Line("EBA.994.002.0D.525119", "S", "Operasional lainnya dari saldo awal BLU", 1.5, 1),
    Line("EBB.951.052.0A.532111", "A", "Komputer dan perangkat jaringan", 3),
    Line("EBB.951.052.0A.537112", "F", "Komputer jinjing layanan pelanggan", 3),
    Line("EBB.951.053.0A.532111", "A", "Mebel ruang arsip", 2),
    Line("EBB.951.053.0A.537112", "F", "Penyejuk udara ruang laboratorium", 2),
    Line("EBC.996.051.0A.521211", "A", "Bahan pelatihan internal", 2),
    Line("EBC.996.051.0A.524111", "A", "Perjalanan dinas peserta pelatihan", 3),
    Line("EBC.996.051.0A.525113", "F", "Biaya keikutsertaan pelatihan teknis dan sertifikasi personel", 7, 2),
    Line("EBC.996.051.0A.525115", "F", "Perjalanan peserta pelatihan dari pendapatan BLU", 4, 2),
)

# Shifts between two items of one cell, thousand rupiah: (from which DIPA revision on, giver, taker, amount). They leave
# every total as it is, so that only a reader who takes the revision in force sees the right item.
SHIFTS: tuple[tuple[int, str, str, int], ...] = (
    (2, "Remunerasi pegawai BLU", "Gaji pegawai BLU bukan pegawai negeri sipil", 25_000),
    (3, "Tunjangan fungsional", "Tunjangan beras", 12_500),
    (4, "Uang makan pegawai negeri sipil", "Uang lembur", 18_000),
    (6, "Remunerasi pegawai BLU", "Langganan listrik dari pendapatan BLU", 40_000),
)
