"""Reads ``data/alerts.toml``: who is told when a run fails, is held, or a feed is late."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from catalog.errors import MerkbarError
from importers import hosts
from web.delivery.settings import EVENTS, Webhook

_SLUG = re.compile(r"[a-z0-9-]{1,40}")
_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]*")
_KEYS = ("url", "secret_env", "events", "allow_private")


class AlertsError(MerkbarError):
    """``data/alerts.toml`` is wrong; names file, table and key."""

    def __init__(self, place: str, key: str, reason: str) -> None:
        super().__init__(f"{place}{f', key {key}' if key else ''}: {reason}")


def load(path: Path) -> dict[str, Webhook]:
    """The webhooks by name; none where there is no file. Raises AlertsError."""
    if not path.is_file():
        return {}
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise AlertsError(str(path), "", f"cannot be read: {error}") from error
    for section, entries in tables.items():
        if section != "webhooks" or not isinstance(entries, dict):
            raise AlertsError(str(path), section, "only [webhooks.<name>]")
    found = {}
    for name, values in tables.get("webhooks", {}).items():
        place = f"{path} [webhooks.{name}]"
        if not _SLUG.fullmatch(name) or not isinstance(values, dict):
            raise AlertsError(place, "", "a table with a name of the letters a-z, digits and dashes")
        found[name] = _webhook(place, name, values)
    return found


def _webhook(place: str, name: str, values: Mapping[str, object]) -> Webhook:
    for key in values:
        if key not in _KEYS:
            raise AlertsError(place, key, f"is no key of a webhook; known are {', '.join(_KEYS)}")
    allow_private = values.get("allow_private", False)
    if not isinstance(allow_private, bool):
        raise AlertsError(place, "allow_private", "true or false is expected")
    secret = values.get("secret_env", "")
    if not isinstance(secret, str) or not _VARIABLE.fullmatch(secret):
        # whoever pastes the secret itself here must not read it again in a log
        raise AlertsError(place, "secret_env", "the name of an environment variable, not its content")
    events = values.get("events", list(EVENTS))
    if not isinstance(events, list) or any(event not in EVENTS for event in events):
        raise AlertsError(place, "events", f"a list of some of {', '.join(EVENTS)}")
    return Webhook(name, _url(place, values, allow_private), secret, tuple(events), allow_private)


def _url(place: str, values: Mapping[str, object], allow_private: bool) -> str:
    url = values.get("url", "")
    if not isinstance(url, str):
        raise AlertsError(place, "url", "a text is expected")
    try:
        hosts.origin(url)
    except hosts.AddressRefused as error:
        raise AlertsError(place, "url", str(error)) from error
    if not hosts.is_secure(url) and not allow_private:
        reason = "https is expected (http only to a private host, with allow_private = true)"
        raise AlertsError(place, "url", reason)
    return url
