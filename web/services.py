"""What a request works with: the workspace, the index reader and one session, opened lazily."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Flask, current_app, g
from sqlmodel import Session

from catalog.search import language
from catalog.search.opening import open_index
from catalog.search.port import SearchIndex
from catalog.workspace import Workspace
from web.config import Settings, default_data


@dataclass(frozen=True, slots=True)
class Services:
    """Wired once per process by ``create_app``."""

    settings: Settings
    workspace: Workspace
    index: SearchIndex


def open_search(workspace: Workspace) -> SearchIndex:
    """The index reader with the operator's synonyms and the labels' names. Raises DefinitionError."""
    return open_index(workspace.index_dir, language.load(workspace.data, workspace.labels, default_data()))


def init_app(app: Flask, settings: Settings, workspace: Workspace) -> None:
    """Puts the services into the app and closes the request's session when the request ends."""
    app.extensions["merkbar"] = Services(settings, workspace, open_search(workspace))
    app.teardown_appcontext(_close_session)


def services() -> Services:
    """The running app's services."""
    found: Services = current_app.extensions["merkbar"]
    return found


def session() -> Session:
    """This request's reading session: one snapshot from its first query to its end."""
    if "session" not in g:
        g.session = Session(services().workspace.engine)
    opened: Session = g.session
    return opened


def look_again() -> None:
    """Closes this request's session: the next read sees what has been written meanwhile."""
    _close_session(None)


def today() -> date:
    """The day for which this request derives every state; the same from first line to last."""
    if "today" not in g:
        g.today = services().workspace.clock.today()
    day: date = g.today
    return day


def _close_session(_error: BaseException | None) -> None:
    opened: Session | None = g.pop("session", None)
    if opened is not None:
        opened.close()
