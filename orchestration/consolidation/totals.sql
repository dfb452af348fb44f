-- What is worked out of the figures of all units: middle values, outliers, ranks and sums, each with the figures behind
-- it. Reads angka and indikator (warehouse.py), satker, rumus_tetap, peringkat_boleh and aturan (figures.py); leaves
-- angka_gabungan, susunan, angka_satker, kelompok_satker and urutan_jumlah. Values are exact: a half is a product with
-- 0.5, a share is divided as a whole number. DuckDB and Spark read it the same way; what they write differently comes
-- from dbt_project/macros/dialect.sql.

-- What an indicator of a unit measures. A formula of the house says it; of one that a unit declares, or that somebody
-- outside fills, only the name does.
create table diukur as
select
    i.kode_satker,
    i.urutan,
    i.kode,
    i.rumus,
    i.nama,
    i.satuan,
    i.kebijakan,
    case when t.rumus is null then lower(trim(both ' ' from i.nama)) else '' end as pokok
from indikator as i
left join rumus_tetap as t on i.rumus = t.rumus;

-- Indicators that are the same: code, formula, unit of measure and, where it counts, name.
create table kelompok as
select
    kode,
    rumus,
    satuan,
    pokok,
    kode || '.' || rumus || case
        when count(*) over (partition by kode, rumus) > 1
            then '.'
                || cast(
                    row_number() over (partition by kode, rumus order by satker desc, satuan asc, pokok asc) as string
                )
        else ''
    end as kelompok,
    urutan,
    nama,
    satker,
    kebijakan
from (
    select
        kode,
        rumus,
        satuan,
        pokok,
        min(urutan) as urutan,
        min_by(nama, kode_satker) as nama,
        count(*) as satker,
        count(distinct kebijakan) as kebijakan
    from diukur
    group by kode, rumus, satuan, pokok
) as sama;

create table dibandingkan as
select
    k.kelompok,
    k.satker,
    u.ukuran,
    d.kode_satker,
    a.figure_id,
    a.nilai,
    cast(a.decimals as integer) as decimals,
    a.unit,
    a.label
from diukur as d
inner join kelompok as k on d.kode = k.kode and d.rumus = k.rumus and d.satuan = k.satuan and d.pokok = k.pokok
cross join (values ('target'), ('realisasi'), ('capaian')) as u (ukuran)
inner join angka as a on d.kode_satker = a.kode_satker and a.figure_id = d.kode || '.' || u.ukuran;

create table berurut as
select
    kelompok,
    ukuran,
    kode_satker,
    figure_id,
    nilai,
    unit,
    row_number() over (partition by kelompok, ukuran order by nilai, kode_satker) as tempat,
    count(*) over (partition by kelompok, ukuran) as banyak,
    max(decimals) over (partition by kelompok, ukuran) as angka_desimal
from dibandingkan
where nilai is not null and satker > 1 and ukuran <> 'target';

-- Where the middle of all lies, and of the lower and of the upper half; of an odd number the middle one belongs to
-- neither half. Fewer than four values have no quartiles.
create table letak as
select
    kelompok,
    ukuran,
    'median' as sisi,
    0 as geser,
    cast(banyak as decimal(38, 0)) as banyak
from berurut
where tempat = 1
union all
select
    kelompok,
    ukuran,
    'kuartil_bawah' as sisi,
    0 as geser,
    {{ whole_quotient('banyak', '2') }} as banyak
from berurut
where tempat = 1 and banyak >= 4
union all
select
    kelompok,
    ukuran,
    'kuartil_atas' as sisi,
    banyak - {{ whole_quotient('banyak', '2') }} as geser,
    {{ whole_quotient('banyak', '2') }} as banyak
from berurut
where tempat = 1 and banyak >= 4;

-- The value in the middle, or half of the two around it.
create table nilai_tengah as
select
    l.kelompok,
    l.ukuran,
    l.sisi,
    (min(b.nilai) + max(b.nilai)) * cast(0.5 as decimal(2, 1)) as nilai,
    max(b.angka_desimal) as decimals,
    min_by(b.unit, b.tempat) as unit
