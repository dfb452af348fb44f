"""In which language the interface speaks: Indonesian, unless TRIWULAN_LANG says otherwise.

Belongs here: telling a text to whoever looks at the interface. Not here: any text. Names of assets, checks and jobs are
keys, and the same in every language.
"""

from __future__ import annotations

from orchestration.language.choice import Language, preferred
from orchestration.language.sentences import told

LANGUAGE: Language = preferred("id")


def shown(text: object) -> str:
    """A text, or what an error says, in the language of the interface."""
    return told(text, LANGUAGE)
