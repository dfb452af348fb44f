-- What is worked out of the figures of all units: middle values, outliers, ranks and sums, each with the figures behind
-- it. Reads angka and indikator (warehouse.py), satker, rumus_tetap, peringkat_boleh and aturan (figures.py); leaves
-- angka_gabungan, susunan, angka_satker, kelompok_satker and urutan_jumlah. Values are exact: a half is a product with
-- 0.5, a share is divided as a whole number. DuckDB and Spark read it the same way; what they write differently comes
-- from dbt_project/macros/dialect.sql.

-- What an indicator of a unit measures. A formula of the house says it; of one that a unit declares, or that somebody
-- outside fills, only the name does.
CREATE TABLE diukur AS
SELECT
    i.kode_satker,
    i.urutan,
    i.kode,
    i.rumus,
    i.nama,
    i.satuan,
    i.kebijakan,
    CASE WHEN t.rumus IS NULL THEN lower(trim(BOTH ' ' FROM i.nama)) ELSE '' END AS pokok
FROM indikator AS i
LEFT JOIN rumus_tetap AS t ON t.rumus = i.rumus;

-- Indicators that are the same: code, formula, unit of measure and, where it counts, name.
CREATE TABLE kelompok AS
SELECT
    kode,
    rumus,
    satuan,
    pokok,
    kode || '.' || rumus || CASE
        WHEN count(*) OVER (PARTITION BY kode, rumus) > 1
            THEN '.' || CAST(row_number() OVER (PARTITION BY kode, rumus ORDER BY satker DESC, satuan, pokok) AS STRING)
        ELSE ''
    END AS kelompok,
    urutan,
    nama,
    satker,
    kebijakan
FROM (
    SELECT
        kode,
        rumus,
        satuan,
        pokok,
        min(urutan) AS urutan,
        min_by(nama, kode_satker) AS nama,
        count(*) AS satker,
        count(DISTINCT kebijakan) AS kebijakan
    FROM diukur
    GROUP BY kode, rumus, satuan, pokok
);

CREATE TABLE dibandingkan AS
SELECT
    k.kelompok,
    k.satker,
    u.ukuran,
    d.kode_satker,
    a.figure_id,
    a.nilai,
    CAST(a.decimals AS INTEGER) AS decimals,
    a.unit,
    a.label
FROM diukur AS d
JOIN kelompok AS k ON k.kode = d.kode AND k.rumus = d.rumus AND k.satuan = d.satuan AND k.pokok = d.pokok
CROSS JOIN (VALUES ('target'), ('realisasi'), ('capaian')) AS u (ukuran)
JOIN angka AS a ON a.kode_satker = d.kode_satker AND a.figure_id = d.kode || '.' || u.ukuran;

CREATE TABLE berurut AS
SELECT
    *,
    row_number() OVER (PARTITION BY kelompok, ukuran ORDER BY nilai, kode_satker) AS tempat,
    count(*) OVER (PARTITION BY kelompok, ukuran) AS banyak,
    max(decimals) OVER (PARTITION BY kelompok, ukuran) AS angka_desimal
FROM dibandingkan
WHERE nilai IS NOT NULL AND satker > 1 AND ukuran <> 'target';

-- Where the middle of all lies, and of the lower and of the upper half; of an odd number the middle one belongs to
-- neither half. Fewer than four values have no quartiles.
CREATE TABLE letak AS
SELECT kelompok, ukuran, 'median' AS sisi, 0 AS geser, CAST(banyak AS DECIMAL(38, 0)) AS banyak
FROM berurut
WHERE tempat = 1
UNION ALL
SELECT kelompok, ukuran, 'kuartil_bawah', 0, {{ whole_quotient('banyak', '2') }}
FROM berurut
WHERE tempat = 1 AND banyak >= 4
UNION ALL
SELECT kelompok, ukuran, 'kuartil_atas', banyak - {{ whole_quotient('banyak', '2') }}, {{ whole_quotient('banyak', '2') }}
FROM berurut
WHERE tempat = 1 AND banyak >= 4;

