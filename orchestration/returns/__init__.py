"""Deliveries as they go back to their senders: what was found in them, shown where it stands.

Belongs here: finding the cells of which findings speak, a copy with marks and a list, its Indonesian words. Not here:
finding anything (ingestion, the models), reading deliveries (ingestion/reading), what is told on a terminal
(commands/returning.py).
"""
