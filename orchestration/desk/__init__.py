"""Meja Data: the stewards' web pages, in Indonesian, rendered here, beside Dagster's interface.

Belongs here: who may come in, what each page asks of the other rooms and how it is shown. Not here: any decision, any
figure, any reading of a delivery; a page calls the function that the command of the same purpose calls (run/, release/,
audit/following, ingestion/).

`access` says who somebody is and may; `deliveries` keeps what was put in until it counts, and shows a file's rows;
`work` runs what takes long in a process of its own; `pages` are the answers. `routes.py` lists every address with who
may use it, and the application is made of that list.
"""
