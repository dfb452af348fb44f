"""The folder of a release: what it is made from, how it is written, found and read, what stands beside it.

Belongs here: what publication and audit both need of the folder. Not here: what stands in the report.
"""
