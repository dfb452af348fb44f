"""A formula that nobody has thought of, as the recipe of CONTRIBUTING.md has it: the mean of days that an order takes.

Belongs here: the files that are new, and the lines of others. Not here: following the recipe (test_recipes).
"""

from __future__ import annotations

FORMULA = """\
  waktu_tempuh:
    sumber: [[service_orders]]
    kebijakan: []
    batas: [0, null]
    templat: waktu_tempuh
    cara: Rata-rata hari sejak tanggal masuk sampai dengan tanggal selesai order yang selesai sejak awal tahun.
"""

MART = """\
-- Calendar days from receipt to completion of the order lines that were finished in the year to date.
with finished as (
    select
        orders.kode_satker,
        orders.tanggal_selesai - orders.tanggal_masuk as tempuh_hari,
        orders._row_hash
    from {{ ref('fct_order') }} as orders
    inner join {{ source('reference', 'periode') }} as periode on orders.kode_satker = periode.kode_satker
    where orders.tanggal_selesai between periode.awal_tahun and periode.tanggal_akhir
),

summed as (
    select
        kode_satker,
        {{ ratio('sum(tempuh_hari)', 'count(*)') }} as rata_tempuh_hari,
        count(*) as row_count,
        {{ hash_sum() }} as hash_sum
    from finished
    group by kode_satker
)

select
    indikator.kode_satker,
    indikator.kode,
    summed.rata_tempuh_hari,
    coalesce(summed.row_count, 0) as row_count,
    coalesce(summed.hash_sum, 0) as hash_sum
from {{ source('reference', 'indikator') }} as indikator
left join summed on indikator.kode_satker = summed.kode_satker
where indikator.rumus = 'waktu_tempuh'
"""

MART_DESCRIBED = """\
  - name: mart_tempuh
    description: One row per indicator of the time that orders take.
    constraints: [{type: primary_key, columns: [kode_satker, kode]}]
    columns:
      - name: kode_satker
        data_type: varchar
        description: "{{ doc('kode_satker') }}"
        constraints: [{type: not_null}]
      - name: kode
        data_type: varchar
        description: "{{ doc('kode') }}"
        constraints: [{type: not_null}]
      - name: rata_tempuh_hari
        data_type: decimal(38, 18)
        description: "Mean of the days from receipt to completion; null when nothing was finished."
      - name: row_count
        data_type: bigint
        description: "{{ doc('row_count') }}"
      - name: hash_sum
        data_type: decimal(38, 0)
        description: "{{ doc('hash_sum') }}"

"""

HEADLINE = """\
    union all
    select
        tempuh.kode_satker,
        tempuh.kode,
        '' as alternatif,
        tempuh.rata_tempuh_hari as nilai
    from {{ ref('mart_tempuh') }} as tempuh
"""

UNIT_TEST = """\
  - name: an_order_takes_the_days_from_its_receipt_to_its_completion
    description: What is not finished, or only after the quarter, is not counted.
    model: mart_tempuh
    given:
      - input: ref('fct_order')
        rows:
          - {kode_satker: '1', _row_hash: 1, tanggal_masuk: 2025-01-31, tanggal_selesai: 2025-02-03}
          - {kode_satker: '1', _row_hash: 2, tanggal_masuk: 2025-06-30, tanggal_selesai: 2025-06-30}
          - {kode_satker: '1', _row_hash: 4, tanggal_masuk: 2025-06-30, tanggal_selesai: 2025-07-01}
          - {kode_satker: '1', _row_hash: 8, tanggal_masuk: 2025-06-30}
      - input: source('reference', 'periode')
        rows:
          - {kode_satker: '1', awal_tahun: 2025-01-01, tanggal_akhir: 2025-06-30}
      - input: source('reference', 'indikator')
        rows:
          - {kode_satker: '1', kode: A, rumus: waktu_tempuh}
          - {kode_satker: '1', kode: B, rumus: sla}
    expect:
      rows:
        - {kode_satker: '1', kode: A, rata_tempuh_hari: 1.5, row_count: 2, hash_sum: 3}

"""

