"""The narrative of the sample report: results, obstacles and follow-up of every indicator and output.

Written for the sample; nothing is quoted from a real report. A number never stands in a text: it is named as a
figure, `{SK2.4.realisasi}`, and printed from the figure of the quarter. Belongs here: wording, for each quarter where
it differs.
"""

from __future__ import annotations

from typing import NamedTuple

from orchestration.sample.attached import PLAN

_USAHA = "Ketua Tim Pengembangan Usaha dan Kerja Sama"
_LAYANAN = "Ketua Tim Pelayanan Jasa Industri"
_LAB = "Ketua Tim Pengujian dan Ketua Tim Kalibrasi"
_KEUANGAN = "Ketua Tim Keuangan"
_PROGRAM = "Ketua Tim Program dan Pelaporan"
_PEGAWAI = "Ketua Tim Kepegawaian"
_DATA = "Ketua Tim Data dan Informasi"
_UMUM = "Ketua Tim Umum"
_TU = "Kepala Bagian Tata Usaha"
_PPK = "Pejabat Pembuat Komitmen"


class Narrative(NamedTuple):
    """One paragraph.

    Attributes:
        code: indicator, KRO, revision of the DIPA, `anggaran` or `umum`.
        part: `hasil`, `kendala` or `tindak lanjut`.
        text: the paragraph.
        owner: who follows up (a position, never a person); empty for results and obstacles.
        quarters: quarters in whose workbook it stands.
    """

    code: str
    part: str
    text: str
    owner: str = ""
    quarters: tuple[int, ...] = (1, 2)


def _result(code: str, text: str, *quarters: int) -> Narrative:
    return Narrative(code, "hasil", text, "", quarters or (1, 2))


def _obstacle(code: str, text: str, *quarters: int) -> Narrative:
    return Narrative(code, "kendala", text, "", quarters or (1, 2))


def _step(code: str, text: str, owner: str, *quarters: int) -> Narrative:
    return Narrative(code, "tindak lanjut", text, owner, quarters or (1, 2))


