"""New, used and refurbished goods are different products: what holds of the new one is no evidence here."""

from __future__ import annotations

SECOND_HAND = ("used", "refurbished")
# How the condition is named where people and programs filter by it; an offer that says nothing is new.
CONDITIONS = ("new", *SECOND_HAND)
