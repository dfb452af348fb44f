"""Publication: from the figures of the warehouse to a release folder.

Belongs here: the neutral document, its renderers, the checks on what was rendered, and the atomic release. Not here:
any arithmetic (dbt models) and any word of the report (reports/templates).

The way through the rooms: `document` has the blocks of the report and what turns templates into them, `evidence` what
the report says of its own figures, `assembly` puts the chapters together, `formats` render them, `judging` reads the
result back, `release` writes the folder.
"""
