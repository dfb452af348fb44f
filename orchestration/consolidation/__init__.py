"""The releases of many units put together into one report: received, proven, compared, added up.

Belongs here: what a ministry does with the workspaces and bundles of its units. Not here: the proof of a unit's
release (journey/proving), the shape and the formats of a report (publication), and the second implementation that
proves what is made here (audit/proof/consolidated.py).
"""
