"""Page groups, one module each."""
