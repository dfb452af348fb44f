"""A module a kind: `make(released)` gives what goes out, `schemas/NAME.yaml` says what it has to look like."""
