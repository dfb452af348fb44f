"""What a model and its keys are, in the words of its docstring, for whoever fills in a file without reading code.

Belongs here: taking a docstring apart, and putting it into a JSON Schema. Not here: any model, and a schema that says
more than its model (workspace/profile_schema).
"""

from __future__ import annotations

import inspect
import re
from typing import Any

_ENTRY = re.compile(r"^ {4}(\w+(?:, \w+)*): (.+(?:\n {5,}.+)*)", re.MULTILINE)


def described(schema: dict[str, Any], model: type[Any]) -> None:
    """Puts the docstring of a model into its schema, and into each key what the section `Attributes` says of it.

    Args:
        schema: that of the model, as pydantic makes it; changed in place.
        model: its docstring is in the style of Google; of several names before a colon each has what stands behind.
    """
    what, _, keys = inspect.cleandoc(model.__doc__ or "").partition("\n\nAttributes:\n")
    schema["description"] = what
    for names, text in _ENTRY.findall(keys):
        for name in names.split(", "):
            if name in schema["properties"]:
                schema["properties"][name]["description"] = " ".join(text.split())
