"""Fuzzing of the feed parsers: what any bytes may do, for hypothesis (``test_fuzz``) and for atheris."""
