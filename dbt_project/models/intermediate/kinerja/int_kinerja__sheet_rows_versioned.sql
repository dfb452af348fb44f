{#- The five performance sheets differ in columns, not in kind: rows that someone typed, keyed by the code of an
    indicator, an output or a paragraph. One table with a column per field keeps their supersession in one place. -#}
{%- set fields = {
    'triwulan': 'string', 'tujuan': 'string', 'sasaran': 'string', 'indikator': 'string', 'uraian': 'string',
    'satuan': 'string', 'arah': 'string', 'target': 'decimal(20, 6)', 'target_tw1': 'decimal(20, 6)', 'target_tw2': 'decimal(20, 6)',
    'target_tw3': 'decimal(20, 6)', 'target_tw4': 'decimal(20, 6)', 'rencana_tw1': 'string',
    'rencana_tw2': 'string', 'rencana_tw3': 'string', 'rencana_tw4': 'string', 'penanggung_jawab': 'string',
    'volume': 'decimal(20, 6)', 'nilai': 'decimal(20, 6)', 'status_penilaian': 'string', 'tanggal_penilaian': 'date',
    'penilai': 'string', 'dokumen_bukti': 'string', 'sasaran_fisik_tw_pct': 'decimal(20, 6)',
    'fisik_tw_pct': 'decimal(20, 6)', 'sasaran_fisik_sd_pct': 'decimal(20, 6)', 'fisik_sd_pct': 'decimal(20, 6)', 'realisasi_kegiatan': 'string',
    'bagian': 'string', 'urutan': 'integer', 'teks': 'string', 'target_penyelesaian': 'string',
} -%}
{%- set sheets = {
    'perjanjian_kinerja': [
        'tujuan', 'sasaran', 'indikator', 'satuan', 'arah', 'target', 'target_tw1', 'target_tw2', 'target_tw3',
        'target_tw4', 'rencana_tw1', 'rencana_tw2', 'rencana_tw3', 'rencana_tw4', 'penanggung_jawab',
    ],
    'dipa': ['uraian', 'volume', 'satuan'],
    'penilaian_luar': ['triwulan', 'nilai', 'status_penilaian', 'tanggal_penilaian', 'penilai', 'dokumen_bukti'],
    'fisik': [
        'triwulan', 'sasaran_fisik_tw_pct', 'fisik_tw_pct', 'sasaran_fisik_sd_pct', 'fisik_sd_pct', 'realisasi_kegiatan',
    ],
    'narasi': ['bagian', 'urutan', 'teks', 'penanggung_jawab', 'target_penyelesaian'],
} -%}
{%- set keys = {
    'perjanjian_kinerja': ['kode'],
    'dipa': ['kode'],
    'penilaian_luar': ['kode', 'triwulan'],
    'fisik': ['kode', 'triwulan'],
    'narasi': ['_delivery_quarter', 'kode', 'bagian', 'urutan'],
} -%}
{%- for sheet, own_fields in sheets.items() %}
select
    kode_satker,
    cast('{{ sheet }}' as string) as lembar,
    kode,
    {%- for field, data_type in fields.items() %}
    {{ field if field in own_fields else 'cast(null as ' ~ data_type ~ ')' }} as {{ field }},
    {%- endfor %}
    {{ superseded_by(keys[sheet]) }} as _superseded_by,
    _source_row_id,
    _row_hash,
    _delivery_sha256,
    _delivery_quarter,
    _delivery_order,
    _sheet,
    _row
from {{ ref('stg_kinerja__' ~ sheet) }}
{{ 'union all' if not loop.last }}
{%- endfor %}
