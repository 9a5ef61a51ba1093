"""Addresses that are made once a process: the same as Flask's, also where the site lies under a path."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask, url_for
from pages_world import application, opened

from web.addresses import local_url
from web.formats import asset


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    with opened(tmp_path_factory.mktemp("site")) as space:
        return application(space)


@pytest.mark.parametrize("mount", ["", "/innkjop"])
def test_an_address_is_the_one_that_flask_makes_wherever_the_site_is_mounted(site: Flask, mount: str) -> None:
    for _time in range(2):
        with site.test_request_context("/", base_url=f"http://merkbar.test{mount}"):
            for endpoint in ("search.results", "labels.index", "ordering.basket"):
                assert local_url(endpoint) == url_for(endpoint)
                assert local_url(endpoint).startswith(f"{mount}/")
            assert local_url("labels.show", slug="epeat") == f"{mount}/labels/epeat"
            assert asset("icon.svg").startswith(f"{mount}/static/icon.svg?v=")


def test_inside_a_visit_addresses_lie_within_it_and_static_files_outside(site: Flask) -> None:
    made = {}
    for token in ("first", "second"):
        root, visit = f"http://merkbar.test/punchout/s/{token}", {"merkbar.punchout": token}
        with site.test_request_context("/", base_url=root, environ_overrides=visit):
            made[token] = local_url("labels.index")
            assert asset("icon.svg").startswith("/static/icon.svg?v=")
    assert made == {token: f"/punchout/s/{token}/labels" for token in made}
    with site.test_request_context("/"):
        assert local_url("labels.index") == "/labels"


def test_outside_a_request_an_address_is_made_as_flask_does(site: Flask) -> None:
    site.config["SERVER_NAME"] = "merkbar.test"
    try:
        with site.app_context():
            assert local_url("labels.index") == url_for("labels.index") == "http://merkbar.test/labels"
    finally:
        site.config["SERVER_NAME"] = None


def test_every_static_file_has_an_address_with_its_own_hash(site: Flask) -> None:
    folder = Path(site.static_folder or "")
    with site.test_request_context("/"):
        names = [path.name for path in folder.glob("*.css")]
        assert names
        assert len({asset(name).rpartition("=")[2] for name in names}) == len(names)
