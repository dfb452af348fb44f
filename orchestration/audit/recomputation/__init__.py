"""The second implementation: delivered files in, exact fractions out; it shares nothing with the first."""
