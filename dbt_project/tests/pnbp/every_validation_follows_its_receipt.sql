{{ config(severity='warn') }}

with receipts as (
    select
        receipts.kode_satker,
        receipts._source_row_id,
        receipts.no_bukti,
        receipts.tanggal_terima,
        receipts.tanggal_sah,
        register.no_sp3b,
        min(receipts.tanggal_sah) over (partition by register.kode_satker, register.no_sp3b) as tanggal_sah_awal,
        max(receipts.tanggal_sah) over (partition by register.kode_satker, register.no_sp3b) as tanggal_sah_akhir
    from {{ ref('fct_penerimaan') }} as receipts
    left join {{ ref('stg_pnbp__sbs') }} as register
        on receipts.kode_satker = register.kode_satker and receipts._source_row_id = register._source_row_id
),

judged as (
    select
        receipts.*,
        case
            when receipts.tanggal_sah < receipts.tanggal_terima then 'validated before it came in'
            when receipts.no_sp3b is not null and receipts.tanggal_sah is null then 'an SP3B without its date'
            when receipts.no_sp3b is not null and receipts.tanggal_sah_awal <> receipts.tanggal_sah_akhir
                then 'one SP3B with several dates'
        end as alasan
    from receipts
)

select
    kode_satker,
    _source_row_id,
    alasan,
    no_bukti,
    no_sp3b,
    tanggal_terima,
    tanggal_sah
from judged
where alasan is not null