from letak as l
inner join berurut as b on l.kelompok = b.kelompok and l.ukuran = b.ukuran
where abs(2 * (b.tempat - l.geser) - (l.banyak + 1)) <= 1
group by l.kelompok, l.ukuran, l.sisi;

-- Attainments far outside of the quartiles.
create table pencilan as
select
    b.kelompok,
    b.kode_satker,
    b.figure_id
from berurut as b
inner join nilai_tengah as q1 on b.kelompok = q1.kelompok and b.ukuran = q1.ukuran and q1.sisi = 'kuartil_bawah'
inner join nilai_tengah as q3 on b.kelompok = q3.kelompok and b.ukuran = q3.ukuran and q3.sisi = 'kuartil_atas'
cross join aturan as r
where
    b.ukuran = 'capaian' and b.banyak >= r.paling_sedikit
    and (
        b.nilai < q1.nilai - r.kelipatan * (q3.nilai - q1.nilai)
        or b.nilai > q3.nilai + r.kelipatan * (q3.nilai - q1.nilai)
    );

-- Money and volumes that add up: of the same thing in the same unit of measure, once a unit.
create table bagian as
select
    'jumlah.' || figure_id as id,
    kode_satker,
    figure_id,
    nilai,
    unit,
    cast(decimals as integer) as decimals,
    label,
    '' as layanan,
    sumber_dana
from angka
where
    figure_id in ('anggaran.pagu', 'anggaran.blokir', 'anggaran.efektif', 'anggaran.realisasi')
    or (
        sumber_dana <> '' and jenis_belanja = ''
        and figure_id in (
            'anggaran.pagu.' || sumber_dana,
            'anggaran.blokir.' || sumber_dana,
            'anggaran.efektif.' || sumber_dana,
            'anggaran.realisasi.' || sumber_dana
        )
    )
union all
select
    'jumlah.pnbp' as id,
    kode_satker,
    figure_id,
    nilai,
    unit,
    cast(decimals as integer) as decimals,
    label,
    '' as layanan,
    '' as sumber_dana
from (
    select
        a.*,
        row_number() over (partition by a.kode_satker order by i.urutan) as ke
    from indikator as i
    inner join angka as a on i.kode_satker = a.kode_satker and a.figure_id = i.kode || '.pnbp'
    where i.rumus in ('pertumbuhan_pnbp', 'indeks_pnbp')
) as terurut
where ke = 1
union all
select
    'jumlah.volume.' || layanan || '.' || {{ replaced_throughout('lower(unit)', '[^a-z0-9]+', '_') }} as id,
    kode_satker,
    figure_id,
    nilai,
    unit,
    cast(decimals as integer) as decimals,
    label,
    layanan,
    '' as sumber_dana
from (
    select
        a.*,
        row_number() over (partition by a.kode_satker, a.layanan, a.unit order by i.urutan) as ke
    from indikator as i
    inner join angka as a
        on i.kode_satker = a.kode_satker and a.layanan <> '' and a.figure_id = i.kode || '.realisasi.' || a.layanan
    where i.rumus = 'volume'
) as terurut
where ke = 1;

create table jumlah as
select
    id,
    min_by(label, kode_satker) as label,
    unit,
    max(decimals) as decimals,
    min(layanan) as layanan,
    min(sumber_dana) as sumber_dana,
    sum(nilai) as nilai,
    count(nilai) as satker
from bagian
group by id, unit;

-- Shares of sums, where both are of the same units: 100 n / d, rounded half up to twelve decimals.
create table persen as
select
    'jumlah.anggaran.' || p.nama as id,
    n.id as pembilang,
    d.id as penyebut,
    {{ whole_quotient(
        'cast(200000000000000 as decimal(38, 0)) * cast(n.nilai as decimal(38, 0)) + cast(d.nilai as decimal(38, 0))',
        'cast(2 as decimal(38, 0)) * cast(d.nilai as decimal(38, 0))'
    ) }} * cast(0.000000000001 as decimal(13, 12)) as nilai
