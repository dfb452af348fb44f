"""What a report must not say in two ways, rule by rule, each over printed values.

Belongs here: rules that give the places where a report disagrees, apart by what they hold against each other. Not here:
which check a rule is, its parameters and its family (contradictions.py and contradictions.yaml).

A rule looks at printed values, as a reader with a pocket calculator would.
"""
