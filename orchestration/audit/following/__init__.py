"""From a figure to its rows, from a row to its figures, and what moved between two releases."""
