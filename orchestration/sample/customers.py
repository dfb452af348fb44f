"""The invented companies that order services, pay and answer the survey.

Every name carries the word `Contoh`; telephone numbers and mail addresses cannot exist (0800-0000, example.com).
"""

from __future__ import annotations

from dataclasses import dataclass

from orchestration.sample.seeded import stream

_FORMS = ("PT", "PT", "PT", "CV", "UD", "Koperasi")
_WORDS = (
    "Melati", "Rasa Alam", "Sari Bumi", "Lestari Pangan", "Cahaya Kopi", "Sumber Tani", "Boga Nusantara",
    "Mitra Rempah", "Teh Priangan", "Kakao Makmur", "Gula Aren", "Minyak Kelapa", "Air Pegunungan", "Roti Hangat",
    "Susu Murni", "Ikan Segar", "Beras Wangi", "Buah Tropis", "Bumbu Dapur", "Keripik Renyah",
)  # fmt: skip


@dataclass(frozen=True)
class Customer:
    """A company of the sample world."""

    code: str
    name: str
    tax_number: str


def customers(seed: int, count: int) -> list[Customer]:
    """`count` companies with distinct codes and names."""
    rng = stream(seed, "customers")
    return [
        Customer(
            code=f"P{number:05d}",
            name=f"{rng.choice(_FORMS)} Contoh {rng.choice(_WORDS)} {number:04d}",
            tax_number=f"00.000.{number // 1000:03d}.{number % 10}-000.{number % 1000:03d}",
        )
        for number in range(1, count + 1)
    ]