-- The value in the middle, or half of the two around it.
CREATE TABLE nilai_tengah AS
SELECT
    l.kelompok,
    l.ukuran,
    l.sisi,
    (min(b.nilai) + max(b.nilai)) * CAST(0.5 AS DECIMAL(2, 1)) AS nilai,
    max(b.angka_desimal) AS decimals,
    min_by(b.unit, b.tempat) AS unit
FROM letak AS l
JOIN berurut AS b ON b.kelompok = l.kelompok AND b.ukuran = l.ukuran
WHERE abs(2 * (b.tempat - l.geser) - (l.banyak + 1)) <= 1
GROUP BY l.kelompok, l.ukuran, l.sisi;

-- Attainments far outside of the quartiles.
CREATE TABLE pencilan AS
SELECT b.kelompok, b.kode_satker, b.figure_id
FROM berurut AS b
JOIN nilai_tengah AS q1 ON q1.kelompok = b.kelompok AND q1.ukuran = b.ukuran AND q1.sisi = 'kuartil_bawah'
JOIN nilai_tengah AS q3 ON q3.kelompok = b.kelompok AND q3.ukuran = b.ukuran AND q3.sisi = 'kuartil_atas'
CROSS JOIN aturan AS r
WHERE
    b.ukuran = 'capaian' AND b.banyak >= r.paling_sedikit
    AND (
        b.nilai < q1.nilai - r.kelipatan * (q3.nilai - q1.nilai)
        OR b.nilai > q3.nilai + r.kelipatan * (q3.nilai - q1.nilai)
    );

-- Money and volumes that add up: of the same thing in the same unit of measure, once a unit.
CREATE TABLE bagian AS
SELECT
    'jumlah.' || figure_id AS id,
    kode_satker,
    figure_id,
    nilai,
    unit,
    CAST(decimals AS INTEGER) AS decimals,
    label,
    '' AS layanan,
    sumber_dana
FROM angka
WHERE
    figure_id IN ('anggaran.pagu', 'anggaran.blokir', 'anggaran.efektif', 'anggaran.realisasi')
    OR (
        sumber_dana <> '' AND jenis_belanja = ''
        AND figure_id IN (
            'anggaran.pagu.' || sumber_dana,
            'anggaran.blokir.' || sumber_dana,
            'anggaran.efektif.' || sumber_dana,
            'anggaran.realisasi.' || sumber_dana
        )
    )
UNION ALL
SELECT 'jumlah.pnbp', kode_satker, figure_id, nilai, unit, CAST(decimals AS INTEGER), label, '', ''
FROM (
    SELECT a.*, row_number() OVER (PARTITION BY a.kode_satker ORDER BY i.urutan) AS ke
    FROM indikator AS i
    JOIN angka AS a ON a.kode_satker = i.kode_satker AND a.figure_id = i.kode || '.pnbp'
    WHERE i.rumus IN ('pertumbuhan_pnbp', 'indeks_pnbp')
)
WHERE ke = 1
UNION ALL
SELECT
    'jumlah.volume.' || layanan || '.' || {{ replaced_throughout('lower(unit)', '[^a-z0-9]+', '_') }},
    kode_satker,
    figure_id,
    nilai,
    unit,
    CAST(decimals AS INTEGER),
    label,
    layanan,
    ''
FROM (
    SELECT a.*, row_number() OVER (PARTITION BY a.kode_satker, a.layanan, a.unit ORDER BY i.urutan) AS ke
    FROM indikator AS i
    JOIN angka AS a
        ON a.kode_satker = i.kode_satker AND a.layanan <> '' AND a.figure_id = i.kode || '.realisasi.' || a.layanan
    WHERE i.rumus = 'volume'
)
WHERE ke = 1;

CREATE TABLE jumlah AS
SELECT
    id,
    min_by(label, kode_satker) AS label,
    unit,
    max(decimals) AS decimals,
    min(layanan) AS layanan,
    min(sumber_dana) AS sumber_dana,
    sum(nilai) AS nilai,
    count(nilai) AS satker
FROM bagian
GROUP BY id, unit;

