"""From column to column: what every column of the models is made of, and the page that shows it.

In a room of its own because the stewards' interface is its only reader; a run never loads it.
"""