NARRATIVES: tuple[Narrative, ...] = (
    _result(
        "TJ.1",
        "Layanan pengujian, yang respondennya terbanyak, memperoleh indeks {TJ.1.realisasi.pengujian}; "
        "penilaian merata pada semua unsur.",
    ),
    _result(
        "TJ.1",
        "Unsur yang paling perlu diperhatikan adalah biaya/tarif dengan rata-rata {TJ.1.unsur.u4}, sedangkan "
        "perilaku pelaksana memperoleh rata-rata {TJ.1.unsur.u7}.",
    ),
    _obstacle(
        "TJ.1",
        "Jumlah responden pada layanan yang pelanggannya sedikit belum memadai, sehingga satu jawaban dapat "
        "menggeser indeks layanan tersebut secara berarti.",
    ),
    _step(
        "TJ.1",
        "Mengirimkan tautan kuesioner bersamaan dengan penyerahan sertifikat atau laporan, lalu mengingatkan "
        "pelanggan yang belum mengisi.",
        _USAHA,
    ),
    _result(
        "TJ.2",
        "Pengguna terbanyak berasal dari layanan pengujian, yaitu {TJ.2.realisasi.pengujian} perusahaan; "
        "uji profisiensi dimanfaatkan {TJ.2.realisasi.uji_profisiensi} perusahaan.",
    ),
    _obstacle(
        "TJ.2",
        "Pelaku usaha kecil dan menengah di luar wilayah Bogor belum banyak mengenal layanan unit, sementara "
        "anggaran promosi dibatasi oleh kebijakan efisiensi.",
    ),
    _step(
        "TJ.2",
        "Menawarkan paket layanan bersama melalui asosiasi industri dan dinas perindustrian daerah yang tidak "
        "memerlukan biaya perjalanan.",
        _USAHA,
    ),
    _result("SK1.1", "Urutan pekerjaan diatur menurut jatuh temponya sejak awal tahun.", 1),
    _result(
        "SK1.1", "Urutan pekerjaan diatur menurut jatuh tempo, juga ketika sampel masuk bertambah pada bulan Juni.", 2
    ),
    _result(
        "SK1.1",
        "Ketepatan waktu perlu dibaca bersama pekerjaan yang belum jatuh tempo: pada layanan pengujian, "
        "sampel yang masuk melebihi sampel yang jatuh tempo sebanyak {SK1.1.backlog.pengujian} sampel.",
    ),
    _obstacle(
        "SK1.1",
        "Penerimaan sampel menumpuk pada bulan tertentu, sedangkan sebagian instrumen laboratorium menunggu "
        "perbaikan dan suku cadangnya harus dipesan lebih dahulu.",
    ),
    _step(
        "SK1.1",
        "Mengatur jadwal penerimaan sampel berdasarkan kapasitas instrumen dan memantau pekerjaan yang "
        "mendekati jatuh tempo setiap pekan.",
        _LAB,
    ),
    _result(
        "SK1.2",
        "Sebanyak {SK1.2.promoter} responden menjadi promotor dan {SK1.2.detractor} menjadi detraktor; "
        "yang merekomendasikan terutama pelanggan tetap.",
    ),
    _obstacle(
        "SK1.2",
        "Sebagian responden tidak membedakan pertanyaan kepuasan dengan pertanyaan kesediaan "
        "merekomendasikan, sehingga memilih nilai tengah.",
    ),
    _step(
        "SK1.2",
        "Menambahkan penjelasan singkat pada formulir dan menghubungi setiap pelanggan yang memberi nilai "
        "rendah untuk mengetahui sebabnya.",
        _USAHA,
    ),
    _result(
        "SK2.1", "Penerimaan terutama berasal dari pelanggan tetap; tagihan pelanggan instansi baru diterbitkan.", 1
    ),
    _result(
        "SK2.1",
        "Penerimaan terutama berasal dari pengujian dan kalibrasi; sebagian tagihan pelanggan instansi belum dilunasi.",
        2,
    ),
    _obstacle(
        "SK2.1",
        "Beberapa parameter uji masih disubkontrakkan karena instrumennya rusak, sehingga sebagian pendapatan "
        "layanan tidak diterima oleh unit.",
    ),
    _step(
        "SK2.1",
        "Mendahulukan perbaikan instrumen yang paling banyak menghasilkan pendapatan dan mengkaji ulang tarif layanan.",
        f"{_TU} dan {_LAB}",
    ),
    _result(
        "SK2.2",
        "Sumbangan terbesar berasal dari pengujian sebanyak {SK2.2.realisasi.pengujian} sampel dan "
        "kalibrasi sebanyak {SK2.2.realisasi.kalibrasi} alat.",
    ),
    _obstacle(
        "SK2.2",
        "Laboratorium swasta menawarkan waktu layanan yang lebih singkat, dan permintaan bimbingan teknis "
        "menurun karena pelanggan instansi ikut berhemat.",
    ),
    _step(
        "SK2.2",
        "Mengubah sebagian bimbingan teknis menjadi kelas daring dan memperluas ruang lingkup kalibrasi yang "
        "banyak diminta.",
        _LAYANAN,
    ),
    _result("SK2.3", "Rasio masih memakai nilai aset yang belum diaudit.", 1),
    _result(
        "SK2.3", "Rasio memakai nilai aset yang telah diaudit, yang sedikit lebih rendah daripada nilai sebelumnya.", 2
    ),
    _obstacle(
        "SK2.3",
        "Nilai aset didominasi oleh tanah dan bangunan yang tidak seluruhnya dipakai untuk layanan, sehingga "
        "rasio ini bergerak lambat walaupun pendapatan naik.",
    ),
    _step(
        "SK2.3",
        "Menginventarisasi aset yang menganggur dan menyiapkan usulan pemanfaatannya melalui sewa atau kerja sama.",
        f"{_TU} dan {_KEUANGAN}",
    ),
    _result("SK2.4", "Belanja barang layanan mengikuti penerimaan; belanja yang dapat ditunda belum dilaksanakan.", 1),
    _result("SK2.4", "Pendapatan layanan menopang belanja yang semula dibiayai rupiah murni.", 2),
    _obstacle(
        "SK2.4",
        "Belanja yang dahulu dibiayai rupiah murni sebagian beralih menjadi beban pendapatan BLU, sedangkan "
        "penerimaan layanan cenderung terkumpul pada paruh kedua tahun.",
    ),
    _step(
        "SK2.4",
        "Menyusun proyeksi arus kas bulanan dan menunda belanja yang tidak berpengaruh langsung pada layanan.",
        f"{_TU} dan {_KEUANGAN}",
    ),
    _result(
        "SK3.1",
        "Unit memetakan kebutuhan pelatihan dan memeriksa kelengkapan riwayat kompetensi pegawai.",
        1,
    ),
    _result(
        "SK3.1",
        "Pengukuran oleh biro yang berwenang belum dijadwalkan. Unit melanjutkan pelatihan internal dan "
        "pencatatan riwayat kompetensi pegawai.",
        2,
    ),
    _obstacle("SK3.1", "Anggaran pelatihan terbatas, sehingga kesempatan belum merata bagi seluruh pegawai."),
    _step(
        "SK3.1",
        "Memanfaatkan pelatihan daring tanpa biaya dan memastikan sertifikatnya tercatat dalam sistem kepegawaian.",
        _PEGAWAI,
    ),
    _result(
        "SK4.1",
        "Jenis layanan yang datanya siap diintegrasikan baru dipetakan; daftar dan struktur datanya disusun "
        "bersama tim data.",
        1,
    ),
    _result(
        "SK4.1",
        "Daftar jenis layanan dan struktur datanya telah disampaikan sebagai bahan integrasi; persentasenya "
        "belum dihitung oleh Sekretariat BSKJI.",
        2,
    ),
    _obstacle("SK4.1", "Pedoman teknis pertukaran data antaraplikasi belum ditetapkan."),
    _step("SK4.1", "Menyelaraskan kode layanan dan kode pelanggan dengan rancangan sistem informasi BSKJI.", _DATA),
    _result(
        "SK4.2",
        "Kertas kerja penerapan SPBE dibagi kepada penanggung jawab setiap aspek; pengisiannya baru dimulai.",
        1,
    ),
    _result(
        "SK4.2",
        "Kertas kerja penerapan SPBE sedang dilengkapi dengan bukti dukung.",
        2,
    ),
    _result("SK4.2", "Tabel: SPBE | Kegiatan penerapan SPBE", 2),
    _obstacle("SK4.2", "Sebagian kegiatan teknologi informasi tertunda karena anggarannya masih diblokir."),
    _step("SK4.2", "Melengkapi bukti dukung yang tidak memerlukan anggaran dan mengusulkan pembukaan blokir.", _DATA),
    _result(
        "SK4.3",
        "Standar pelayanan dan maklumat ditinjau kembali sebelum dipublikasikan; penilaian Indeks Pelayanan "
        "Publik dijadwalkan pada paruh kedua tahun.",
        1,
    ),
    _result(
        "SK4.3",
        "Standar pelayanan, maklumat, dan kanal pengaduan telah dipublikasikan.",
        2,
    ),
    _obstacle("SK4.3", "Bukti dukung sarana bagi pengguna layanan berkebutuhan khusus belum lengkap."),
    _step("SK4.3", "Melengkapi bukti dukung dan melakukan penilaian mandiri sebelum penilaian resmi.", _LAYANAN),
    _result(
        "SK5.1",
        "Rekomendasi hasil pengawasan yang masih terbuka diinventarisasi dan dibagi kepada penanggung "
        "jawabnya; persentasenya belum ditetapkan.",
        1,
    ),
    _result(
        "SK5.1",
        "Pemutakhiran tindak lanjut hasil pengawasan masih berlangsung; persentasenya belum ditetapkan oleh "
        "Inspektorat Jenderal.",
        2,
    ),
    _obstacle("SK5.1", "Belum ada kendala yang memengaruhi penyelesaian rekomendasi."),
    _step("SK5.1", "Mencocokkan daftar rekomendasi dengan auditor dan mengunggah bukti penyelesaiannya.", _TU),
    _result(
        "SK5.2",
        "Arsip aktif mulai didaftar menurut klasifikasinya; jadwal pengawasan kearsipan internal belum diterima.",
        1,
    ),
    _result(
        "SK5.2",
        "Penataan arsip aktif dan penyusunan daftar arsip berjalan sesuai jadwal; pengawasan kearsipan belum "
        "dilaksanakan.",
        2,
    ),
    _obstacle("SK5.2", "Ruang simpan arsip inaktif hampir penuh."),
    _step("SK5.2", "Menyiapkan usulan pemusnahan arsip yang telah habis masa simpannya.", _UMUM),
    _result("SK6.1", "Evaluasi akuntabilitas kinerja belum dilaksanakan; dokumen pendukungnya telah dihimpun.", 1),
    _result(
        "SK6.1",
        "Evaluator memberi catatan pada keterkaitan kinerja individu dengan kinerja unit; sebagian besar "
        "komponen lain telah terpenuhi.",
        2,
    ),
    _obstacle("SK6.1", "Keterkaitan antara kinerja individu dan kinerja unit belum seluruhnya terdokumentasi."),
    _step("SK6.1", "Melengkapi dokumen pendukung dan memperbarui pohon kinerja unit.", f"{_TU} dan {_PROGRAM}", 1),
    _step("SK6.1", "Menindaklanjuti catatan evaluator dan memperbarui pohon kinerja unit.", f"{_TU} dan {_PROGRAM}", 2),
    _result("SK6.2", "Nilai ini ditopang oleh ketepatan penyampaian dokumen.", 1),
    _result(
        "SK6.2", "Nilai ini ditopang oleh penyerapan menurut rencana dan masih dapat berubah sampai akhir tahun.", 2
    ),
    _obstacle("SK6.2", "Perubahan blokir menuntut pemutakhiran rencana penarikan dana yang berulang."),
    _step("SK6.2", "Memutakhirkan rencana penarikan dana segera setelah setiap revisi DIPA disahkan.", _KEUANGAN),
    _result("SK7.1", "Produk dalam negeri ditandai sejak rencana pengadaan disusun.", 1),
    _result("SK7.1", "Bahan kimia umum dan perlengkapan kerja telah beralih ke produk dalam negeri.", 2),
    _obstacle("SK7.1", "Bahan acuan dan suku cadang instrumen tertentu belum diproduksi di dalam negeri."),
    _step("SK7.1", "Mendahulukan produk dalam negeri untuk bahan kimia umum dan perlengkapan kerja.", _PPK),
    _result("BAD", "Layanan jasa teknis kepada industri dimulai sesuai standar pelayanan.", 1),
    _result("BAD", "Layanan jasa teknis kepada industri berjalan sesuai standar pelayanan.", 2),
    _obstacle("BAD", "Sebagian pagu bahan dan perjalanan layanan diblokir, dan beberapa instrumen menunggu perbaikan."),
    _step("BAD", "Menggeser belanja bahan ke layanan yang permintaannya paling tinggi.", _LAYANAN),
    _result(
        "CAH",
        "Pagu KRO ini diblokir sejak awal tahun, sehingga pengadaan belum dapat direncanakan waktunya.",
        1,
    ),
    _result("CAH", "Belum ada pengadaan yang dilaksanakan karena seluruh pagu KRO ini diblokir.", 2),
    _obstacle("CAH", "Peralatan yang direncanakan tidak dapat diadakan selama blokir belum dibuka."),
    _step("CAH", "Mengusulkan pembukaan blokir untuk peralatan yang paling menentukan kapasitas layanan.", _TU),
    _result("EBA", "Gaji, remunerasi, dan operasional kantor dibayarkan tepat waktu.", 1),
    _result("EBA", "Gaji dan operasional kantor tetap dibayarkan tepat waktu selama blokir berlaku.", 2),
    _result(
        "EBA",
        "Relaksasi blokir pada bulan Mei memungkinkan pemeliharaan gedung, pemeliharaan peralatan, dan "
        "langganan listrik kembali dibiayai dari rupiah murni.",
        2,
    ),
    _obstacle("EBA", "Belanja pemeliharaan dari rupiah murni masih sebagian besar diblokir."),
    _step("EBA", "Menyusun urutan prioritas pemeliharaan dan menghemat pemakaian daya.", _UMUM),
    _result("EBB", "Pengadaan komputer layanan dan penyejuk udara laboratorium dari pendapatan BLU telah dibayar.", 1),
    _result(
        "EBB",
        "Pengadaan inventaris berikutnya menunggu penerimaan layanan.",
        2,
    ),
    _obstacle("EBB", "Bagian pagu dari rupiah murni diblokir seluruhnya."),
    _step("EBB", "Melanjutkan pengadaan inventaris secara bertahap mengikuti penerimaan BLU.", _UMUM),
    _result("EBC", "Pelatihan teknis dimulai menurut pagu yang tidak diblokir.", 1),
    _result("EBC", "Jumlah pelatihan mengikuti pagu yang tidak diblokir.", 2),
    _obstacle("EBC", "Pelatihan di luar kota dibatasi, sehingga jumlah peserta di bawah rencana semula."),
    _step("EBC", "Menyusun urutan kebutuhan pelatihan berdasarkan ruang lingkup layanan.", _PEGAWAI),
    _result(
        "anggaran",
        "Instruksi Presiden tentang Efisiensi Belanja mengurangi belanja yang dapat dilaksanakan. "
        "Dengan revisi DIPA bulan Februari pagu yang dihemat diblokir, sehingga sebagian besar belanja modal dan "
        "sebagian belanja barang tidak dapat dilaksanakan.",
        1,
    ),
    _result(
        "anggaran",
        "Pagu diblokir sejak revisi DIPA bulan Februari menurut Instruksi Presiden tentang Efisiensi "
        "Belanja; blokir yang masih berlaku berjumlah Rp{anggaran.blokir}.",
        2,
    ),
    _result(
        "anggaran",
        "Pada bulan Mei sebagian blokir rupiah murni direlaksasi dan dipakai untuk pemeliharaan gedung, pemeliharaan "
        "peralatan, dan langganan listrik.",
        2,
    ),
    _result("B01", "Februari: efisiensi belanja menurut Instruksi Presiden; rupiah murni dan BLU diblokir.", 1),
    _result("B02", "Februari: pergeseran antaritem.", 1),
    _result("B03", "Maret: pergeseran antaritem.", 1),
    _result("B04", "April: pergeseran antaritem.", 2),
    _result("B05", "Mei: relaksasi sebagian blokir rupiah murni.", 2),
    _result("B06", "Juni: pergeseran antaritem.", 2),
    _result(
        "umum",
        "Layanan jasa industri berjalan sejak awal tahun; pagu yang diblokir baru memengaruhi kegiatan rupiah murni.",
        1,
    ),
    _result("umum", "Layanan jasa industri tetap berjalan meskipun sebagian pagu diblokir.", 2),
    _result("umum", "Pendapatan layanan menutup {SK2.4.realisasi} persen dari biaya operasional."),
    _obstacle(
        "umum",
        "Kebijakan efisiensi belanja memblokir pagu sebesar Rp{anggaran.blokir}; kegiatan yang semula "
        "dibiayai rupiah murni harus ditopang pendapatan BLU.",
    ),
    _obstacle("umum", "Kerusakan instrumen dan pengadaan suku cadang yang lama membatasi kapasitas laboratorium."),
    _obstacle(
        "umum", "Sebagian indikator dinilai oleh pihak lain dan hasilnya belum terbit pada saat laporan disusun."
    ),
    _step("umum", "Memantau pekerjaan layanan yang mendekati jatuh tempo dan melaporkannya setiap pekan.", _LAYANAN),
    _step("umum", "Mengusulkan pembukaan blokir berdasarkan dampaknya terhadap layanan.", _TU),
    _step("umum", "Meminta hasil penilaian kepada instansi penilai sebelum laporan berikutnya disusun.", _PROGRAM),
    _result(
        "SK1.1",
        f"Gambar: {PLAN} | Penataan ulang ruang penerimaan contoh uji | Denah: dari pintu masuk ke ruang tunggu dan "
        "loket pendaftaran, lalu kaji ulang permintaan, timbang dan pilah contoh, gudang contoh, dan laboratorium",
        2,
    ),
)


