"""A finished warehouse in small: the tables the report reads, filled from the published report of 2025 Triwulan II.

Belongs here: the shape of `figures.*`, `reference.*` and `raw_ingestion.*` as the models leave them, and values to lay
out. The arithmetic below only fills cells; whether the models compute rightly is tested with the models.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

import duckdb

from orchestration.profile import Profile
from orchestration.publication.figures import PUBLIC_COLUMNS

SERVICES = [
    # code, name, code and name in volume tables, unit
    ("pengujian", "Pengujian", "pengujian", "Pengujian", "sampel"),
    ("kalibrasi", "Kalibrasi", "kalibrasi", "Kalibrasi", "alat"),
    ("sertifikasi", "Sertifikasi", "sertifikasi", "Sertifikasi", "sertifikat"),
    ("pelatihan", "Pelatihan", "bimbingan_pendampingan", "Bimbingan dan pendampingan teknis", "peserta"),
    ("konsultasi", "Konsultasi", "konsultasi", "Konsultasi", "kegiatan"),
    ("inspeksi_teknis", "Inspeksi Teknis", "inspeksi_teknis", "Inspeksi Teknis", "titik"),
    ("verifikasi_tkdn", "Verifikasi TKDN", "verifikasi_tkdn", "Verifikasi TKDN", "laporan"),
    ("uji_profisiensi", "Uji Profisiensi", "uji_profisiensi", "Uji Profisiensi", "peserta"),
    ("sampling", "Sampling", "sampling", "Sampling", "titik"),
    ("sewa_aset", "Sewa Aset", "sewa_aset", "Sewa Aset", "kali"),
    ("opti", "Optimalisasi Pemanfaatan Teknologi Industri", "opti", "Optimalisasi Pemanfaatan Teknologi", "paket"),
    ("jasa_lainnya", "Jasa Lainnya", "jasa_lainnya", "Jasa Lainnya", "kali"),
]
UNSUR = [
    "Persyaratan",
    "Sistem, mekanisme, dan prosedur",
    "Waktu penyelesaian",
    "Biaya/tarif",
    "Produk spesifikasi jenis pelayanan",
    "Kompetensi pelaksana",
    "Perilaku pelaksana",
    "Penanganan pengaduan, saran, dan masukan",
    "Sarana dan prasarana",
]
INDICATORS = [
    # code, goal, name, unit, target, formula, decimals, realised (None: not measured)
    ("TJ.1", "Meningkatnya kualitas dan kuantitas layanan jasa industri", "Indeks Kepuasan Masyarakat (IKM)", "Indeks", "3.72", "ikm", 2, "3.7949"),
    ("TJ.2", "", "Jumlah perusahaan industri/pelaku usaha/instansi yang memanfaatkan layanan jasa industri", "Perusahaan Industri/Pelaku Usaha/Instansi", "3750", "pengguna", 0, "1582"),
    ("SK1.1", "Terwujudnya layanan jasa industri yang profesional", "Persentase pelayanan tepat waktu layanan sesuai Service Level Agreement (SLA)", "Persen", "95", "sla", 2, "100"),
    ("SK1.2", "", "Nilai Net Promoter Score (NPS)", "Nilai", "30", "nps", 2, "77.8859"),
    ("SK2.1", "Terwujudnya layanan jasa industri yang mandiri", "Persentase peningkatan Penerimaan Negara Bukan Pajak (PNBP)", "Persen", "4.35", "pertumbuhan_pnbp", 2, None),
    ("SK2.2", "", "Jumlah hasil layanan jasa industri", "Hasil Layanan", "20600", "volume", 0, "10363"),
    ("SK2.3", "", "Nilai Revenue on Asset (RoA)", "Persen", "8.40", "roa", 2, "3.679043"),
    ("SK2.4", "", "Rasio Pendapatan Operasional terhadap Biaya Operasional (POBO)", "Persen", "75", "pobo", 2, "66.4611"),
    ("SK3.1", "Terwujudnya SDM yang profesional", "Indeks Profesionalitas ASN (IPASN)", "Indeks", "81.3", "penilaian_luar", 2, None),
    ("SK4.1", "Penguatan sistem informasi terintegrasi dan pelayanan publik", "Persentase jenis layanan yang datanya terintegrasi dengan sistem informasi BSKJI", "Persen", "20", "penilaian_luar", 2, None),
    ("SK4.2", "", "Tingkat Penerapan Sistem Pemerintahan Berbasis Elektronik (SPBE)", "Persen", "80", "penilaian_luar", 2, None),
    ("SK4.3", "", "Indeks Pelayanan Publik (IPP)", "Indeks", "4.20", "penilaian_luar", 2, None),
    ("SK5.1", "Tercapainya pengawasan internal yang efektif dan efisien", "Rekomendasi hasil pengawasan internal telah ditindaklanjuti oleh Satker", "Persen", "50", "penilaian_luar", 2, None),
    ("SK5.2", "", "Nilai minimal hasil pengawasan kearsipan internal (Unit Kearsipan)", "Nilai", "65", "penilaian_luar", 2, None),
    ("SK6.1", "Terwujudnya akuntabilitas organisasi", "Nilai minimal Sistem Akuntabilitas Instansi Pemerintah (SAKIP) Satker", "Nilai", "79.90", "penilaian_luar", 2, "83"),
    ("SK6.2", "", "Nilai minimal Indikator Kinerja Pelaksanaan Anggaran (IKPA)", "Nilai", "95", "penilaian_luar", 2, "100"),
    ("SK7.1", "Meningkatnya penggunaan Produk Dalam Negeri dalam rangka menunjang produktivitas industri", "Persentase penggunaan Produk Dalam Negeri dalam pengadaan barang dan/atau jasa pemerintah", "Persen", "75", "penilaian_luar", 2, "56.25"),
]
SURVEY = {
    "pengujian": (146, "3.78 3.73 3.71 3.60 3.73 3.67 3.75 3.62 3.68", "3.6966", (101, 40, 5)),
    "kalibrasi": (37, "3.84 3.81 3.78 3.73 3.78 3.78 3.89 3.76 3.78", "3.795796", (25, 11, 1)),
    "sertifikasi": (27, "3.67 3.59 3.48 3.56 3.74 3.78 3.81 3.70 3.67", "3.6667", (21, 6, 0)),
    "pelatihan": (81, "3.62 3.56 3.62 3.57 3.72 3.81 3.83 3.78 3.64", "3.6831", (46, 34, 1)),
    "konsultasi": (3, "4 4 4 4 4 4 4 4 4", "4", (3, 0, 0)),
    "inspeksi_teknis": (16, "3.75 3.81 3.56 3.38 3.69 3.81 3.88 3.88 3.75", "3.7222", (13, 3, 0)),
    "verifikasi_tkdn": (3, "4 4 4 4 4 4 4 4 4", "4", (3, 0, 0)),
    "uji_profisiensi": (0, None, None, (0, 0, 0)),
}
USERS = {
    "pengujian": 727, "kalibrasi": 213, "sertifikasi": 170, "pelatihan": 33, "konsultasi": 6, "inspeksi_teknis": 11,
    "uji_profisiensi": 288, "sampling": 75, "verifikasi_tkdn": 12, "sewa_aset": 6, "opti": 1, "jasa_lainnya": 40,
}  # fmt: skip
VOLUMES = {
    "pengujian": (10341, 5501), "kalibrasi": (7519, 3220), "sertifikasi": (721, 368), "sampling": (299, 145),
    "uji_profisiensi": (731, 803), "bimbingan_pendampingan": (848, 151), "konsultasi": (10, 6), "opti": (6, 3),
    "inspeksi_teknis": (125, 166),
}  # fmt: skip
SLA = {
    "pengujian": ([482, 856, 1571, 646, 656, 1290], [589, 658, 843, 732, 764, 1146]),
    "kalibrasi": ([392, 713, 547, 377, 462, 729], [448, 701, 567, 322, 392, 761]),
    "sertifikasi": ([70, 60, 60, 58, 50, 70], [55, 17, 47, 47, 21, 69]),
    "inspeksi_teknis": ([17, 37, 18, 31, 15, 48], [31, 2, 49, 21, 10, 28]),
}
BUDGET = {  # fund, jenis belanja: pagu, realised, blocked (rupiah)
    ("rm", "51"): (10142889000, 5363982000, 0),
    ("rm", "52"): (2973368000, 440922366, 2007259000),
    ("rm", "53"): (300000000, 0, 300000000),
    ("blu", "52"): (28210000000, 14628457000, 2014902000),
    ("blu", "53"): (1590000000, 124932100, 1450000000),
}
OUTPUTS = [
    ("019.07.EC", "Program Nilai Tambah dan Daya Saing Industri", "6077", "BAD", "Pelayanan Publik kepada Industri", "Industri", 2298, 10619080000, "51.75"),
    ("019.07.EC", "Program Nilai Tambah dan Daya Saing Industri", "6077", "CAH", "Sarana Bidang Industri dan Perdagangan", "Unit", 5, 1550000000, "0"),
    ("019.07.WA", "Program Dukungan Manajemen", "6042", "EBA", "Layanan Dukungan Manajemen Internal", "Layanan", 4, 30437177000, "47.90"),
    ("019.07.WA", "Program Dukungan Manajemen", "6042", "EBB", "Layanan Sarana dan Prasarana Internal", "Unit", 31, 190000000, "40.43"),
    ("019.07.WA", "Program Dukungan Manajemen", "6042", "EBC", "Layanan Manajemen SDM Internal", "Orang", 80, 420000000, "24.75"),
]
PNBP = 13580235534


def profile(**changes: object) -> Profile:
    """The unit's profile as the sample has it."""
    policies = {
        "ikm_gabungan": "rata_rata_layanan", "periode_survei": "triwulan", "pengguna": "jumlah_per_layanan",
        "sla_gabungan": "rata_rata_bulan", "sla_satuan": "jumlah", "nps_gabungan": "rata_rata_layanan",
        "tanggal_pnbp": "terima", "jenis_penerimaan": "sbs", "basis_kro": "pagu", "cuti_bersama": "berhenti",
        "baris_ditolak": "menahan",
    }  # fmt: skip
    content: dict[str, object] = {
        "unit": {
            "kode_satker": "248066", "nama": "Balai Besar Standardisasi dan Pelayanan Jasa Industri Agro",
            "singkatan": "BBSPJIA", "induk": "Badan Standardisasi dan Kebijakan Jasa Industri",
            "singkatan_induk": "BSKJI", "kementerian": "Kementerian Perindustrian", "kota": "Bogor",
            "jabatan_penanda_tangan": "Kepala Balai Besar Standardisasi dan Pelayanan Jasa Industri Agro", "blu": True,
        },
        "dasar_hukum": [
            "Undang-Undang Nomor 25 Tahun 2004 tentang Sistem Perencanaan Pembangunan Nasional",
            "Peraturan Pemerintah Nomor 39 Tahun 2006 tentang Tata Cara Pengendalian dan Evaluasi Pelaksanaan Rencana Pembangunan",
            "Peraturan Menteri Perindustrian Nomor 1 Tahun 2022 tentang Organisasi dan Tata Kerja Unit Pelaksana Teknis",
        ],
        "kebijakan": {
            name: {
                "nilai": value,
                "alasan": "Mengikuti cara penghitungan yang telah dipakai unit kerja pada laporan terdahulu",
                "dasar": "Peraturan Menteri Pendayagunaan Aparatur Negara dan Reformasi Birokrasi Nomor 14 Tahun 2017",
            }
            for name, value in policies.items()
        },
        "akun": {"pnbp": ["424", "425"], "biaya_operasional": ["51", "52"], "aset": ["1"]},
        "sumber_dana": [
            {"kode": "A", "sumber_dana": "rm", "nama": "Rupiah Murni (RM)", "biaya_operasional": True},
            {"kode": "F", "sumber_dana": "blu", "nama": "PNBP BLU", "biaya_operasional": True},
        ],
        "jenis_belanja": [
            {"kode": "51", "nama": "Belanja Pegawai"},
            {"kode": "52", "nama": "Belanja Barang"},
            {"kode": "53", "nama": "Belanja Modal"},
        ],
        "unsur": [{"kode": f"u{n}", "nama": name, "label": [name.lower()]} for n, name in enumerate(UNSUR, 1)],
        "mutu": [
            {"mutu": "A", "nama": "Sangat Baik", "batas_bawah": "88.31"},
            {"mutu": "B", "nama": "Baik", "batas_bawah": "76.61"},
            {"mutu": "C", "nama": "Kurang Baik", "batas_bawah": "65.00"},
            {"mutu": "D", "nama": "Tidak Baik", "batas_bawah": "25.00"},
        ],
        "indikator": [{"kode": row[0], "rumus": row[5], "desimal": row[6], "iku": row[0] < "TJ.3" and row[0].startswith("TJ")} for row in INDICATORS],
    }  # fmt: skip
    content.update(changes)
    return Profile.model_validate(content)


