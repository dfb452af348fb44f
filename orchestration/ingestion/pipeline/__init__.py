"""The first stop of the journey: from files in the landing folder to raw tables.

Belongs here: the order of the steps, what is recorded and what is told of them. Not here: the steps themselves
(reading, raw, judging).
"""
