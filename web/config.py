"""Settings: the only place that reads the environment (variables ``MERKBAR_*``)."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from catalog import brands, comparable, db
from catalog.clock import Clock
from catalog.errors import DefinitionError, MerkbarError
from catalog.workspace import Workspace
from labels import definitions

DEFAULT_BASE_URL = "http://127.0.0.1:8000"
API_ANONYMOUS = 300
KEEP_ASKERS_DAYS = 90
RISK_DETAILS = ("all", "buyers")


class SettingsError(MerkbarError):
    """An environment variable holds something it cannot hold; names the variable."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment says. ``secret_key`` is '' where none is set; serving needs one. ``demo``
    marks every page as demonstration data. ``require_login`` opens nothing but badges, their evidence and
    the log-in to those who have not logged in. ``proxies`` is how many proxies in front append to
    X-Forwarded-For. ``api_anonymous`` is how many requests a minute the API answers an address without a
    key; 0: none. ``keep_askers_days`` is how many days after the answer names of people who asked are kept;
    ``questions_email`` is where the public may ask, '' for nowhere. ``risk_details`` says who sees risk
    levels of suppliers: all, or buyers (and reviewers and admins). ``prefer_agreements`` puts offers under an
    agreement first."""

    database_url: str
    search_url: str
    var: Path
    data: Path
    base_url: str
    secret_key: str
    clock: Clock
    demo: bool = False
    require_login: bool = False
    proxies: int = 0
    api_anonymous: int = API_ANONYMOUS
    keep_askers_days: int = KEEP_ASKERS_DAYS
    questions_email: str = ""
    risk_details: str = "all"
    prefer_agreements: bool = False


def default_data() -> Path:
    """The checkout's ``data/``, else the copy that the package installed."""
    checkout = Path(__file__).resolve().parent.parent / "data"
    if (checkout / "feeds.toml").is_file():
        return checkout
    return Path(sys.prefix) / "share" / "merkbar" / "data"


def data_file(data: Path, name: str) -> Path:
    """The operator's file of that name, else the shipped one: an upgrade brings files that a copied data
    folder does not have yet."""
    own = data / name
    return own if own.is_file() else default_data() / name


def from_environment(environ: Mapping[str, str]) -> Settings:
    """Reads the settings. Raises SettingsError with the variable's name."""
    var = Path(environ.get("MERKBAR_VAR") or "var").absolute()
    return Settings(
        database_url=environ.get("MERKBAR_DATABASE_URL") or f"sqlite:///{var / 'merkbar.db'}",
        search_url=_search_url(environ.get("MERKBAR_SEARCH_URL", ""), var),
        var=var,
        data=Path(environ.get("MERKBAR_DATA") or default_data()).absolute(),
        base_url=(environ.get("MERKBAR_BASE_URL") or DEFAULT_BASE_URL).rstrip("/"),
        secret_key=environ.get("MERKBAR_SECRET_KEY", ""),
        clock=_clock(environ),
        demo=environ.get("MERKBAR_DEMO", "") == "1",
        require_login=environ.get("MERKBAR_REQUIRE_LOGIN", "") == "1",
        proxies=_proxies(environ.get("MERKBAR_PROXIES") or "0"),
        keep_askers_days=_days("MERKBAR_KEEP_ASKERS_DAYS", environ, KEEP_ASKERS_DAYS),
        questions_email=environ.get("MERKBAR_QUESTIONS_EMAIL", ""),
        risk_details=_one_of("MERKBAR_RISK_DETAILS", environ, RISK_DETAILS),
        prefer_agreements=environ.get("MERKBAR_PREFER_AGREEMENTS", "") == "1",
        api_anonymous=_anonymous(environ.get("MERKBAR_API_ANONYMOUS") or str(API_ANONYMOUS)),
    )


def _search_url(text: str, var: Path) -> str:
    if text and not text.startswith("whoosh:"):
        raise SettingsError(f"MERKBAR_SEARCH_URL: {text!r} is not whoosh:<folder>")
    return text if text.removeprefix("whoosh:") else f"whoosh:{var / 'index'}"


def _one_of(name: str, environ: Mapping[str, str], values: tuple[str, ...]) -> str:
    text = environ.get(name) or values[0]
    if text not in values:
        raise SettingsError(f"{name}: {text!r} is not one of {', '.join(values)}")
    return text


def _days(name: str, environ: Mapping[str, str], usual: int) -> int:
    text = environ.get(name) or str(usual)
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise SettingsError(f"{name}: {text!r} is not a number of days")
    return int(text)


def _proxies(text: str) -> int:
    if not text.isdecimal() or int(text) > 9:
        raise SettingsError(f"MERKBAR_PROXIES: {text!r} is not a number of proxies, 0 to 9")
    return int(text)


def _anonymous(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 7):
        raise SettingsError(f"MERKBAR_API_ANONYMOUS: {text!r} is not a number of requests a minute")
    return int(text)


def _clock(environ: Mapping[str, str]) -> Clock:
    zone = environ.get("MERKBAR_TIMEZONE") or "Europe/Oslo"
    pinned = environ.get("MERKBAR_TODAY", "")
    try:
        return Clock(ZoneInfo(zone), date.fromisoformat(pinned) if pinned else None)
    except ZoneInfoNotFoundError as error:
        raise SettingsError(f"MERKBAR_TIMEZONE: {zone!r} is not a time zone") from error
    except ValueError as error:
        raise SettingsError(f"MERKBAR_TODAY: {pinned!r} is not a day like 2026-11-22") from error


def open_workspace(settings: Settings) -> Workspace:
    """Reads the operator's data, creates or upgrades an empty store, and wires the workspace."""
    labels_file = settings.data / "labels.toml"
    try:
        operator = tomllib.loads(labels_file.read_text("utf-8")) if labels_file.is_file() else {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DefinitionError(labels_file, "file", str(error)) from error
    try:
        labels = definitions.load(accepted_markets=operator.get("accepted_markets", {}))
    except definitions.DefinitionFault as error:
        raise MerkbarError(f"{labels_file}: {error}") from error
    settings.var.mkdir(parents=True, exist_ok=True)
    engine = db.connect(settings.database_url)
    workspace = Workspace(
        engine=engine,
        var=settings.var,
        data=settings.data,
        clock=settings.clock,
        labels=labels,
        brands=brands.load(data_file(settings.data, "brands.toml")),
        comparables=comparable.load(data_file(settings.data, "comparable.toml")),
        show_declared=bool(operator.get("show_declared", True)),
        index_dir=Path(settings.search_url.removeprefix("whoosh:")),
    )
    db.upgrade(engine, workspace.lock_dir)
    return workspace
