"""Rows that are drawn once a shape: the same as the macro itself, escaped, in the language of the request."""

from __future__ import annotations

import pytest
from flask import Flask, get_template_attribute
from jinja2 import ChoiceLoader, DictLoader
from markupsafe import Markup
from pages_world import application, opened

from web.skeletons import NoSuchField, Skeleton

TEMPLATE = """
{% macro row(one) %}
<p{% if one.kind %} class="{{ one.kind }}"{% endif %}>{{ one.name }}:
{{ _('%(count)s oppgitt', count=one.count) }}</p>
{% endmacro %}
{% macro faulty(one) %}{{ one.price }}{% endmacro %}
"""
FIELDS = ("kind", "name", "count")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    with opened(tmp_path_factory.mktemp("site")) as space:
        app = application(space)
    app.jinja_env.loader = ChoiceLoader([DictLoader({"rows.html": TEMPLATE}), app.jinja_env.loader])
    return app


@pytest.mark.parametrize(
    "values",
    [
        ("sort", "Kabel", "1"),
        ("", "Kabel", "2"),
        ("", "", ""),
        ('"><script>', "<b>R&D's</b>", "'\""),
        ("a", "\x000\x00", "\x001\x00"),
        ("", Markup("<i>ferdig</i>"), "3"),
    ],
)
def test_a_filled_row_is_what_the_macro_makes_of_the_values(site: Flask, values: tuple[str, ...]) -> None:
    skeleton = Skeleton("rows.html", "row", FIELDS)
    with site.test_request_context("/"):
        drawn = get_template_attribute("rows.html", "row")(dict(zip(FIELDS, values, strict=True)))
        assert skeleton.fill([values]) == drawn
        assert skeleton.fill([values, values]) == drawn + drawn


def test_a_text_is_in_the_language_of_each_request(site: Flask) -> None:
    skeleton = Skeleton("rows.html", "row", FIELDS)
    said = []
    for lang in ("nb", "en", "nb"):
        with site.test_request_context(f"/?lang={lang}"):
            said.append(skeleton.fill([("", "Kabel", "1")]))
    assert said[0] == said[2] != said[1]


def test_no_rows_are_nothing(site: Flask) -> None:
    with site.test_request_context("/"):
        assert Skeleton("rows.html", "row", FIELDS).fill([]) == ""


def test_a_template_that_asks_for_an_unknown_field_is_a_fault(site: Flask) -> None:
    with site.test_request_context("/"), pytest.raises(NoSuchField, match="price"):
        Skeleton("rows.html", "faulty", FIELDS).fill([("", "Kabel", "1")])
