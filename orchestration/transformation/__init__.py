"""The models: dbt run inside this process, its project and its results as plain objects.

Belongs here: reading dbt's manifest, running dbt, closing its connection. Not here: a model (dbt_project/), and how
the orchestrator shows one (defs/transformation).
"""
