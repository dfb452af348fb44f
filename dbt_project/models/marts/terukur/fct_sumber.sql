-- What a declared formula may count: rows of the unit's own registers, and rows of marts, with the columns that it may
-- name. `tanggal` is the day that says whether a row belongs to a period; of the budget there is none.
{%- set marts = [
    ('order', 'fct_order', 'tanggal_masuk', [
        'layanan', 'no_order', 'kode_pelanggan', 'status_order', 'satuan', 'jumlah_count', 'nilai_rp', 'tanggal_masuk',
        'tanggal_mulai', 'tanggal_jatuh_tempo', 'tanggal_selesai'
    ], 'true'),
    ('survei', 'fct_survei', 'tanggal', [
        'layanan', 'rekomendasi', 'u1', 'u2', 'u3', 'u4', 'u5', 'u6', 'u7', 'u8', 'u9', 'u10', 'u11', 'u12', 'u13',
        'u14', 'u15', 'u16', 'u17', 'u18', 'u19', 'u20'
    ], 'true'),
    ('penerimaan', 'fct_penerimaan', 'tanggal_terima', ['no_bukti', 'kode_akun', 'tanggal_sah', 'jumlah_rp'],
        'facts.jenis_penerimaan = policies.jenis_penerimaan'),
    ('realisasi', 'fct_realisasi', 'null', ['sumber_dana', 'jenis_belanja', 'kro', 'realisasi_sd_rp'],
        'facts.is_periode_ini'),
    ('pagu', 'fct_pagu', 'null', ['sumber_dana', 'jenis_belanja', 'kro', 'pagu_rp', 'efektif_rp'],
        'facts.is_berlaku'),
] %}
with asked as (
    select distinct -- several parts may count one source
        kode_satker,
        sumber
    from {{ source('reference', 'istilah') }}
)

select
    registers.kode_satker,
    registers.register as sumber_rumus,
    registers.sel,
    registers._source_row_id,
    registers._row_hash,
    registers._delivery_sha256,
    registers._delivery_quarter,
    registers._sheet,
    registers._row
from {{ ref('int_register__rows_versioned') }} as registers
inner join asked on registers.kode_satker = asked.kode_satker and registers.register = asked.sumber
where registers._superseded_by is null
{%- for sumber, mart, day, columns, condition in marts %}
union all
select
    asked.kode_satker,
    asked.sumber as sumber_rumus,
    {{ text_map(columns, 'facts', {'tanggal': day}) }} as sel,
    facts._source_row_id,
    facts._row_hash,
    facts._delivery_sha256,
    facts._delivery_quarter,
    facts._sheet,
    facts._row
from asked
inner join {{ ref(mart) }} as facts on asked.kode_satker = facts.kode_satker and asked.sumber = '{{ sumber }}'
{%- if 'policies' in condition %}
inner join ({{ policies(['jenis_penerimaan']) }}) as policies on asked.kode_satker = policies.kode_satker
{%- endif %}
where {{ condition }}
{%- endfor %}
