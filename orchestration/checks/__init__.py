"""What is checked, in one catalogue, and the comparisons of a quarter with those before it.

Belongs here: the words of every check (catalogue.yaml) and the checks that look at several quarters at once. Not here:
checks of one stop alone; these live where the stop does its work (ingestion, dbt_project/tests, publication).
"""
