"""Stop report: the release folder as an asset.

Belongs here: its declaration. Not here: how a report is made (orchestration.publication).
"""
