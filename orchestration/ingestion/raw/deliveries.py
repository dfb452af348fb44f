"""A delivery that a run uses, as the books know it.

Belongs here: what is said of a file as a whole. Not here: what stands in it (reading), and the books (warehouse).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Delivery:
    """A file that the run uses.

    Attributes:
        sha256: of the bytes as delivered.
        file_name: as the sender named it.
        label: how findings name it: the file name, with its quarter where two deliveries share a name.
        quarter: code of its landing folder.
        order: 1 for the oldest.
        kinds: kinds of its sheets, sorted.
        size_bytes: size as delivered.
        rows_total: physical rows, or records, of the file.
        rows_accepted: data rows that fit their contract.
        rows_rejected: data rows that do not.
        rows_empty: rows that carry no data.
        pseudonymised: whether the archive holds a copy without identities instead of the delivered bytes.
    """

    sha256: str
    file_name: str
    label: str
    quarter: str
    order: int
    kinds: tuple[str, ...]
    size_bytes: int
    rows_total: int
    rows_accepted: int
    rows_rejected: int
    rows_empty: int
    pseudonymised: bool
