"""The sample deliveries: a deterministic generator of a complete, synthetic `sources/` directory.

`write_workspace` writes the published world, or a `Variant` of it; `expected_figures` says what a report on a variant
has to print. Nothing of the pipeline is imported here, and the pipeline imports nothing from here.
"""

from orchestration.sample.expected import expected_figures
from orchestration.sample.variant import OTHER_WORLD, PUBLISHED_WORLD, VARIANTS, Variant
from orchestration.sample.workspace import write_workspace

__all__ = ["OTHER_WORLD", "PUBLISHED_WORLD", "VARIANTS", "Variant", "expected_figures", "write_workspace"]
