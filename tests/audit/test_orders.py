"""Users, volumes and timeliness of a dozen orders worked out by hand; quarter 2025-TW1.

Free days: 1 January, 28 January (cuti bersama), 29 January, weekends. The clock of uji starts at Tanggal Masuk, that of
kal at Tanggal Bayar.

row  order  service  customer  masuk     SPM / contract    due       selesai   Jumlah
2    A1     uji      P1        20-12-24  10                06-01     06-01     4       on time; received last year
3    A2     uji      P1        06-01     5                 13-01     14-01     3       late, 6 working days
4    A3     uji      P2        24-01     5                 04-02     04-02     2       on time (28 and 29 January free)
5    A4     uji      P3        03-02     contract 28-02    28-02     -         5       late, unfinished
6    A5     uji      P1        10-02     neither           -         -         7       without SLA
7    A6     uji      P9        11-02     5                 -         -         100     Batal, counts nowhere
8    A7     uji      P2        28-03     10                April     -         6       not yet due
9    K1     kal      P1        02-01     3 from 03-01      08-01     08-01     1       on time
10   K2     kal      P2        03-03     3, never paid     -         -         2       without SLA
11   L1/1   latih    P1        15-01     neither           -         -         20
12   L1/2   latih    P4        01-04     neither           -         -         9       next quarter
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from orchestration.audit.recomputation.ledger import Ledger
from orchestration.audit.recomputation.recompute import ledger_of
from orchestration.audit.recomputation.records import AuditError, Record
from orchestration.workspace.quarters import Quarter
from tests.audit.small_unit import TABLES, row_id, rows, targets, unit, work_out


def order(number: str, service: str, customer: str, received: str, **cells: Any) -> dict[str, Any]:
    name, _, line = number.partition("/")
    return {
        "no_order": name,
        "no_baris": line or "1",
        "jenis_layanan": service,
        "kode_pelanggan": customer,
        "tanggal_masuk": received,
        "status": "Selesai",
        **cells,
    }


ORDERS = rows(
    "service_orders",
    order("A1", "Uji", "P1", "20/12/2024", spm_hk=10, tanggal_selesai="06/01/2025", jumlah=4),
    order("A2", "Uji", "P1", "06/01/2025", spm_hk="5", tanggal_selesai="14/01/2025", jumlah="3"),
    order("A3", "jasa uji", "P2", "24/01/2025", spm_hk=5, tanggal_selesai="04/02/2025", jumlah=2),
    order("A4", "Uji", "P3", "03/02/2025", tanggal_akhir_kontrak="28/02/2025", jumlah=5, status="Proses"),
    order("A5", "Uji", "P1", "10/02/2025", jumlah=7),
    order("A6", "Uji", "P9", "11/02/2025", spm_hk=5, jumlah=100, status="Batal"),
    order("A7", "Uji", "P2", "28/03/2025", spm_hk=10, jumlah=6, status="Proses"),
    order(
        "K1", "Kal", "P1", "02/01/2025", tanggal_bayar="03/01/2025", spm_hk=3, tanggal_selesai="08/01/2025", jumlah=1
    ),
    order("K2", "Kal", "P2", "03/03/2025", spm_hk=3, jumlah=2),
    order("L1/1", "Latih", "P1", "15/01/2025", jumlah=20),
    order("L1/2", "Latih", "P4", "01/04/2025", jumlah=9),
)
TARGETS = targets(TJ_2=12, SK1_1=95, SK2_2=92)


@pytest.fixture
def ledger() -> Ledger:
    return work_out(ORDERS + TARGETS)


def printed(ledger: Ledger, *figure_ids: str) -> list[str]:
    return [ledger.figures[figure_id].printed for figure_id in figure_ids]


def months(measure: str, service: str) -> list[str]:
    return [f"SK1.1.{measure}.{service}.{month:02d}" for month in (1, 2, 3)]


def test_received_due_and_on_time_by_month(ledger: Ledger) -> None:
    assert printed(ledger, *months("masuk", "uji")) == ["5", "12", "6"]
    assert printed(ledger, *months("jatuh_tempo", "uji")) == ["7", "7", "0"]
    assert printed(ledger, *months("tepat_waktu", "uji")) == ["4", "2", "0"]
    assert printed(ledger, *months("persen", "uji")) == ["57,14", "28,57", "-"]  # 4/7, 2/7, nothing due
    assert printed(ledger, *months("backlog", "uji")) == ["-2", "3", "9"]  # 5-7, 17-14, 23-14
    assert printed(ledger, *months("rata_hk", "uji")) == ["8", "5", "-"]  # (10 + 6) / 2; A3 alone
    assert printed(ledger, *months("masuk", "kal")) == ["1", "0", "2"]
    assert "SK1.1.masuk.uji.04" not in ledger.figures
    assert "SK1.1.masuk.latih" not in ledger.figures


def test_the_year_to_date(ledger: Ledger) -> None:
    figures = ledger.figures
    # Mean of 4/7 and 2/7; March, with nothing due, is left out.
    assert figures["SK1.1.realisasi.uji"].value == Fraction(300, 7)
    assert printed(ledger, "SK1.1.persen_gabungan.uji", "SK1.1.persen_masuk.uji") == ["42,86", "26,09"]  # 6/14, 6/23
    assert printed(ledger, "SK1.1.tanpa_sla.uji", "SK1.1.tanpa_sla.kal", "SK1.1.backlog.uji") == ["7", "2", "9"]
    # (300/7 + 100) / 2 = 71.43; 71.43 / 95 = 75.19. Pooled (4 + 2 + 1) / (14 + 1) = 46.67.
    assert printed(ledger, "SK1.1.realisasi", "SK1.1.capaian", "SK1.1.realisasi.alt.gabungan") == [
        "71,43",
        "75,19",
        "46,67",
    ]


def test_users_count_once_per_service_or_once_at_all(ledger: Ledger) -> None:
    assert printed(ledger, *(f"TJ.2.realisasi.{service}" for service in ("uji", "kal", "latih"))) == ["3", "2", "1"]
    assert printed(ledger, "TJ.2.realisasi", "TJ.2.capaian", "TJ.2.realisasi.alt.entitas_unik") == ["6", "50,00", "3"]
    distinct = work_out(ORDERS + TARGETS, pengguna="entitas_unik")
    assert printed(distinct, "TJ.2.realisasi", "TJ.2.realisasi.alt.jumlah_per_layanan") == ["3", "6"]


def test_volumes_follow_the_date_of_receipt(ledger: Ledger) -> None:
    assert printed(ledger, *(f"SK2.2.realisasi.{code}" for code in ("uji", "kal", "bimbing"))) == ["23", "3", "20"]
    assert printed(ledger, "SK2.2.realisasi", "SK2.2.persen", "SK2.2.capaian") == ["46", "50,00", "50,00"]


def test_the_next_quarter_counts_to_date_and_alone() -> None:
    ledger = work_out(ORDERS + TARGETS, quarter="2025-TW2")
    assert printed(ledger, "SK2.2.realisasi.bimbing", "SK2.2.realisasi_tw.bimbing") == ["29", "9"]
    assert printed(ledger, "TJ.2.realisasi.latih", "TJ.2.realisasi_tw.latih", "TJ.2.realisasi_tw") == ["2", "1", "1"]
    # A7 received on 28 March, 10 working days later is 11 April.
    assert printed(ledger, "SK1.1.jatuh_tempo.uji.04", "SK1.1.tepat_waktu.uji.04") == ["6", "0"]


def test_every_order_may_weigh_the_same() -> None:
    ledger = work_out(ORDERS + TARGETS, sla_satuan="order")
    assert printed(ledger, *months("jatuh_tempo", "uji")) == ["2", "2", "0"]
    assert printed(ledger, "SK1.1.realisasi.uji") == ["50,00"]
    assert printed(ledger, "SK2.2.realisasi.uji") == ["23"]  # volumes stay volumes
    assert printed(ledger, "SK1.1.realisasi.uji.alt.jumlah") == ["42,86"]


def test_an_order_of_several_lines_is_one_and_only_as_good_as_each_line() -> None:
    lines = rows(
        "service_orders",
        # received in January with its first line, due on 14 February with its last; both in time
        order("B1/1", "Uji", "P1", "31/01/2025", spm_hk=2, tanggal_selesai="04/02/2025", jumlah=5),
        order("B1/2", "Uji", "P1", "03/02/2025", tanggal_akhir_kontrak="14/02/2025", tanggal_selesai="07/02/2025"),
        order("B1/3", "Uji", "P1", "03/02/2025", jumlah=1),
        order("B1/4", "Uji", "P1", "03/02/2025", spm_hk=50, status="Batal"),
        # the first line is a day late, before the last comes due
        order("B2/1", "Uji", "P1", "03/02/2025", tanggal_akhir_kontrak="05/02/2025", tanggal_selesai="06/02/2025"),
        order("B2/2", "Uji", "P1", "03/02/2025", tanggal_akhir_kontrak="14/02/2025", tanggal_selesai="07/02/2025"),
        # the same number at another service is another promise
        order("B2/3", "Kal", "P1", "03/02/2025", spm_hk=3),
    )
    ledger = work_out(lines + TARGETS, sla_satuan="order")
    assert printed(ledger, *months("masuk", "uji")) == ["1", "1", "0"]
    assert printed(ledger, *months("jatuh_tempo", "uji")) == ["0", "2", "0"]
    assert printed(ledger, *months("tepat_waktu", "uji")) == ["0", "1", "0"]
    assert printed(ledger, "SK1.1.masuk.kal", "SK1.1.jatuh_tempo.kal", "SK1.1.tanpa_sla.kal") == ["1", "0", "1"]
    assert printed(ledger, "SK1.1.tanpa_sla.uji", "SK1.1.realisasi") == ["0", "50,00"]
    assert ledger.figures["SK1.1.tepat_waktu.uji.02"].rows == (row_id(2), row_id(3), row_id(4))


def test_cuti_bersama_that_does_not_stop_the_clock_makes_a3_late() -> None:
    ledger = work_out(ORDERS + TARGETS, cuti_bersama="berjalan")  # due 3 February instead of 4
    assert printed(ledger, *months("tepat_waktu", "uji")) == ["4", "0", "0"]
    assert printed(ledger, "SK1.1.tepat_waktu.uji.02.alt.berhenti") == ["2"]


def test_alternatives_follow_their_components(ledger: Ledger) -> None:
    figure = ledger.figures["SK1.1.realisasi.uji.alt.berjalan"]
    assert figure.value == Fraction(200, 7)  # 4/7 in January, nothing of 7 in February
    assert figure.components == tuple(f"{month}.alt.berjalan" for month in months("persen", "uji"))
    assert ledger.figures["SK1.1.realisasi.alt.berjalan"].value == (Fraction(200, 7) + 100) / 2
    # 64.29 / 95
    assert printed(ledger, "SK1.1.realisasi.alt.berjalan", "SK1.1.capaian.alt.berjalan") == ["64,29", "67,67"]


def test_the_pooled_percentage_may_be_the_headline() -> None:
    ledger = work_out(ORDERS + TARGETS, sla_gabungan="gabungan")
    assert printed(ledger, "SK1.1.realisasi", "SK1.1.realisasi.alt.rata_rata_bulan") == ["46,67", "71,43"]


def test_a_figure_names_its_rows(ledger: Ledger) -> None:
    figures = ledger.figures
    assert figures["SK1.1.jatuh_tempo.uji.01"].rows == (row_id(2), row_id(3))
    assert figures["SK1.1.tepat_waktu.uji.01"].rows == (row_id(2),)
    assert figures["TJ.2.realisasi.uji"].rows == tuple(row_id(number) for number in (3, 4, 5, 6, 8))
    assert ledger.evidence("SK2.2.realisasi")[0] == 8  # 5 of uji, 2 of kal, 1 of latih
    assert ledger.evidence("SK1.1.realisasi.uji")[0] == 4  # the rows that were due, once


def test_a_later_delivery_replaces_an_order_and_a_rejected_row_counts_nowhere() -> None:
    corrected: list[Record] = rows(
        "service_orders",
        order("A2", "Uji", "P1", "06/01/2025", spm_hk=5, tanggal_selesai="13/01/2025", jumlah=3),
        order=2,
    )
    ledger = work_out(corrected + ORDERS + TARGETS)
    assert ledger.figures["SK1.1.tepat_waktu.uji.01"].value == 7
    assert ledger.case.superseded == {row_id(3): row_id(2, order=2)}
    ledger = work_out(corrected + ORDERS + TARGETS, rejected=(row_id(2, order=2), row_id(2)))
    assert ledger.figures["SK1.1.tepat_waktu.uji.01"].value == 0
    assert ledger.figures["SK1.1.jatuh_tempo.uji.01"].value == 3


def test_an_order_of_a_service_that_began_after_the_quarter_counts_nowhere_in_it(ledger: Ledger) -> None:
    """What an earlier quarter would print today is worked out with the rows of today."""
    began = {**TABLES["layanan"][0], "layanan": "foto", "layanan_volume": "foto", "urutan": "4"}
    tables = {
        **TABLES,
        "layanan": [*TABLES["layanan"], {**began, "berlaku_sejak": "2025-TW2"}],
        "nama_layanan": [*TABLES["nama_layanan"], {"nama": "Foto", "layanan": "foto"}],
    }
    added = rows("service_orders", order("F1", "Foto", "P7", "02/01/2025", spm_hk=5, jumlah=3), order=2)
    found = ledger_of(ORDERS + added + TARGETS, unit(), tables, Quarter.parse("2025-TW1"))
    assert {name: figure.printed for name, figure in found.figures.items()} == {
        name: figure.printed for name, figure in ledger.figures.items()
    }
    later = ledger_of(ORDERS + added + TARGETS, unit(), tables, Quarter.parse("2025-TW2"))
    assert printed(later, "SK1.1.masuk.foto.01", "SK1.1.persen_gabungan.foto") == ["3", "0,00"]


@pytest.mark.parametrize(
    ("column", "cell"),
    [("jumlah", "tiga"), ("tanggal_masuk", "6 Januari"), ("jenis_layanan", "Las"), ("spm_hk", "2,5")],
)
def test_a_cell_that_cannot_be_read_is_named(column: str, cell: str) -> None:
    broken = rows("service_orders", order("A2", "Uji", "P1", "06/01/2025", spm_hk=5, jumlah=3) | {column: cell})
    with pytest.raises(AuditError, match=rf"kiriman-1: sheet 'S', row 2, {column}: '{cell}'"):
        work_out(broken)
