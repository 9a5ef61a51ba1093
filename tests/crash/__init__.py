"""Runs that are killed in the middle, and what is left of the store afterwards."""
