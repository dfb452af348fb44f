"""Deliveries spoilt on purpose, by rules and at random, and what the pipeline makes of each.

`make mutants` prints what became of every mutant, `make corruptions` does the same for random bytes. The tests here run
a fixed sample of both.
"""