def rounded(value: Decimal, decimals: int) -> Decimal:
    """Half up, as the warehouse rounds."""
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


@dataclass
class Warehouse:
    """Collects figures and writes them as the models would leave them."""

    figures: dict[str, dict[str, object]] = field(default_factory=dict)
    components: list[tuple[str, str, str]] = field(default_factory=list)
    narratives: list[tuple[str, str, int, str, str, str, str]] = field(default_factory=list)

    def add(self, figure_id: str, value: object, unit: str, decimals: int = 0, **more: object) -> None:
        """Adds a figure; None is undefined unless a status says why there is no value."""
        number = None if value is None else Decimal(str(value))
        indicator = figure_id.rsplit(".", 1)[0] if figure_id.startswith(("anggaran", "kro", "program", "ro")) else ".".join(figure_id.split(".")[:2])
        self.figures[figure_id] = {
            "figure_id": figure_id,
            "indicator": indicator if indicator[:2] in ("TJ", "SK") else "",
            "label": figure_id,
            "period_basis": "year_to_date",
            "value": number,
            "unit": unit,
            "decimals": decimals,
            "printed_value": None if number is None else rounded(number, decimals),
            "policy": "",
            "status": "tidak_terdefinisi" if number is None else None,
            "operation": "row_sum",
            "row_count": 1,
            "row_digest": "00000000000000ff",
            **more,
        }

    def percent(self, figure_id: str, part: object, whole: object, unit: str = "Persen") -> None:
        """Adds 100 x part / whole at two decimals."""
        over = Decimal(str(whole))
        self.add(figure_id, None if not over else Decimal(str(part)) * 100 / over, unit, 2, operation="percent")

    def connect(self) -> duckdb.DuckDBPyConnection:
        """An in-memory database holding the collected tables."""
        return write(self)


