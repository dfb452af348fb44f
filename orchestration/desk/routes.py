"""Every address of the desk with who may use it; the application is made of this list, and nothing else answers.

Belongs here: the list. Not here: how it is held (gate.py), what is answered (pages/).
"""

from __future__ import annotations

from orchestration.desk.access.people import Role
from orchestration.desk.asking import Way
from orchestration.desk.pages import (
    accounts,
    deciding,
    entering,
    figures,
    findings,
    handing_over,
    looking,
    putting_in,
    releases,
    returning,
    running,
    searching,
    static,
)

ALL = frozenset(Role)
STEWARD = frozenset({Role.PENGELOLA})
APPROVER = frozenset({Role.PENYETUJU})
KEEPER = frozenset({Role.PENGATUR})


_QUARTER = "/triwulan/{triwulan}"
_RELEASE = _QUARTER + "/rilis/{rilis}"

WAYS = (
    Way("GET", "/sehat", static.health, None),
    Way("GET", "/siap", static.ready, None),
    Way("GET", "/gaya.css", static.style, None),
    Way("GET", "/meja.js", static.script, None),
    Way("GET", "/masuk", entering.login_page, None),
    Way("POST", "/masuk", entering.login, None, looks_only=True),
    Way("GET", "/awal/{rahasia}", entering.first_page, None),
    Way("POST", "/awal/{rahasia}", entering.first, None, looks_only=True),
    Way("GET", "/undangan/{rahasia}", entering.invited_page, None),
    Way("POST", "/undangan/{rahasia}", entering.invited, None, looks_only=True),
    Way("POST", "/keluar", entering.logout, ALL, looks_only=True),
    Way("GET", "/sandi", entering.password_page, ALL),
    Way("POST", "/sandi", entering.password, ALL, looks_only=True),
    Way("GET", "/akun", accounts.listed, KEEPER),
    Way("POST", "/akun", accounts.add, KEEPER),
    Way("POST", "/akun/{nama}", accounts.change, KEEPER),
    Way("POST", "/akun/{nama}/tautan", accounts.invite_again, KEEPER),
    Way("GET", "/", looking.quarters, ALL),
    Way("GET", _QUARTER, looking.quarter, ALL),
    Way("GET", "/catatan", looking.journal, ALL),
    Way("GET", "/cari", searching.search, ALL),
    Way("GET", "/silsilah", releases.lineage, ALL),
    Way("GET", _QUARTER + "/unggah", putting_in.form, STEWARD),
    Way("POST", _QUARTER + "/unggah", putting_in.upload, STEWARD, streams=True),
    Way("POST", _QUARTER + "/masukkan", putting_in.put_all_in, STEWARD),
    Way("POST", "/kiriman/{kiriman}/masukkan", putting_in.put_in, STEWARD),
    Way("POST", "/kiriman/{kiriman}/batalkan", putting_in.drop, STEWARD),
    Way("GET", _QUARTER + "/kembali", returning.copies, STEWARD),
    Way("GET", _QUARTER + "/jalan", running.progress, ALL),
    Way("POST", _QUARTER + "/jalan", running.start, STEWARD),
    Way("GET", _QUARTER + "/temuan/{dari}", findings.listed, ALL),
    Way("GET", _QUARTER + "/temuan/{dari}/{nomor:int}", findings.one, ALL),
    Way("GET", _QUARTER + "/peringatan/{kunci}", findings.warning, ALL),
    Way("POST", _QUARTER + "/peringatan/{kunci}", findings.answer, STEWARD),
    Way("GET", _QUARTER + "/banding", deciding.comparison, ALL),
    Way("GET", _QUARTER + "/sahkan", deciding.approval_page, APPROVER),
    Way("POST", _QUARTER + "/sahkan", deciding.approve, APPROVER),
    Way("GET", _QUARTER + "/tarik/{rilis}", deciding.withdrawal_page, APPROVER),
    Way("POST", _QUARTER + "/tarik/{rilis}", deciding.withdraw, APPROVER),
    Way("GET", _RELEASE, releases.files, ALL),
    Way("GET", _RELEASE + "/berkas/{berkas}", releases.file, ALL),
    Way("GET", _QUARTER + "/rilis/{lain}/{rilis}/laporan.html", releases.neighbour, ALL),
    Way("GET", _RELEASE + "/bundel", releases.bundle, ALL),
    Way("GET", _RELEASE + "/ekspor/{jenis}", handing_over.export, ALL),
    Way("GET", _RELEASE + "/angka", figures.listed, ALL),
    Way("GET", _RELEASE + "/angka/{angka}", figures.one, ALL),
)
