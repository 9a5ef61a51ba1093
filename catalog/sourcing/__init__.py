"""Suppliers and manufacturers, the agreements with them, and the account of a year."""
