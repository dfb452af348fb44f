"""A year of an installation in minutes: `make rehearsal`.

Belongs here: what happens in that year (year.py), what an office delivers in it (deliveries.py), what was promised and
what came (promises.py), a workspace of an older program (older.py). No test: it takes minutes, and is looked at.
"""
