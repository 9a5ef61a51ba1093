"""Numbers on pages are written as babel would, and bokmål needs no catalogue of texts."""

from __future__ import annotations

from decimal import Decimal

import pytest
from babel.numbers import format_decimal
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from web.formats import amount, number
from web.i18n import gettext, ngettext

exact = st.decimals(-(10**12), 10**12, allow_nan=False, allow_infinity=False, places=8)


@settings(deadline=None)
@given(exact | st.integers(-(10**15), 10**15), st.sampled_from(("nb", "en")))
def test_a_number_is_what_babel_writes(value: Decimal | int, lang: str) -> None:
    locale = {"nb": "nb_NO", "en": "en_GB"}[lang]
    with Flask("none").test_request_context(f"/?lang={lang}"):
        assert number(value) == format_decimal(value, "#,##0.######", locale=locale)
        assert amount(Decimal(value)) == format_decimal(Decimal(value), "#,##0.00####", locale=locale)


@pytest.mark.parametrize(("count", "text"), [(1, "1 linje"), (0, "0 linjer"), (2, "2 linjer")])
def test_one_and_many_are_told_apart(count: int, text: str) -> None:
    with Flask("none").test_request_context("/"):
        assert ngettext("%(num)s linje", "%(num)s linjer", count) == text
        assert gettext("%(count)s på lager", count=count) == f"{count} på lager"
        assert gettext("100 % av alt") == "100 % av alt"
