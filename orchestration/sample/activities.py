"""What was done in each quarter of the sample, beside what the Perjanjian Kinerja planned for it.

Written for the sample; nothing is quoted from a real report. Belongs here: the activities of indicators and outputs.
Not here: the plans and the narrative (narratives.py).
"""

from __future__ import annotations

ACTIVITIES_DONE: dict[str, tuple[str, str]] = {
    "TJ.1": (
        "1. Menyusun kuesioner menurut sembilan unsur pelayanan. 2. Mengirimkan kuesioner kepada pelanggan. "
        "3. Mengolah jawaban dan membahas hasilnya dengan ketua tim.",
        "1. Mengirimkan kuesioner bersama sertifikat dan laporan. 2. Mengingatkan pelanggan yang belum menjawab. "
        "3. Mengolah jawaban dan membahas unsur dengan nilai terendah.",
    ),
    "TJ.2": (
        "1. Memetakan pelanggan dan calon pelanggan setiap layanan. 2. Menyusun daftar kunjungan promosi.",
        "1. Menawarkan layanan kepada asosiasi dan dinas perindustrian. 2. Menyiarkan layanan melalui media sosial. "
        "3. Menerima kunjungan calon pelanggan.",
    ),
    "SK1.1": (
        "Memantau penyelesaian pekerjaan setiap pekan dan melaporkannya kepada ketua tim.",
        "Memantau penyelesaian pekerjaan setiap pekan dan mengatur ulang beban laboratorium.",
    ),
    "SK1.2": (
        "Menghitung NPS setiap layanan dan menghubungi pelanggan yang tidak puas.",
        "1. Menghitung NPS setiap layanan. 2. Menghubungi pelanggan yang tidak puas. 3. Membahas penyebabnya.",
    ),
    "SK2.1": (
        "Menyusun proyeksi penerimaan setiap layanan.",
        "Mengevaluasi penerimaan terhadap proyeksi; peninjauan tarif masih berlangsung.",
    ),
    "SK2.2": (
        "Merekapitulasi hasil layanan setiap bulan.",
        "Merekapitulasi hasil layanan setiap bulan dan memindahkan petugas ke layanan yang permintaannya naik.",
    ),
    "SK2.3": ("Menghitung rasio pendapatan terhadap aset.", "Menghitung rasio dengan nilai aset yang telah diaudit."),
    "SK2.4": (
        "Menghitung rasio dan membahasnya dalam rapat keuangan.",
        "Menghitung rasio dan menyusun proyeksi arus kas bulanan.",
    ),
    "SK3.1": (
        "Menyusun kebutuhan pengembangan kompetensi pegawai.",
        "Melaksanakan pelatihan internal dan mencatat riwayatnya dalam sistem kepegawaian.",
    ),
    "SK4.1": (
        "Menginventarisasi jenis layanan dan data pendukungnya.",
        "Menyelaraskan kode layanan dan menyampaikan struktur datanya.",
    ),
    "SK4.2": (
        "Membagi kertas kerja penerapan SPBE kepada penanggung jawabnya.",
        "Mengisi kertas kerja dan mengumpulkan bukti dukung penerapan SPBE.",
    ),
    "SK4.3": (
        "Meninjau kembali standar pelayanan dan maklumat.",
        "Memublikasikan standar pelayanan, maklumat, dan kanal pengaduan.",
    ),
    "SK5.1": (
        "Menghimpun rekomendasi hasil pengawasan yang masih terbuka.",
        "Menyusun rencana aksi tindak lanjut dan membaginya kepada penanggung jawab.",
    ),
    "SK5.2": ("Mendaftar arsip aktif menurut klasifikasinya.", "Menata arsip aktif dan memperbarui daftar arsip."),
    "SK6.1": (
        "Menyelesaikan laporan kinerja dan perjanjian kinerja.",
        "Menyiapkan bukti dukung dan mengikuti evaluasi akuntabilitas kinerja.",
    ),
    "SK6.2": (
        "Memutakhirkan rencana penarikan dana setelah blokir ditetapkan.",
        "Memutakhirkan rencana penarikan dana setelah relaksasi blokir dan mempercepat tagihan.",
    ),
    "SK7.1": (
        "Menandai produk dalam negeri dalam rencana pengadaan.",
        "Mengutamakan produk dalam negeri dalam pengadaan bahan dan perlengkapan kerja.",
    ),
    "BAD": (
        "Melaksanakan layanan jasa teknis menurut standar pelayanan.",
        "Melaksanakan layanan jasa teknis dan menggeser bahan ke layanan yang permintaannya tinggi.",
    ),
    "CAH": (
        "Belum ada kegiatan karena pagu diblokir.",
        "Menyusun usulan pembukaan blokir untuk peralatan yang paling menentukan kapasitas layanan.",
    ),
    "EBA": (
        "Membayarkan gaji dan operasional kantor serta merawat gedung secara terbatas.",
        "Membayarkan gaji dan operasional kantor serta melanjutkan pemeliharaan setelah relaksasi blokir.",
    ),
    "EBB": (
        "Mengadakan komputer layanan dan penyejuk udara laboratorium.",
        "Menyiapkan pengadaan inventaris berikutnya menurut penerimaan BLU.",
    ),
    "EBC": (
        "Menyusun urutan kebutuhan pelatihan menurut ruang lingkup layanan.",
        "Mengikutsertakan pegawai dalam pelatihan teknis yang menunjang akreditasi.",
    ),
}
"""Indicator or KRO to what was done in the first and in the second quarter."""
