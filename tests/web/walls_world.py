"""Two companies with a user of each role, and a browser of each role of the first one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from catalog.people.roles import Role
from catalog.workspace import Workspace
from tests.web import pages_world
from tests.web.people_world import Browser, a_user, logged_in

ROLES = ("anonymous", *Role)


@contextmanager
def two_companies(folder: Path) -> Iterator[Workspace]:
    with pages_world.opened(folder) as found:
        pages_world.fill(found)
        for role in Role:
            a_user(found, f"{role}@firma.no", role=role)
            a_user(found, f"{role}@annet.no", "annet", role=role)
        yield found


def browsers_of(app: Flask) -> dict[str, Browser]:
    return {
        role: Browser(app) if role == "anonymous" else logged_in(app, f"{role}@firma.no") for role in ROLES
    }