-- Shares of sums, where both are of the same units: 100 n / d, rounded half up to twelve decimals.
CREATE TABLE persen AS
SELECT
    'jumlah.anggaran.' || p.nama AS id,
    n.id AS pembilang,
    d.id AS penyebut,
    {{ whole_quotient(
        'CAST(200000000000000 AS DECIMAL(38, 0)) * CAST(n.nilai AS DECIMAL(38, 0)) + CAST(d.nilai AS DECIMAL(38, 0))',
        'CAST(2 AS DECIMAL(38, 0)) * CAST(d.nilai AS DECIMAL(38, 0))'
    ) }} * CAST(0.000000000001 AS DECIMAL(13, 12)) AS nilai
FROM (VALUES ('persen_pagu', 'jumlah.anggaran.pagu'), ('persen_efektif', 'jumlah.anggaran.efektif')) AS p (nama, dari)
JOIN jumlah AS n ON n.id = 'jumlah.anggaran.realisasi'
JOIN jumlah AS d ON d.id = p.dari
JOIN (
    SELECT spent.id AS pembilang, of_all.id AS penyebut, count(*) AS satker
    FROM bagian AS spent
    JOIN bagian AS of_all ON of_all.kode_satker = spent.kode_satker
    WHERE spent.nilai IS NOT NULL AND of_all.nilai IS NOT NULL
    GROUP BY spent.id, of_all.id
) AS bersama
    ON
        bersama.pembilang = n.id AND bersama.penyebut = d.id
        AND bersama.satker = n.satker AND bersama.satker = d.satker
WHERE d.nilai > 0;

-- Everything that was worked out. `jenis` is how, `induk` the group or sum that it belongs to. Each part is cast: a union
-- of decimals of different scales narrows them without a word.
CREATE TABLE hasil AS
SELECT
    'indikator.' || kelompok || '.' || ukuran || '.' || sisi AS figure_id,
    sisi AS jenis,
    kelompok AS induk,
    ukuran,
    unit,
    decimals,
    CAST(nilai AS DECIMAL(38, 13)) AS nilai,
    '' AS label,
    '' AS layanan,
    '' AS sumber_dana
FROM nilai_tengah
UNION ALL
SELECT DISTINCT
    'indikator.' || kelompok || '.' || ukuran || '.satker', 'banyak', kelompok, ukuran, 'Satker', 0, CAST(banyak AS DECIMAL(38, 13)), '', '', ''
FROM berurut
UNION ALL
SELECT
    'peringkat.' || b.kelompok || '.' || b.kode_satker,
    'peringkat',
    b.kelompok,
    b.kode_satker,
    'Peringkat',
    0,
    CAST(rank() OVER (PARTITION BY b.kelompok ORDER BY b.nilai DESC) AS DECIMAL(38, 13)),
    '',
    '',
    ''
FROM berurut AS b
JOIN kelompok AS k ON k.kelompok = b.kelompok
JOIN peringkat_boleh AS p ON p.kode = k.kode AND p.rumus = k.rumus
WHERE b.ukuran = 'capaian'
UNION ALL
SELECT id, 'jumlah', id, '', unit, decimals, CAST(nilai AS DECIMAL(38, 13)), label, layanan, sumber_dana
FROM jumlah
WHERE satker > 0
UNION ALL
SELECT
    id || '.satker', 'banyak', id, '', 'Satker', 0, CAST(satker AS DECIMAL(38, 13)), label, layanan, sumber_dana
FROM jumlah
UNION ALL
SELECT id, 'persen', id, '', 'Persen', 2, CAST(nilai AS DECIMAL(38, 13)), '', '', '' FROM persen
UNION ALL
SELECT 'satker.' || keadaan, 'keadaan', 'satker', keadaan, 'Satker', 0, CAST(count(kode_satker) AS DECIMAL(38, 13)), '', '', ''
FROM satker
GROUP BY keadaan;

-- What each is made of: a figure of a unit, or without `kode_satker` one that was worked out.
CREATE TABLE susunan AS
SELECT
    'indikator.' || kelompok || '.' || ukuran || '.' || sisi AS figure_id, kode_satker, b.figure_id AS bagian, 'part' AS peran
