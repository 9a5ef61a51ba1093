"""The keys that a table of ``data/feeds.toml`` may have, each read with its type."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from pathlib import Path

from importers import address_rules, hosts, option_keys, paging_rules, schedule
from importers.config import FEED_FORMATS, MODES, ORDERS, PAGINGS, REGISTER_FORMATS, Gates, Profile
from importers.errors import ProfileError

SLUG = re.compile(r"[a-z0-9-]+")
FIXED_LABELS = {"tco": "tco-certified", "epeat": "epeat", "energy-star": "energy-star"}
_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]*")
_HEADER = re.compile(r"[A-Za-z0-9-]+")
_DEFAULTS = Profile("", "", "")
_ALL_KEYS = frozenset(item.name for item in fields(Profile)) - {"name", "kind"}
_KEYS = {
    "feed": _ALL_KEYS - {"label", "dataset", "max_age_days", "dataset_name"},
    "register": _ALL_KEYS - {"supplier", "supplier_name", "pages"},
}


@dataclass(frozen=True, slots=True)
class Table:
    """One table being read: ``subject`` names file and table, ``folder`` is where the file lies."""

    subject: str
    kind: str
    folder: Path

    def fault(self, key: str, reason: str) -> ProfileError:
        """The error to raise about one key. Values are never shown where they may be secrets."""
        return ProfileError(self.subject, reason, 0, key)

    def text(self, values: Mapping[str, object], key: str, default: str = "") -> str:
        """A text, without surrounding white space."""
        value = values.get(key, default)
        if not isinstance(value, str):
            raise self.fault(key, f"a text is expected, not {type(value).__name__}")
        return value.strip()

    def choice(self, values: Mapping[str, object], key: str, allowed: tuple[str, ...]) -> str:
        """One of the allowed words; the first of them where ``mode`` or ``order`` is not given."""
        value = self.text(values, key, allowed[0] if key in ("mode", "order") else "")
        if value not in allowed:
            raise self.fault(key, f"{value!r} is none of {', '.join(allowed)}")
        return value

    def number(self, values: Mapping[str, object], key: str, default: int) -> int:
        """A whole number above nought."""
        value = values.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise self.fault(key, "a whole number above 0 is expected")
        return value

    def flag(self, values: Mapping[str, object], key: str) -> bool:
        """true or false, false where it is not given."""
        value = values.get(key, False)
        if not isinstance(value, bool):
            raise self.fault(key, "true or false is expected")
        return value

    def texts(self, values: Mapping[str, object], key: str) -> dict[str, str]:
        """A sub-table of texts."""
        value = values.get(key, {})
        if not isinstance(value, dict):
            raise self.fault(key, "a table is expected")
        for name, item in value.items():
            if not isinstance(item, str):
                raise self.fault(f"{key}.{name}", "a text in quotes is expected")
        return value


def read_profile(table: Table, name: str, values: Mapping[str, object]) -> Profile:
    """The profile that a table describes. Raises ProfileError with table and key."""
    unknown = sorted(values.keys() - _KEYS[table.kind])
    if unknown:
        known = ", ".join(sorted(_KEYS[table.kind]))
        raise table.fault(unknown[0], f"is no key of a {table.kind}; known are {known}")
    profile = _profile(table, name, values)
    for rules in (address_rules, paging_rules, option_keys):
        for key, reason in rules.faults(profile, values):
            raise table.fault(key, reason)
    return profile


def _profile(table: Table, name: str, values: Mapping[str, object]) -> Profile:
    formats = FEED_FORMATS if table.kind == "feed" else REGISTER_FORMATS
    file_format = table.choice(values, "format", formats)
    label = table.text(values, "label")
    if table.kind == "register":
        label = fixed_label(table.subject, file_format, label)
    allow_private = table.flag(values, "allow_private")
    return Profile(
        name=name,
        kind=table.kind,
        format=file_format,
        supplier=table.text(values, "supplier"),
        supplier_name=table.text(values, "supplier_name"),
        label=label,
        dataset=table.text(values, "dataset"),
        mode=table.choice(values, "mode", MODES),
        url=_url(table, values, allow_private),
        path=_path(table, values),
        token_env=_variable(table, values, "token_env"),
        user_env=_variable(table, values, "user_env"),
        password_env=_variable(table, values, "password_env"),
        key_file_env=_variable(table, values, "key_file_env"),
        host_key=table.text(values, "host_key"),
        mask=table.text(values, "mask"),
        order=table.choice(values, "order", ORDERS),
        quiet_seconds=table.number(values, "quiet_seconds", _DEFAULTS.quiet_seconds),
        max_seconds=table.number(values, "max_seconds", _DEFAULTS.max_seconds),
        token_header=_shaped(
            table, values, "token_header", _HEADER, _DEFAULTS.token_header, "an HTTP header"
        ),
        allow_private=allow_private,
        paging=table.choice(values, "paging", PAGINGS) if "paging" in values else "",
        pages=table.texts(values, "pages"),
        page_size=table.number(values, "page_size", _DEFAULTS.page_size),
        dataset_name=table.text(values, "dataset_name"),
        max_bytes=table.number(values, "max_bytes", _DEFAULTS.max_bytes),
        max_age_days=table.number(values, "max_age_days", _DEFAULTS.max_age_days),
        schedule=_schedule(table, values),
        columns=table.texts(values, "columns"),
        options=table.texts(values, "options"),
        gates=_gates(table, values.get("gates", {})),
    )


def fixed_label(subject: str, file_format: str, label: str) -> str:
    """The label of a register's format, else the given one. Raises ProfileError where not."""
    fixed = FIXED_LABELS.get(file_format, label)
    if label and label != fixed:
        reason = f"{label!r}: the format {file_format} is for {fixed} only"
        raise ProfileError(subject, reason, 0, "label")
    if label and not SLUG.fullmatch(label):
        raise ProfileError(subject, f"{label!r} is not the short name of a label", 0, "label")
    return fixed


