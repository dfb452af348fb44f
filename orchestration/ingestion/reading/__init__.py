"""From a file to columns of canonical text: opening, recognising, layouts, the door."""