def published() -> Warehouse:
    """Figures of the published report, enough of them that every section has content."""
    house = Warehouse()
    for code, _goal, _name, unit, target, formula, decimals, realised in INDICATORS:
        house.add(f"{code}.target", target, unit, decimals)
        open_ = {"status": "on_progress"} if realised is None else {}
        basis = {"period_basis": "quarter_only" if formula in ("ikm", "nps") else "year_to_date"}
        house.add(f"{code}.realisasi", realised, unit, decimals, **open_, **basis)
        attained = None if realised is None else rounded(Decimal(realised), decimals) * 100 / Decimal(target)
        house.add(f"{code}.capaian", attained, "Persen", 2, **open_)
        for quarter, share in enumerate((30, 55, 80, 100), 1):
            house.add(f"{code}.target_antara.tw{quarter}", share, "Persen", 2)
        for measure, tw, sd in (("fisik", 26, 56), ("sasaran_fisik", 25, 55)):
            house.add(f"{code}.{measure}.tw", tw, "Persen", 2)
            house.add(f"{code}.{measure}.sd", sd, "Persen", 2)
    _survey(house)
    _users_and_volumes(house)
    _timeliness(house)
    _money(house)
    house.narratives = [
        ("TJ.1", "hasil", 1, "Realisasi IKM sebesar {TJ.1.realisasi} berasal dari {TJ.1.responden} responden.", "Ketua Tim Kerja Sama", "", "aaaaaaaaaaaa:Narasi#2"),
        ("TJ.1", "kendala", 1, "Sebagian pelanggan belum mengisi kuesioner.", "Ketua Tim Kerja Sama", "", "aaaaaaaaaaaa:Narasi#3"),
        ("TJ.1", "kendala", 2, "Jumlah responden konsultasi masih sedikit.", "Ketua Tim Kerja Sama", "", "aaaaaaaaaaaa:Narasi#4"),
        ("TJ.1", "tindak lanjut", 1, "Mengirim ulang kuesioner kepada pelanggan yang belum mengisi.", "Ketua Tim Kerja Sama", "Satu bulan", "aaaaaaaaaaaa:Narasi#5"),
        ("SK2.4", "hasil", 1, "Rasio POBO mencapai {SK2.4.realisasi} persen dengan biaya operasional Rp{SK2.4.biaya_operasional}.", "Ketua Tim Keuangan", "", "aaaaaaaaaaaa:Narasi#6"),
        ("SK1.1", "kendala", 1, "Beberapa alat uji menunggu suku cadang sehingga antrean bertambah.", "Ketua Tim Pengujian", "", "aaaaaaaaaaaa:Narasi#7"),
        ("SK1.1", "tindak lanjut", 1, "Mempercepat pengadaan suku cadang menurut skala prioritas.", "Ketua Tim Pengujian", "Triwulan III", "aaaaaaaaaaaa:Narasi#8"),
        ("BAD", "kendala", 1, "Sebagian peralatan laboratorium memerlukan perbaikan.", "Kepala Bagian Tata Usaha", "", "aaaaaaaaaaaa:Narasi#9"),
        ("BAD", "tindak lanjut", 1, "Perbaikan peralatan dilakukan menurut skala prioritas.", "Kepala Bagian Tata Usaha", "Triwulan III", "aaaaaaaaaaaa:Narasi#10"),
        ("umum", "kendala", 1, "Efisiensi anggaran membatasi pemeliharaan dan pengadaan peralatan.", "", "", "aaaaaaaaaaaa:Narasi#11"),
        ("umum", "tindak lanjut", 1, "Memusatkan belanja pada peralatan yang menentukan waktu layanan.", "", "", "aaaaaaaaaaaa:Narasi#12"),
    ]  # fmt: skip
    return house


