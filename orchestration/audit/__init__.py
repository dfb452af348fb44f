"""The second, independent implementation of every figure: delivered files in, exact fractions out.

Belongs here: everything `verify` needs to distrust the warehouse - a reader of its own, a calendar of its own,
supersession and policies worked out again in plain Python from the regulation's text. Not here: anything shared with
ingestion, contracts or the dbt models; whoever changes a formula there changes it here by hand, which is the point.
"""
