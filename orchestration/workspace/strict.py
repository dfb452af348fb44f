"""What everything that a unit declares has in common: nothing unknown passes, and nothing changes once it is read.

Belongs here: the base of the models, and the two sorts of text that they are made of. Not here: any model (profile,
reference_rows).
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, StringConstraints

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+$")]


class Strict(BaseModel):
    """A mapping of a file, or a row of one."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)

    optional_columns: ClassVar[tuple[str, ...]] = ()
    """Columns that the table of a reference file may leave out."""