def _survey(house: Warehouse) -> None:
    house.add("TJ.1.responden", 313, "Responden")
    house.add("SK1.2.responden", 313, "Responden")
    house.add("TJ.1.konversi", "94.87", "Nilai", 2, keterangan="A")
    house.add("TJ.1.realisasi.alt.tertimbang_responden", "3.7084", "Indeks", 2)
    house.add("TJ.1.capaian.alt.tertimbang_responden", "99.73", "Persen", 2)
    house.add("SK1.2.realisasi.alt.gabungan", "65.4952", "Nilai", 2)
    house.add("SK1.2.capaian.alt.gabungan", "218.33", "Persen", 2)
    totals = "3.81 3.79 3.74 3.69 3.81 3.84 3.88 3.82 3.79".split()
    for number, mean in enumerate(totals, 1):
        house.add(f"TJ.1.unsur.u{number}", mean, "Indeks", 2)
    for service, (people, means, index, votes) in SURVEY.items():
        house.add(f"TJ.1.responden.{service}", people, "Responden")
        house.add(f"TJ.1.realisasi.{service}", index, "Indeks", 2)
        grade = {} if index is None else {"keterangan": "A"}
        house.add(f"TJ.1.konversi.{service}", None if index is None else Decimal(index) * 25, "Nilai", 2, **grade)
        users = USERS[service]
        sample = Decimal("3.841") * users / 4 / (Decimal("0.0025") * (users - 1) + Decimal("3.841") / 4)
        house.add(f"TJ.1.sampel_minimum.{service}", rounded(sample, 0), "Responden")
        for number in range(9):
            house.add(f"TJ.1.unsur.u{number + 1}.{service}", means.split()[number] if means else None, "Indeks", 2)
        house.add(f"SK1.2.responden.{service}", people, "Responden")
        for name, votes_for in zip(("promoter", "passive", "detractor"), votes, strict=True):
            house.add(f"SK1.2.{name}.{service}", votes_for, "Responden")
            house.percent(f"SK1.2.persen_{name}.{service}", votes_for, people)
        score = None if not people else Decimal(votes[0] - votes[2]) * 100 / people
        house.add(f"SK1.2.realisasi.{service}", score, "Nilai", 2)
    for name, count, mean in (("promoter", 212, "78.94"), ("passive", 94, "20.01"), ("detractor", 7, "1.05")):
        house.add(f"SK1.2.{name}", count, "Responden")
        house.add(f"SK1.2.persen_{name}", mean, "Persen", 2)


