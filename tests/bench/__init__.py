"""What the program costs, as ratios with the comparison beside it: `make bench`.

Belongs here: measuring, and the one table in which results are kept (results.csv). Not here: tests; a machine is too
noisy for a timing to decide anything but beside another one in the same minutes.
"""
