"""Tests of the sentences and of their catalogue: complete in both languages."""
