"""Reads ``data/subscriptions.toml``: who is told of labels gained, lost or expiring, of which products."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from werkzeug.datastructures import MultiDict

from catalog.errors import InvalidRequest
from catalog.label_changes import EVENTS, Watch
from web.delivery.alert_rules import AlertsError
from web.query_args import search_request

FILE = "subscriptions.toml"
_SLUG = re.compile(r"[a-z0-9-]{1,40}")
_KEYS = ("webhook", "events", "brands", "suppliers", "search")


@dataclass(frozen=True, slots=True)
class Subscription:
    """``webhook`` is the name of a table in alerts.toml."""

    name: str
    webhook: str
    events: tuple[str, ...]
    watch: Watch


def load(path: Path, webhooks: Collection[str]) -> tuple[Subscription, ...]:
    """The subscriptions in the order of the file; none where there is no file. Raises AlertsError."""
    if not path.is_file():
        return ()
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise AlertsError(str(path), "", f"cannot be read: {error}") from error
    for section, entries in tables.items():
        if section != "subscriptions" or not isinstance(entries, dict):
            raise AlertsError(str(path), section, "only [subscriptions.<name>]")
    found = []
    for name, values in tables.get("subscriptions", {}).items():
        place = f"{path} [subscriptions.{name}]"
        if not _SLUG.fullmatch(name) or not isinstance(values, dict):
            raise AlertsError(place, "", "a table with a name of the letters a-z, digits and dashes")
        found.append(_subscription(place, name, values, webhooks))
    return tuple(found)


def _subscription(
    place: str, name: str, values: Mapping[str, Any], webhooks: Collection[str]
) -> Subscription:
    for key in values:
        if key not in _KEYS:
            raise AlertsError(place, key, f"is no key of a subscription; known are {', '.join(_KEYS)}")
    webhook = values.get("webhook", "")
    if not isinstance(webhook, str) or webhook not in webhooks:
        raise AlertsError(place, "webhook", "the name of a webhook in alerts.toml is expected")
    events = _texts(place, "events", values.get("events", list(EVENTS)))
    if not events or any(event not in EVENTS for event in events):
        raise AlertsError(place, "events", f"a list of some of {', '.join(EVENTS)}")
    brands, suppliers = (_texts(place, key, values.get(key, [])) for key in ("brands", "suppliers"))
    search = values.get("search", "")
    if not isinstance(search, str):
        raise AlertsError(place, "search", "a text is expected")
    if not (brands or suppliers or search):
        raise AlertsError(place, "", "brands, suppliers or search is expected: everything is no subscription")
    watch = _watch(place, search)
    watch = replace(watch, brands=(*brands, *watch.brands), suppliers=(*suppliers, *watch.suppliers))
    return Subscription(name, webhook, events, watch)


def _watch(place: str, search: str) -> Watch:
    pairs = parse_qsl(search.partition("?")[2] or search, keep_blank_values=True)
    try:
        return Watch.of(search_request(MultiDict(pairs), strict=True))
    except InvalidRequest as error:
        raise AlertsError(place, "search", str(error)) from error


def _texts(place: str, key: str, values: object) -> tuple[str, ...]:
    if not isinstance(values, list) or not all(isinstance(value, str) and value for value in values):
        raise AlertsError(place, key, "a list of texts is expected")
    return tuple(values)