from (values ('persen_pagu', 'jumlah.anggaran.pagu'), ('persen_efektif', 'jumlah.anggaran.efektif')) as p (nama, dari)
inner join jumlah as n on n.id = 'jumlah.anggaran.realisasi'
inner join jumlah as d on p.dari = d.id
inner join (
    select
        spent.id as pembilang,
        of_all.id as penyebut,
        count(*) as satker
    from bagian as spent
    inner join bagian as of_all on spent.kode_satker = of_all.kode_satker
    where spent.nilai is not null and of_all.nilai is not null
    group by spent.id, of_all.id
) as bersama
    on
        n.id = bersama.pembilang and d.id = bersama.penyebut
        and n.satker = bersama.satker and d.satker = bersama.satker
where d.nilai > 0;

-- Everything that was worked out. `jenis` is how, `induk` the group or sum that it belongs to. Each part is cast: a
-- union of decimals of different scales narrows them without a word.
create table hasil as
select
    'indikator.' || kelompok || '.' || ukuran || '.' || sisi as figure_id,
    sisi as jenis,
    kelompok as induk,
    ukuran,
    unit,
    decimals,
    cast(nilai as decimal(38, 13)) as nilai,
    '' as label,
    '' as layanan,
    '' as sumber_dana
from nilai_tengah
union all
select distinct
    'indikator.' || kelompok || '.' || ukuran || '.satker' as figure_id,
    'banyak' as jenis,
    kelompok as induk,
    ukuran,
    'Satker' as unit,
    0 as decimals,
    cast(banyak as decimal(38, 13)) as nilai,
    '' as label,
    '' as layanan,
    '' as sumber_dana
from berurut
union all
select
    'peringkat.' || b.kelompok || '.' || b.kode_satker as figure_id,
    'peringkat' as jenis,
    b.kelompok as induk,
    b.kode_satker as ukuran,
    'Peringkat' as unit,
    0 as decimals,
    cast(rank() over (partition by b.kelompok order by b.nilai desc) as decimal(38, 13)) as nilai,
    '' as label,
    '' as layanan,
    '' as sumber_dana
from berurut as b
inner join kelompok as k on b.kelompok = k.kelompok
inner join peringkat_boleh as p on k.kode = p.kode and k.rumus = p.rumus
where b.ukuran = 'capaian'
union all
select
    id as figure_id,
    'jumlah' as jenis,
    id as induk,
    '' as ukuran,
    unit,
    decimals,
    cast(nilai as decimal(38, 13)) as nilai,
    label,
    layanan,
    sumber_dana
from jumlah
where satker > 0
union all
select
    id || '.satker' as figure_id,
    'banyak' as jenis,
    id as induk,
    '' as ukuran,
    'Satker' as unit,
    0 as decimals,
    cast(satker as decimal(38, 13)) as nilai,
    label,
    layanan,
    sumber_dana
from jumlah
union all
select
    id as figure_id,
    'persen' as jenis,
    id as induk,
    '' as ukuran,
    'Persen' as unit,
    2 as decimals,
    cast(nilai as decimal(38, 13)) as nilai,
    '' as label,
    '' as layanan,
    '' as sumber_dana
from persen
union all
select
    'satker.' || keadaan as figure_id,
    'keadaan' as jenis,
    'satker' as induk,
    keadaan as ukuran,
    'Satker' as unit,
    0 as decimals,
    cast(count(kode_satker) as decimal(38, 13)) as nilai,
    '' as label,
    '' as layanan,
    '' as sumber_dana
from satker
group by keadaan;

-- What each is made of: a figure of a unit, or without `kode_satker` one that was worked out.
create table susunan as
select
    'indikator.' || b.kelompok || '.' || b.ukuran || '.' || n.sisi as figure_id,
    b.kode_satker,
    b.figure_id as bagian,
    'part' as peran