TABLES: dict[int, dict[str, tuple[tuple[str | int, ...], ...]]] = {
    2: {
        "SPBE": (
            ("Bulan", "Kegiatan", "Dokumen", "Keterangan"),
            ("April", "Pengajuan akun penyimpanan bukti dukung", 3, "Akun aktif"),
            ("Mei", "Konsultasi anggaran kegiatan SPBE", 12, "Permohonan disusun kembali"),
        ),
    },
}
"""Quarter to the sheets of its workbook whose tables a narrative shows, the head first."""


class Plan(NamedTuple):
    """The planned activities of an indicator, quarter by quarter, and the position that answers for them."""

    activities: tuple[str, str, str, str]
    owner: str


def _each_quarter(text: str) -> tuple[str, str, str, str]:
    return tuple(f"{text} pada Triwulan {roman}" for roman in ("I", "II", "III", "IV"))  # type: ignore[return-value]


PLANS: dict[str, Plan] = {
    "TJ.1": Plan(_each_quarter("Menyebarkan kuesioner, mengolah jawaban, dan membahas hasil survei kepuasan"), _USAHA),
    "TJ.2": Plan(
        (
            "Memetakan pelanggan dan calon pelanggan setiap layanan",
            "Menawarkan layanan kepada asosiasi dan dinas perindustrian daerah",
            "Mengunjungi calon pelanggan utama dan mengevaluasi hasil penawaran",
            "Merekapitulasi pengguna layanan dan menyusun rencana tahun berikutnya",
        ),
        _USAHA,
    ),
    "SK1.1": Plan(_each_quarter("Memantau penyelesaian pekerjaan terhadap standar waktu layanan"), _LAYANAN),
    "SK1.2": Plan(_each_quarter("Menghitung NPS setiap layanan dan menghubungi pelanggan yang tidak puas"), _USAHA),
    "SK2.1": Plan(
        (
            "Menyusun proyeksi penerimaan setiap layanan",
            "Mengevaluasi penerimaan terhadap proyeksi dan meninjau tarif",
            "Mengembangkan layanan baru yang diminta pelanggan",
            "Menutup buku penerimaan dan menghitung peningkatannya",
        ),
        f"{_TU} dan {_LAYANAN}",
    ),
    "SK2.2": Plan(_each_quarter("Merekapitulasi hasil layanan dan menyesuaikan kapasitas"), _LAYANAN),
    "SK2.3": Plan(_each_quarter("Menghitung rasio pendapatan terhadap aset"), _KEUANGAN),
    "SK2.4": Plan(_each_quarter("Menghitung rasio pendapatan operasional terhadap biaya operasional"), _KEUANGAN),
    "SK3.1": Plan(
        (
            "Menyusun kebutuhan pengembangan kompetensi pegawai",
            "Melaksanakan pelatihan internal dan mencatat riwayatnya",
            "Mengikutsertakan pegawai dalam pelatihan teknis dan memantau disiplin",
            "Mengevaluasi hasil pengukuran indeks profesionalitas",
        ),
        _PEGAWAI,
    ),
    "SK4.1": Plan(
        (
            "Menginventarisasi jenis layanan dan data pendukungnya",
            "Menyelaraskan kode layanan dengan rancangan integrasi",
            "Menguji pertukaran data layanan",
            "Menyampaikan data layanan yang telah terintegrasi",
        ),
        _DATA,
    ),
    "SK4.2": Plan(_each_quarter("Melengkapi kertas kerja dan bukti dukung penerapan SPBE"), _DATA),
    "SK4.3": Plan(_each_quarter("Melengkapi bukti dukung aspek pelayanan publik"), _LAYANAN),
    "SK5.1": Plan(
        (
            "Menghimpun rekomendasi hasil pengawasan yang masih terbuka",
            "Menyusun rencana aksi tindak lanjut setiap rekomendasi",
            "Memantau penyelesaian tindak lanjut",
            "Melaporkan hasil tindak lanjut kepada pengawas",
        ),
        _TU,
    ),
    "SK5.2": Plan(_each_quarter("Menata arsip dan memperbarui daftar arsip"), _UMUM),
    "SK6.1": Plan(
        (
            "Menyelesaikan laporan kinerja dan perjanjian kinerja",
            "Menyiapkan bukti dukung evaluasi akuntabilitas kinerja",
            "Menindaklanjuti catatan hasil evaluasi",
            "Menyusun rencana kinerja tahun berikutnya",
        ),
        _PROGRAM,
    ),
    "SK6.2": Plan(_each_quarter("Memutakhirkan rencana penarikan dana dan mempercepat tagihan"), _KEUANGAN),
    "SK7.1": Plan(_each_quarter("Mengutamakan produk dalam negeri dalam pengadaan"), _PPK),
}
