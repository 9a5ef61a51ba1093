"""Baskets and orders: what is being collected, and what was confirmed with its label evidence."""
