"""What is checked, in one catalogue, and what a run found out.

Belongs here: the words of every check (catalogue.yaml), results and findings. Not here: the checks; these live where a
stop does its work (ingestion, dbt_project/tests, publication), and those of several quarters in the journey.
"""
