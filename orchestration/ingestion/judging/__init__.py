"""Whether what was read may be used: cells, rows, registers, control lists, files of a year."""
