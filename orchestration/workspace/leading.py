"""The column that leads every table that the models read and make: whose rows they are.

Belongs here: its name and its definition. Not here: the tables (reference, ingestion/raw/warehouse).

The rows of one unit are all alike in it, so the table gives it to them, and nobody who writes a row has to. Where the
tables of many units stand together it keeps them apart.
"""

UNIT = "kode_satker"


def unit_column(kode_satker: str) -> str:
    """Its definition in a table of one unit, for SQL."""
    return f"{UNIT} VARCHAR DEFAULT {default(kode_satker)}"


def default(kode_satker: str) -> str:
    """What the table gives every row, as DuckDB writes it down."""
    return "'" + kode_satker.replace("'", "''") + "'"
