"""Publication: from the figures of the warehouse to a release folder.

Belongs here: how a figure is written as text, the neutral document, its renderers (HTML, PDF), the checks on what was
rendered, and the atomic release. Not here: any arithmetic (dbt models) and any word of the report (reports/templates).

The way through the modules: `figures` reads the warehouse, `text` and `tables` turn templates into the blocks of
`document`, `assembly` puts the chapters together, `html` and `pdf` render them, `checks` reads the result back,
`release` writes the folder.
"""