from berurut as b
inner join (
    select distinct
        kelompok,
        ukuran,
        sisi
    from nilai_tengah
) as n on b.kelompok = n.kelompok and b.ukuran = n.ukuran
union all
select
    'peringkat.' || b.kelompok || '.' || b.kode_satker as figure_id,
    b.kode_satker,
    b.figure_id as bagian,
    'base' as peran
from berurut as b
inner join hasil as h on h.figure_id = 'peringkat.' || b.kelompok || '.' || b.kode_satker
where b.ukuran = 'capaian'
union all
select
    id as figure_id,
    kode_satker,
    figure_id as bagian,
    'addend' as peran
from bagian
where nilai is not null
union all
select
    id as figure_id,
    '' as kode_satker,
    pembilang as bagian,
    'numerator' as peran
from persen
union all
select
    id as figure_id,
    '' as kode_satker,
    penyebut as bagian,
    'denominator' as peran
from persen;

-- What was worked out as it is printed: rounded once, half up.
create view angka_gabungan as
select
    h.figure_id,
    h.jenis,
    h.induk,
    h.ukuran,
    h.unit,
    h.decimals,
    h.nilai,
    h.label,
    h.layanan,
    h.sumber_dana,
    coalesce(k.kode, '') as kode,
    coalesce(k.nama, '') as nama,
    case h.decimals
        when 0 then cast(round(h.nilai, 0) as decimal(38, 12))
        when 1 then cast(round(h.nilai, 1) as decimal(38, 12))
        when 2 then cast(round(h.nilai, 2) as decimal(38, 12))
        when 3 then cast(round(h.nilai, 3) as decimal(38, 12))
        when 4 then cast(round(h.nilai, 4) as decimal(38, 12))
        when 5 then cast(round(h.nilai, 5) as decimal(38, 12))
        when 6 then cast(round(h.nilai, 6) as decimal(38, 12))
    end as dibulatkan
from hasil as h
left join kelompok as k on h.induk = k.kelompok;

-- The units' figures that the report shows or that something is made of.
create view angka_satker as
select a.*  -- noqa: AM04
from angka as a
inner join (
    select
        kode_satker,
        bagian as figure_id
    from susunan
    where kode_satker <> ''
    union
    select
        kode_satker,
        figure_id
    from dibandingkan
    union
    select
        kode_satker,
        figure_id
    from bagian
    union
    select
        kode_satker,
        figure_id
    from angka
    where figure_id in ('anggaran.persen_pagu', 'anggaran.persen_efektif')
) as t on a.kode_satker = t.kode_satker and a.figure_id = t.figure_id;

create view kelompok_satker as
select
    k.kelompok,
    k.kode,
    k.rumus,
    k.satuan,
    k.urutan,
    k.nama,
    k.satker,
    k.kebijakan,
    d.satker_satker,
    p.satker_pencilan,
    b.kode is not null as peringkat
from kelompok as k
inner join (
    select
        kode,
        rumus,
        satuan,
        pokok,
        {{ texts_listed('kode_satker') }} as satker_satker
    from diukur
    group by kode, rumus, satuan, pokok
) as d on k.kode = d.kode and k.rumus = d.rumus and k.satuan = d.satuan and k.pokok = d.pokok
left join (
    select
        kelompok,
        {{ texts_listed('kode_satker') }} as satker_pencilan
    from pencilan
    group by kelompok
) as p on k.kelompok = p.kelompok
left join peringkat_boleh as b on k.kode = b.kode and k.rumus = b.rumus;

-- The sums in the order of the report.
create view urutan_jumlah as
select
    figure_id,
    sumber_dana,
    case when induk like 'jumlah.anggaran.%' then 1 when induk = 'jumlah.pnbp' then 2 else 3 end as urutan,
    case split_part(induk, '.', 3)
        when 'pagu' then 1
        when 'blokir' then 2
        when 'efektif' then 3
        when 'realisasi' then 4
        when 'persen_pagu' then 5
        when 'persen_efektif' then 6
        else 0
    end as ke
from hasil
where jenis in ('jumlah', 'persen')
