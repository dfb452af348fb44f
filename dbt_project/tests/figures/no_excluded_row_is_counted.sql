with excluded as (
    select
        kode_satker,
        _source_row_id,
        reason
    from {{ ref('excluded_rows') }}
    where reason in ('ditolak', 'digantikan', 'batal')
),

counted as (
    {%- for fact in [
        'fct_order', 'fct_survei', 'fct_penerimaan', 'fct_neraca', 'fct_pagu', 'fct_revisi', 'fct_realisasi',
        'fct_penyerapan', 'fct_kinerja'
    ] %}
    select
        kode_satker,
        _source_row_id
    from {{ ref(fact) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    excluded.kode_satker,
    excluded._source_row_id,
    excluded.reason
from excluded
inner join counted on excluded.kode_satker = counted.kode_satker and excluded._source_row_id = counted._source_row_id
