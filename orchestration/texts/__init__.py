"""How the text of one cell is read: white space, numbers, dates, answers, codes (sources/contracts/README.md).

Belongs here: single texts. Not here: columns, rows and files (ingestion).
"""