def _users_and_volumes(house: Warehouse) -> None:
    for service, count in USERS.items():
        house.add(f"TJ.2.realisasi.{service}", count, "Perusahaan")
        house.add(f"TJ.2.realisasi_tw.{service}", count * 6 // 10, "Perusahaan")
    house.add("TJ.2.realisasi_tw", sum(count * 6 // 10 for count in USERS.values()), "Perusahaan")
    house.add("TJ.2.realisasi.alt.entitas_unik", 1449, "Perusahaan")
    house.add("TJ.2.capaian.alt.entitas_unik", "38.64", "Persen", 2)
    for service, (target, done) in VOLUMES.items():
        house.add(f"SK2.2.target.{service}", target, "hasil layanan")
        house.add(f"SK2.2.realisasi.{service}", done, "hasil layanan")
        house.add(f"SK2.2.realisasi_tw.{service}", done // 2, "hasil layanan")
        house.percent(f"SK2.2.persen.{service}", done, target)
    house.add("SK2.2.realisasi_tw", sum(done // 2 for _, done in VOLUMES.values()), "hasil layanan")
    house.percent("SK2.2.persen", 10363, 20600)


def _timeliness(house: Warehouse) -> None:
    backlog_of_all = 0
    for service, (received, due) in SLA.items():
        backlog = 0
        for month, (came, fell_due) in enumerate(zip(received, due, strict=True), 1):
            backlog += came - fell_due
            at = f"{service}.{month:02d}"
            house.add(f"SK1.1.masuk.{at}", came, "hasil layanan")
            house.add(f"SK1.1.jatuh_tempo.{at}", fell_due, "hasil layanan")
            house.add(f"SK1.1.tepat_waktu.{at}", fell_due, "hasil layanan")
            house.add(f"SK1.1.persen.{at}", 100, "Persen", 2)
            house.add(f"SK1.1.capaian.{at}", "105.263158", "Persen", 2)
            house.add(f"SK1.1.backlog.{at}", backlog, "hasil layanan")
            house.add(f"SK1.1.rata_hk.{at}", 5 + month % 3, "Hari kerja")
        backlog_of_all += backlog
        house.add(f"SK1.1.masuk.{service}", sum(received), "hasil layanan")
        house.add(f"SK1.1.jatuh_tempo.{service}", sum(due), "hasil layanan")
        house.add(f"SK1.1.tepat_waktu.{service}", sum(due), "hasil layanan")
        house.add(f"SK1.1.realisasi.{service}", 100, "Persen", 2)
        house.add(f"SK1.1.capaian.{service}", "105.263158", "Persen", 2)
        house.add(f"SK1.1.backlog.{service}", backlog, "hasil layanan")
        house.add(f"SK1.1.persen_gabungan.{service}", 100, "Persen", 2)
        house.percent(f"SK1.1.persen_masuk.{service}", sum(due), sum(received))
        house.add(f"SK1.1.tanpa_sla.{service}", 0, "order")
    house.add("SK1.1.realisasi.alt.gabungan", 100, "Persen", 2)


def _money(house: Warehouse) -> None:
    house.add("SK2.1.pnbp", PNBP, "Rp")
    house.add("SK2.1.pnbp_tw", 7011223344, "Rp")
    house.add("SK2.1.pnbp_sah", 12900000000, "Rp")
    house.add("SK2.1.pnbp_belum_sah", PNBP - 12900000000, "Rp")
    house.add("SK2.1.tahun_lalu", 30000000000, "Rp")
    house.add("SK2.1.target_rupiah", 31305000000, "Rp")
    house.add("SK2.1.target_dipa", 29800000000, "Rp")
    house.percent("SK2.1.pnbp_persen_dipa", PNBP, 29800000000)
    house.percent("SK2.1.pnbp_persen_target", PNBP, 31305000000)
    house.add("SK2.1.sisa_target", 31305000000 - PNBP, "Rp")
    house.add("SK2.3.aset", 369124135766, "Rp")
    house.add("SK2.4.biaya_operasional", 20433361366, "Rp")
    sums: dict[str, list[int]] = {}
    for (fund, kind), amounts in BUDGET.items():
        for key in (f".{fund}.{kind}", f".{fund}", ""):
            sums.setdefault(key, [0, 0, 0])
            sums[key] = [have + more for have, more in zip(sums[key], amounts, strict=True)]
    whole = sums[""][0] - sums[""][2]
    for key, (pagu, realised, blocked) in sums.items():
        house.add(f"anggaran.pagu{key}", pagu, "Rp")
        house.add(f"anggaran.pagu_awal{key}", pagu, "Rp")
        house.add(f"anggaran.blokir{key}", blocked, "Rp")
        house.add(f"anggaran.efektif{key}", pagu - blocked, "Rp")
        house.add(f"anggaran.realisasi{key}", realised, "Rp")
        house.add(f"anggaran.realisasi_tw{key}", realised // 2, "Rp")
        house.percent(f"anggaran.persen_pagu{key}", realised, pagu)
        house.percent(f"anggaran.persen_efektif{key}", realised, pagu - blocked)
        house.percent(f"anggaran.porsi_efektif{key}", pagu - blocked, whole)
    programs: dict[str, int] = {}
    for program, _name, _activity, output, _title, unit, volume, pagu, percent in OUTPUTS:
        programs[program[-2:]] = programs.get(program[-2:], 0) + pagu
        house.add(f"kro.pagu.{output}", pagu, "Rp")
        house.add(f"kro.pagu_awal.{output}", pagu, "Rp")
        house.add(f"kro.pagu_perubahan.{output}", 0, "Rp")
        house.add(f"kro.volume.{output}", volume, unit)
        for span, share in (("tw", Decimal(percent) / 2), ("sd", Decimal(percent))):
            house.add(f"kro.realisasi.{span}.{output}", rounded(pagu * share / 100, 0), "Rp")
            house.add(f"kro.persen.{span}.{output}", share, "Persen", 2)
            house.add(f"kro.sasaran_persen.{span}.{output}", 25 if span == "tw" else 50, "Persen", 2)
            house.add(f"kro.fisik.{span}.{output}", 26 if span == "tw" else 56, "Persen", 2)
            house.add(f"kro.sasaran_fisik.{span}.{output}", 25 if span == "tw" else 55, "Persen", 2)
    for program, pagu in programs.items():
        house.add(f"program.pagu.{program}", pagu, "Rp")
        house.add(f"program.pagu_awal.{program}", pagu, "Rp")
        house.add(f"program.pagu_perubahan.{program}", 0, "Rp")


_FIGURES = """
CREATE TABLE figures.figures (figure_id VARCHAR PRIMARY KEY, indicator VARCHAR, label VARCHAR, layanan VARCHAR,
 bulan VARCHAR, sumber_dana VARCHAR, jenis_belanja VARCHAR, kro VARCHAR, period_basis VARCHAR, value DECIMAL(38,12),
 unit VARCHAR, decimals INTEGER, printed_value DECIMAL(38,12), numerator DECIMAL(38,12), denominator DECIMAL(38,12),
 policy VARCHAR, status VARCHAR, keterangan VARCHAR, operation VARCHAR, trail_relation VARCHAR,
 trail_predicate VARCHAR, trail_measure VARCHAR, row_count BIGINT, row_digest VARCHAR);
CREATE TABLE figures.figure_components (figure_id VARCHAR, component_id VARCHAR, role VARCHAR);
CREATE TABLE figures.narratives (kode VARCHAR, bagian VARCHAR, urutan INTEGER, teks VARCHAR,
 penanggung_jawab VARCHAR, target_penyelesaian VARCHAR, _source_row_id VARCHAR);
CREATE TABLE figures.indicators (kode VARCHAR, urutan INTEGER, sasaran_kode VARCHAR, sasaran VARCHAR,
 indikator VARCHAR, satuan VARCHAR, arah VARCHAR, iku BOOLEAN, rumus VARCHAR, penanggung_jawab VARCHAR,
 rencana_tw1 VARCHAR, rencana_tw2 VARCHAR, rencana_tw3 VARCHAR, rencana_tw4 VARCHAR, status_penilaian VARCHAR,
 penilai VARCHAR, tanggal_penilaian VARCHAR, dokumen_bukti VARCHAR);
CREATE TABLE figures.outputs (program VARCHAR, program_nama VARCHAR, kegiatan VARCHAR, kro VARCHAR, kro_nama VARCHAR,
 volume_satuan VARCHAR, urutan INTEGER);
CREATE TABLE figures.output_details (program VARCHAR, kegiatan VARCHAR, kro VARCHAR, ro VARCHAR, ro_nama VARCHAR);
CREATE TABLE figures.excluded_rows (_source_row_id VARCHAR, source VARCHAR, reason VARCHAR, replaced_by VARCHAR);
CREATE TABLE reference.layanan (layanan VARCHAR, nama VARCHAR, layanan_volume VARCHAR, nama_volume VARCHAR,
 satuan VARCHAR, spm_hk INTEGER, mulai_jam VARCHAR, urutan INTEGER, di_pengguna BOOLEAN, di_volume BOOLEAN,
 di_sla BOOLEAN, di_ikm BOOLEAN, di_nps BOOLEAN);
CREATE TABLE reference.sumber_dana (kode VARCHAR, sumber_dana VARCHAR, nama VARCHAR, biaya_operasional BOOLEAN);
CREATE TABLE reference.jenis_belanja (kode VARCHAR, nama VARCHAR);
CREATE TABLE reference.unsur (unsur VARCHAR, nama VARCHAR, urutan INTEGER);
CREATE TABLE reference.mutu (mutu VARCHAR, nama VARCHAR, batas_bawah DECIMAL(5,2));
CREATE TABLE raw_ingestion.deliveries (_delivery_sha256 VARCHAR, file_name VARCHAR, quarter VARCHAR,
 delivery_order BIGINT, kinds VARCHAR, size_bytes BIGINT, rows_total BIGINT, rows_accepted BIGINT,
 rows_rejected BIGINT, rows_empty BIGINT, loaded_at TIMESTAMP);
CREATE TABLE raw_ingestion.row_classes (_delivery_sha256 VARCHAR, _sheet VARCHAR, kind VARCHAR, row_class VARCHAR,
 row_count BIGINT);
"""


def write(house: Warehouse) -> duckdb.DuckDBPyConnection:
    """Writes the tables into a database in memory."""
    connection = duckdb.connect()
    for schema in ("figures", "reference", "raw_ingestion"):
        connection.execute(f"CREATE SCHEMA {schema}")
    connection.execute(_FIGURES)
    columns = [row[0] for row in connection.execute("DESCRIBE figures.figures").fetchall()]
    assert set(PUBLIC_COLUMNS) - {"printed"} <= set(columns)
    _insert(connection, "figures.figures", [tuple(row.get(name) for name in columns) for row in house.figures.values()])
    parts = [(f"{code}.capaian", f"{code}.{part}", part) for code in (row[0] for row in INDICATORS) for part in ("realisasi", "target")]
    _insert(connection, "figures.figure_components", [row for row in parts if row[0] in house.figures] + house.components)
    _insert(connection, "figures.narratives", house.narratives)
    goal, indicators = "", []
    for order, (code, said, name, unit, _target, formula, _decimals, realised) in enumerate(INDICATORS, 1):
        goal = said or goal
        plans = [f"Melaksanakan kegiatan pendukung {name.split(' (')[0].lower()} dan mengolah hasilnya" for _ in range(4)]
        outside = formula == "penilaian_luar" and realised is not None
        indicators.append(
            (code, order, code.split(".")[0], goal, name, unit, "naik", code.startswith("TJ"), formula, "Ketua Tim Kerja", *plans,
             "final" if outside else "belum diukur", "Inspektorat Jenderal" if outside else None,
             "17/03/2025" if outside else None, "Laporan hasil evaluasi" if outside else None)
        )  # fmt: skip
    _insert(connection, "figures.indicators", indicators)
    _insert(
        connection,
        "figures.outputs",
        [(row[0], row[1], row[2], row[3], row[4], row[5], order) for order, row in enumerate(OUTPUTS, 1)],
    )
    _insert(
        connection,
        "figures.output_details",
        [
            ("019.07.EC", "6077", "BAD", "001", "Jasa pelayanan teknis pengujian"),
            ("019.07.EC", "6077", "BAD", "002", "Jasa pelayanan teknis kalibrasi"),
            ("019.07.WA", "6042", "EBA", "958", "Layanan Hubungan Masyarakat"),
            ("019.07.WA", "6042", "EBA", "994", "Layanan Perkantoran"),
        ],
    )
    _insert(
        connection,
        "figures.excluded_rows",
        [(f"bbbbbbbbbbbb:Order#{row}", "service_orders", "batal", None) for row in range(2, 9)]
        + [(f"cccccccccccc#{row}", "dataang", "digantikan", "dddddddddddd#2") for row in range(2, 40)],
    )
    services = [(*row, 15, "masuk", order, True, True, row[0] in SLA, row[0] in SURVEY, row[0] in SURVEY) for order, row in enumerate(SERVICES, 1)]
    _insert(connection, "reference.layanan", services)
    unit = profile()
    _insert(connection, "reference.sumber_dana", [(f.kode, f.sumber_dana, f.nama, True) for f in unit.sumber_dana])
    _insert(connection, "reference.jenis_belanja", [(row.kode, row.nama) for row in unit.jenis_belanja])
    _insert(connection, "reference.unsur", [(row.kode, row.nama, order) for order, row in enumerate(unit.unsur, 1)])
    _insert(connection, "reference.mutu", [(row.mutu, row.nama, row.batas_bawah) for row in unit.mutu])
    _insert(
        connection,
        "raw_ingestion.deliveries",
        [
            ("a" * 64, "kinerja_2025_tw2.xlsx", "2025-TW2", 1, "perjanjian_kinerja, dipa, penilaian_luar, fisik, narasi", 20480, 140, 120, 0, 20, None),
            ("b" * 64, "order_layanan_semester_1.xlsx", "2025-TW2", 2, "service_orders", 204800, 4021, 4019, 1, 1, None),
            ("c" * 64, "glp039_juni_2025.xlsx", "2025-TW2", 3, "glp039", 90480, 420, 380, 0, 40, None),
        ],
    )  # fmt: skip
    _insert(connection, "raw_ingestion.row_classes", [("c" * 64, "GLP039", "glp039", "title", 40)])
    return connection


def _insert(connection: duckdb.DuckDBPyConnection, table: str, rows: list[tuple[object, ...]]) -> None:
    if rows:
        marks = ", ".join("?" for _ in rows[0])
        connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
