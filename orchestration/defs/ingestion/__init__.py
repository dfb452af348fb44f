"""Stop raw: what landed, as tables of text, and the unit's reference data.

Belongs here: the declaration of those assets and of their checks. Not here: reading a file (orchestration.ingestion).
"""
