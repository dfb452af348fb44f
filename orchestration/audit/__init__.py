"""What an auditor asks of a release: where a figure comes from, what a file moved, and whether it holds.

Belongs here: following figures to rows and back, and the second, independent implementation of every figure
(`recompute` and the modules it calls: delivered files in, exact fractions out), with a reader, a calendar, supersession
and policies of its own. Not here: anything the second implementation would share with ingestion, contracts or the dbt
models; whoever changes a formula there changes it here by hand, which is the point.
"""
