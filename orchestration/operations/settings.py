"""What an office sets for its installation: `operasi.yaml` beside `unit.yaml`; every key may be left out, and the file.

Belongs here: the keys and reading them. Not here: secrets, such as the addresses of channels with their passwords,
which come from the environment or a file of its own (channels.py).
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

from pydantic import Field, StringConstraints

from orchestration.declarations import typed_yaml
from orchestration.declarations.strict import Strict

if TYPE_CHECKING:
    from orchestration.workspace.settings import Workspace

FILE = "operasi.yaml"


class Kind(StrEnum):
    """What people may be told of."""

    TERBIT = "terbit"
    KONSEP = "konsep"
    DITAHAN = "ditahan"
    GAGAL = "gagal"
    TERLAMBAT = "terlambat"
    DISK = "disk"
    LAYANAN = "layanan"


class Keeping(Strict):
    """For how many days what can be made again is kept.

    Attributes:
        riwayat: runs in the history; the newest of each quarter stay.
        detak: ticks of schedule and sensor.
        konsep: a draft that nobody decided on; the next run makes it again.
        sisa: what was put aside as damaged, and what a killed process left.
    """

    riwayat: int = Field(default=365, ge=30)
    detak: int = Field(default=30, ge=1)
    konsep: int = Field(default=365, ge=30)
    sisa: int = Field(default=30, ge=1)


class Settings(Strict):
    """How an installation is looked after.

    Attributes:
        alamat_meja: where browsers reach the desk; messages link there.
        layanan: whether `triwulan ui` is to run always; without it, whether it has ever run here.
        disk_mb: free space below which the disk counts as nearly full, in megabytes.
        kabar: what people are told of.
        simpan: for how long what can be made again is kept.
    """

    alamat_meja: Annotated[str, StringConstraints(pattern=r"^https?://[^\s]+$")] | None = None
    layanan: bool | None = None
    disk_mb: int = Field(default=2000, ge=1)
    kabar: tuple[Kind, ...] = tuple(Kind)
    simpan: Keeping = Keeping()


def read(workspace: Workspace) -> Settings:
    """The settings of a workspace.

    Raises:
        ConfigurationError: with every problem of the file.
    """
    path = workspace.sources / FILE
    return typed_yaml.load(path, Settings) if path.is_file() else Settings()
