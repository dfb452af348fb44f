"""Deliveries spoilt on purpose, by rules and at random, and what the pipeline makes of each.

`python -m tests.mutation.table` (make mutants) prints what became of every mutant; `python -m tests.mutation.corruptions`
(make corruptions) does the same for random bytes. The tests here run a fixed sample of both.
"""
