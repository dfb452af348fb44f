{#- The kinds of deliveries that staging takes in, source and table: what raw_<source>.<table> holds,
    stg_<source>__<table> hands on. Their one list; tests that every kind has to pass go over it. -#}
{% macro staged() %}
    {{ return([
        ('sakti', 'glp039'),
        ('monsakti', 'dataang'),
        ('rkk', 'rincian_kertas_kerja'),
        ('pnbp', 'sbs'),
        ('pnbp', 'ntpn'),
        ('neraca', 'neraca'),
        ('orders', 'service_orders'),
        ('survey', 'responses'),
        ('kinerja', 'perjanjian_kinerja'),
        ('kinerja', 'dipa'),
        ('kinerja', 'penilaian_luar'),
        ('kinerja', 'fisik'),
        ('kinerja', 'narasi'),
        ('kinerja', 'tabel_narasi'),
        ('register', 'baris'),
    ]) }}
{% endmacro %}
