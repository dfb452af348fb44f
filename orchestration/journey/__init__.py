"""The three steps of a run, without an orchestrator, and the comparisons that need more than one quarter."""