def _shaped(
    table: Table,
    values: Mapping[str, object],
    key: str,
    shape: re.Pattern[str],
    default: str,
    what: str,
) -> str:
    value = table.text(values, key, default)
    if value != default and not shape.fullmatch(value):
        # whoever pastes the secret itself here must not read it again in a log
        raise table.fault(key, f"the name of {what} is expected, not its content")
    return value


def _variable(table: Table, values: Mapping[str, object], key: str) -> str:
    return _shaped(table, values, key, _VARIABLE, "", "an environment variable")


def _url(table: Table, values: Mapping[str, object], allow_private: bool) -> str:
    url = table.text(values, "url")
    if bool(url) == bool(table.text(values, "path")):
        raise table.fault("url" if url else "path", "exactly one of url and path is expected")
    if not url:
        return url
    try:
        scheme, host, _port = hosts.origin(url)
    except hosts.AddressRefused as error:
        raise table.fault("url", str(error)) from error
    if scheme == "http" and not (allow_private and _may_be_private(host)):
        reason = "https is expected, or sftp (http only to a private host, with allow_private = true)"
        raise table.fault("url", reason)
    return url


def _may_be_private(host: str) -> bool:
    """False for a public IP address; a name is looked up when the file is fetched."""
    try:
        return not hosts.is_public(str(ipaddress.ip_address(host)))
    except ValueError:
        return True


def _path(table: Table, values: Mapping[str, object]) -> str:
    path = table.text(values, "path")
    return str(table.folder.absolute() / path) if path else ""


def _schedule(table: Table, values: Mapping[str, object]) -> str:
    text = table.text(values, "schedule")
    try:
        schedule.period(text)
    except ValueError as error:
        raise table.fault("schedule", str(error)) from error
    return text


def _gates(table: Table, values: object) -> Gates:
    if not isinstance(values, dict):
        raise table.fault("gates", "a table is expected")
    known = {item.name for item in fields(Gates)}
    read: dict[str, int | Decimal] = {}
    for name, value in values.items():
        key = f"gates.{name}"
        if name not in known:
            raise table.fault(key, f"is no gate; known are {', '.join(sorted(known))}")
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise table.fault(key, "a number is expected")
        if name == "min_records":
            read[name] = table.number({key: value}, key, 1)
        else:
            read[name] = _limit(table, key, Decimal(value), name == "max_price_factor")
    return Gates(**read)  # type: ignore[arg-type]


def _limit(table: Table, key: str, value: Decimal, factor: bool) -> Decimal:
    if factor and not (value.is_finite() and value > 1):
        raise table.fault(key, "a factor above 1 is expected")
    if not factor and not (value.is_finite() and 0 <= value <= 1):
        raise table.fault(key, "a share from 0 to 1 is expected (0.10 is ten per cent)")
    return value
