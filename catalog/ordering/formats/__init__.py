"""Formats in which a frozen order leaves: NELFO 4.0 and CSV."""