FROM berurut AS b
JOIN (SELECT DISTINCT kelompok, ukuran, sisi FROM nilai_tengah) AS n USING (kelompok, ukuran)
UNION ALL
SELECT 'peringkat.' || b.kelompok || '.' || b.kode_satker, b.kode_satker, b.figure_id, 'base'
FROM berurut AS b
JOIN hasil AS h ON h.figure_id = 'peringkat.' || b.kelompok || '.' || b.kode_satker
WHERE b.ukuran = 'capaian'
UNION ALL
SELECT id, kode_satker, figure_id, 'addend' FROM bagian WHERE nilai IS NOT NULL
UNION ALL
SELECT id, '', pembilang, 'numerator' FROM persen
UNION ALL
SELECT id, '', penyebut, 'denominator' FROM persen;

-- What was worked out as it is printed: rounded once, half up.
CREATE VIEW angka_gabungan AS
SELECT
    h.*,
    coalesce(k.kode, '') AS kode,
    coalesce(k.nama, '') AS nama,
    CASE h.decimals
        WHEN 0 THEN CAST(round(h.nilai, 0) AS DECIMAL(38, 12))
        WHEN 1 THEN CAST(round(h.nilai, 1) AS DECIMAL(38, 12))
        WHEN 2 THEN CAST(round(h.nilai, 2) AS DECIMAL(38, 12))
        WHEN 3 THEN CAST(round(h.nilai, 3) AS DECIMAL(38, 12))
        WHEN 4 THEN CAST(round(h.nilai, 4) AS DECIMAL(38, 12))
        WHEN 5 THEN CAST(round(h.nilai, 5) AS DECIMAL(38, 12))
        WHEN 6 THEN CAST(round(h.nilai, 6) AS DECIMAL(38, 12))
    END AS dibulatkan
FROM hasil AS h
LEFT JOIN kelompok AS k ON k.kelompok = h.induk;

-- The units' figures that the report shows or that something is made of.
CREATE VIEW angka_satker AS
SELECT a.*
FROM angka AS a
JOIN (
    SELECT kode_satker, bagian AS figure_id FROM susunan WHERE kode_satker <> ''
    UNION
    SELECT kode_satker, figure_id FROM dibandingkan
    UNION
    SELECT kode_satker, figure_id FROM bagian
    UNION
    SELECT kode_satker, figure_id FROM angka WHERE figure_id IN ('anggaran.persen_pagu', 'anggaran.persen_efektif')
) AS t ON t.kode_satker = a.kode_satker AND t.figure_id = a.figure_id;

CREATE VIEW kelompok_satker AS
SELECT k.*, d.satker_satker, p.satker_pencilan, b.kode IS NOT NULL AS peringkat
FROM kelompok AS k
JOIN (
    SELECT kode, rumus, satuan, pokok, {{ texts_listed('kode_satker') }} AS satker_satker
    FROM diukur
    GROUP BY kode, rumus, satuan, pokok
) AS d ON d.kode = k.kode AND d.rumus = k.rumus AND d.satuan = k.satuan AND d.pokok = k.pokok
LEFT JOIN (
    SELECT kelompok, {{ texts_listed('kode_satker') }} AS satker_pencilan FROM pencilan GROUP BY kelompok
) AS p ON p.kelompok = k.kelompok
LEFT JOIN peringkat_boleh AS b ON b.kode = k.kode AND b.rumus = k.rumus;

-- The sums in the order of the report.
CREATE VIEW urutan_jumlah AS
SELECT
    figure_id,
    sumber_dana,
    CASE WHEN induk LIKE 'jumlah.anggaran.%' THEN 1 WHEN induk = 'jumlah.pnbp' THEN 2 ELSE 3 END AS urutan,
    CASE split_part(induk, '.', 3)
        WHEN 'pagu' THEN 1
        WHEN 'blokir' THEN 2
        WHEN 'efektif' THEN 3
        WHEN 'realisasi' THEN 4
        WHEN 'persen_pagu' THEN 5
        WHEN 'persen_efektif' THEN 6
        ELSE 0
    END AS ke
FROM hasil
WHERE jenis IN ('jumlah', 'persen')
