"""Whole tests, as in tests/whole, that listen: what they measure is wrong where a telephone waits for a core."""
