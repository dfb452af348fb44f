"""What an office sets for its desk: `meja.yaml` beside `unit.yaml`; every key may be left out, and the file as well.

Belongs here: the keys and reading them. Not here: address and port, which are options of `triwulan ui`.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, Field, model_validator

from orchestration.declarations import typed_yaml
from orchestration.declarations.strict import Strict, Text

if TYPE_CHECKING:
    from orchestration.workspace.settings import Workspace

FILE = "meja.yaml"


def _address(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        raise ValueError(f"'{text}' is no address; expected one such as 10.0.0.5") from None


class Settings(Strict):
    """How the desk is served.

    Attributes:
        kepala_pengguna: header in which the proxy of the office names the account of who is logged in there.
        proksi: addresses of that proxy; from any other the header counts for nothing.
        https: whether browsers reach the desk by https, so that its cookie never travels otherwise.
        unggahan_mb: largest file that can be put in, in megabytes.
    """

    kepala_pengguna: Text | None = None
    proksi: tuple[Annotated[Text, AfterValidator(_address)], ...] = ()
    https: bool = False
    unggahan_mb: int = Field(default=100, ge=1, le=2000)

    @model_validator(mode="after")
    def _both(self) -> Settings:
        if bool(self.kepala_pengguna) != bool(self.proksi):
            raise ValueError("kepala_pengguna and proksi belong together: which header, and from whom it is believed")
        return self


def read(workspace: Workspace) -> Settings:
    """The settings of a workspace.

    Raises:
        ConfigurationError: with every problem of the file.
    """
    path = workspace.sources / FILE
    return typed_yaml.load(path, Settings) if path.is_file() else Settings()
