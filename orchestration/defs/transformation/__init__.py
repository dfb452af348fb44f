"""Stops staging, intermediate, marts, figures: dbt's models and tests as assets and checks.

Belongs here: their declaration, read from dbt's manifest. Not here: running dbt (orchestration.transformation).

dagster-dbt would declare the same, but imports dbt to do so, in every process that only wants to know which assets
there are (1.4 CPU seconds), and what we need of it beyond that is private to it.
"""
