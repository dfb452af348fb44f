"""The ground: where a unit's files lie, and what its profile says.

Belongs here: paths, quarters, profile and reference data, opening databases, locks, faults of the machine. Not here:
anything of one stop of the journey.
"""
