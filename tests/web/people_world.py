"""Companies and users behind the pages, and browsers that have logged in through the real form.

``a_user(space, "kari@firma.no", role=Role.BUYER)`` makes user and company; ``logged_in(app, email)`` is
a browser. ``browser(app)`` is one that has not logged in.
"""

from __future__ import annotations

import re
from functools import cache

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from catalog import db
from catalog.people import passwords, users
from catalog.people.roles import Role, Visitor
from catalog.workspace import Workspace

PASSWORD = "fire tilfeldige ord her"


class Browser:
    """One browser; ``post`` sends the form token that its pages carry."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()

    def get(self, path: str, **more: object) -> TestResponse:
        return self.client.get(path, **more)  # type: ignore[arg-type]

    def post(self, path: str, **form: object) -> TestResponse:
        return self.client.post(path, data={"csrf_token": self.form_token(), **form})

    def form_token(self) -> str:
        page = self.client.get("/login").text
        if 'name="csrf_token"' not in page:
            page = self.client.get("/account").text
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert found
        return found[1]


@cache
def _hash() -> str:
    return passwords.hashed(PASSWORD)


def a_user(
    space: Workspace,
    email: str = "kari@firma.no",
    company: str = "firma",
    role: Role = Role.ELECTRICIAN,
    name: str = "",
) -> Visitor:
    """Makes a user who can log in with PASSWORD, and the company where it is new."""
    now = space.clock.now()
    with db.writing(space.engine) as session:
        owner = users.company(session, company, now)
        user = users.add(session, owner.id or 0, email, name, role, now)
        user.password_hash = _hash()
        session.add(user)
        session.flush()
        return Visitor(user.id, owner.id, role, user.name, owner.name)


def browser(app: Flask) -> Browser:
    return Browser(app)


def log_in(
    found: Browser, email: str = "kari@firma.no", password: str = PASSWORD, **form: str
) -> TestResponse:
    return found.post("/login", email=email, password=password, **form)


def logged_in(app: Flask, email: str = "kari@firma.no") -> Browser:
    """A browser of that user, logged in."""
    found = Browser(app)
    assert log_in(found, email).status_code == 303
    return found