MEASURES = """\
tempuh:
  umum: {masa: tahun_berjalan, alasan: belum ada order yang selesai}
  ukuran:
    realisasi: {label: "{nama}", operasi: row_mean, jejak: [fct_order, tanggal_selesai - tanggal_masuk]}

"""

FIGURES = """\
-- The time that orders take.
with tempuh as (
    select
        tempuh.*,
        coalesce(indikator.indikator, indikator.kode) as nama,
        indikator.satuan,
        indikator.desimal,
        'tanggal_selesai between ''' || cast(periode.awal_tahun as varchar) || ''' and '''
        || cast(periode.tanggal_akhir as varchar) || '''' as predikat
    from {{ ref('mart_tempuh') }} as tempuh
    inner join {{ ref('dim_indikator') }} as indikator
        on tempuh.kode_satker = indikator.kode_satker and tempuh.kode = indikator.kode
    inner join {{ source('reference', 'periode') }} as periode on tempuh.kode_satker = periode.kode_satker
)

{{ as_figures("'tempuh'", 'tempuh', dict(prefix='kode', nama='nama', satuan='satuan', desimal='desimal'), [], [
    dict(measure='realisasi', value='rata_tempuh_hari', trail='predikat', rows='')
]) }}
"""

FIGURES_DESCRIBED = """\
  - name: fig_tempuh
    description: One row per figure of the time that orders take.
    columns: *figure_columns

"""

SECTION = """\
{% if i.selesai() %}
Order ditempuh rata-rata **{.realisasi|satuan}**, dengan capaian {.capaian}%.
{% else %}
Belum ada order yang selesai.
{% endif %}
"""

AUDIT = """\
from orchestration.audit.recomputation.ledger import Ledger, mean
from orchestration.audit.recomputation.orders import Orders


def recompute_lead_times(ledger: Ledger, orders: Orders) -> None:
    case = ledger.case
    finished = [order for order in orders if order.received and case.in_year_to_date(order.finished)]
    days = mean((order.finished - order.received).days for order in finished)
    for indicator in case.indicators_with("waktu_tempuh"):
        place, rows = f"{indicator.code}.realisasi", [order.record for order in finished]
        ledger.leaf(place, days, rows, "orders:finished", decimals=indicator.decimals)
        ledger.capaian(f"{indicator.code}.capaian", place, indicator)
"""

NEW = {
    "dbt_project/models/marts/layanan/mart_tempuh.sql": MART,
    "dbt_project/models/figures/fig_tempuh.sql": FIGURES,
    "reports/templates/indikator/waktu_tempuh.md": SECTION,
    "orchestration/audit/recomputation/tempuh.py": AUDIT,
}
"""The new files."""

_BEFORE = {
    "orchestration/workspace/formulas.yaml": ("  ikm:\n    sumber", FORMULA),
    "dbt_project/models/marts/layanan/_layanan__models.yml": ("  - name: mart_pengguna\n", MART_DESCRIBED),
    "dbt_project/models/marts/kinerja/mart_capaian.sql": ("),\n\nmeasured as (", HEADLINE),
    "dbt_project/unit_tests/marts_layanan.yml": ("  - name: an_order_counts_in_the_months_of", UNIT_TEST),
    "orchestration/workspace/measures.yaml": ("ikm:\n  umum:", MEASURES),
    "dbt_project/models/figures/_figures__models.yml": ("  - name: figures\n", FIGURES_DESCRIBED),
    "dbt_project/macros/figure.sql": ("'fig_terukur'\n", "'fig_tempuh', "),
    "orchestration/audit/recomputation/recompute.py": (
        "from orchestration.workspace.quarters import",
        "from orchestration.audit.recomputation.tempuh import recompute_lead_times\n",
    ),
}
"""Path to the text before which something new stands, and what."""

CALLED = "        recompute_assessed(ledger)\n"

LINES = {path: {old: new + old} for path, (old, new) in _BEFORE.items()}
LINES["orchestration/audit/recomputation/recompute.py"][CALLED] = (
    f"{CALLED}        recompute_lead_times(ledger, facts.orders)\n"
)
"""Path to what stood there and what stands there now."""
