"""Helpers of the tests: real switches, real phones, no doubles of our own code."""
