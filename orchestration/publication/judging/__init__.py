"""Whether the rendered report may go out: read back, held against itself, printable."""
