"""What Dagster is told: partitions, assets, checks, resources, jobs, schedule, sensor.

Belongs here: declarations, in the folder of the stop they belong to. Not here: any work; each asset calls one step of
the journey and says what came of it.
"""
