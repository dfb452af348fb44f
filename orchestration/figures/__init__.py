"""The figures as the models leave them: read, written as text, with formula and trail.

Belongs here: what publication and audit both say of a figure. Not here: any arithmetic (dbt models).
"""
