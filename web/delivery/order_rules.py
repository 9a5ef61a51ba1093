"""Reads ``data/delivery.toml``, the channel of each supplier; what is wrong is named by table and key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from catalog.errors import InvalidRequest, MerkbarError
from catalog.ordering.fields import clean
from importers import host_keys, hosts
from web.delivery.order_settings import (
    CHANNELS,
    DIRECTORY,
    EMAIL,
    FORMATS,
    SECURITY,
    SFTP,
    Mail,
    OrderRules,
    OrderTarget,
)

FILE = "delivery.toml"
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]*")
# no display names, no quoted local parts: an address that can stand in any header as it is
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")
_NEEDED = {DIRECTORY: ("path",), SFTP: ("url", "host_key", "user_env"), EMAIL: ("to",)}
_ALLOWED = {
    DIRECTORY: ("path",),
    SFTP: ("url", "host_key", "user_env", "password_env", "key_file_env", "allow_private"),
    EMAIL: ("to",),
}
_COMMON = ("channel", "format", "certificates", "confirmations", "customers")
_MAIL = ("host", "sender", "port", "security", "user_env", "password_env", "answer_seconds")


class DeliveryRulesError(MerkbarError):
    """``data/delivery.toml`` is wrong; names file, table and key."""

    def __init__(self, place: str, key: str, reason: str) -> None:
        super().__init__(f"{place}{f', key {key}' if key else ''}: {reason}")


def load(path: Path) -> OrderRules:
    """What the file says; no channels where there is no file. Raises DeliveryRulesError."""
    if not path.is_file():
        return OrderRules()
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DeliveryRulesError(str(path), "", f"cannot be read: {error}") from error
    for section, values in tables.items():
        if section not in ("suppliers", "companies", "mail") or not isinstance(values, dict):
            raise DeliveryRulesError(str(path), section, "only [suppliers.<slug>], [companies] and [mail]")
    place = f"{path} [companies]"
    companies = {
        _slug(place, name): _field(place, name, "buyer", value)
        for name, value in tables.get("companies", {}).items()
    }
    targets = {}
    for name, values in tables.get("suppliers", {}).items():
        place = f"{path} [suppliers.{name}]"
        if not isinstance(values, dict):
            raise DeliveryRulesError(place, "", "a table is expected")
        targets[_slug(place, name)] = _target(place, name, values)
    mail = _mail(f"{path} [mail]", tables["mail"]) if "mail" in tables else None
    if mail is None and any(target.channel == EMAIL for target in targets.values()):
        raise DeliveryRulesError(str(path), "mail", "a channel email needs the table [mail]")
    return OrderRules(targets, companies, mail)


def _target(place: str, name: str, values: Mapping[str, Any]) -> OrderTarget:
    channel = _choice(place, "channel", values.get("channel"), CHANNELS)
    allowed = _COMMON + _ALLOWED.get(channel, ())
    for key in values:
        if key not in allowed:
            known = ", ".join(allowed)
            raise DeliveryRulesError(place, key, f"is no key of the channel {channel}; known are {known}")
    for key in _NEEDED.get(channel, ()):
        if key not in values:
            raise DeliveryRulesError(place, key, f"is missing: the channel {channel} needs it")
    texts = {key: _text(place, key, values[key]) for key in allowed if key in values and key in _TEXTS}
    customers = values.get("customers", {})
    if not isinstance(customers, dict):
        raise DeliveryRulesError(place, "customers", "a table of company and customer number is expected")
    target = OrderTarget(
        name, channel, _choice(place, "format", values.get("format", "nelfo"), FORMATS),
        allow_private=_flag(place, values, "allow_private"),
        certificates=_flag(place, values, "certificates", True), **texts,
        customers={
            _slug(place, slug): _field(place, slug, "customer", number) for slug, number in customers.items()
        },
    )  # fmt: skip
    _check(place, target)
    return target


_TEXTS = ("path", "url", "host_key", "user_env", "password_env", "key_file_env", "to", "confirmations")


def _check(place: str, target: OrderTarget) -> None:
    _check_variables(place, target)
    for key in ("path", "confirmations"):
        if getattr(target, key) and not Path(getattr(target, key)).is_absolute():
            raise DeliveryRulesError(place, key, "an absolute path is expected")
    if target.channel == EMAIL and not _ADDRESS.fullmatch(target.to):
        raise DeliveryRulesError(place, "to", "one mail address is expected, like ordre@example.no")
    if target.channel != SFTP:
        return
    try:
        scheme = hosts.origin(target.url)[0]
    except hosts.AddressRefused as error:
        raise DeliveryRulesError(place, "url", str(error)) from error
    if scheme != "sftp":
        raise DeliveryRulesError(place, "url", "a folder like sftp://host/in is expected")
    if fault := host_keys.fault(target.host_key):
        raise DeliveryRulesError(place, "host_key", fault)
    if not target.password_env and not target.key_file_env:
        raise DeliveryRulesError(place, "password_env", "is missing: or key_file_env")


def _mail(place: str, values: Mapping[str, Any]) -> Mail:
    for key in values:
        if key not in _MAIL:
            raise DeliveryRulesError(place, key, f"is no key of mail; known are {', '.join(_MAIL)}")
    numbers = {key: values[key] for key in ("port", "answer_seconds") if key in values}
    for key, value in numbers.items():
        if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 65536:
            raise DeliveryRulesError(place, key, "a whole number above 0 is expected")
    texts = {key: _text(place, key, values[key]) for key in _MAIL if key in values and key not in numbers}
    for key in ("host", "sender"):
        if not texts.get(key):
            raise DeliveryRulesError(place, key, "is missing")
    if not _ADDRESS.fullmatch(texts["sender"]):
        raise DeliveryRulesError(place, "sender", "one mail address is expected")
    known: dict[str, Any] = {**texts, **numbers}
    mail = Mail(**known)
    _choice(place, "security", mail.security, SECURITY)
    _check_variables(place, mail)
    if mail.user_env and mail.security == "none":
        raise DeliveryRulesError(place, "security", "a password is not sent without encryption")
    if bool(mail.user_env) != bool(mail.password_env):
        raise DeliveryRulesError(place, "password_env", "user_env and password_env belong together")
    return mail


def _check_variables(place: str, holder: OrderTarget | Mail) -> None:
    for key in ("user_env", "password_env", "key_file_env"):
        name = getattr(holder, key, "")
        if name and not _VARIABLE.fullmatch(name):
            # whoever pastes the secret itself here must not read it again in a log
            raise DeliveryRulesError(place, key, "the name of an environment variable, not its content")


def _text(place: str, key: str, value: object) -> str:
    if not isinstance(value, str) or not value.isprintable():
        raise DeliveryRulesError(place, key, "a text of one line is expected")
    return value.strip()


def _flag(place: str, values: Mapping[str, Any], key: str, usual: bool = False) -> bool:
    value = values.get(key, usual)
    if not isinstance(value, bool):
        raise DeliveryRulesError(place, key, "true or false is expected")
    return value


def _choice(place: str, key: str, value: object, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise DeliveryRulesError(place, key, f"one of {', '.join(allowed)} is expected")
    return str(value)


def _slug(place: str, name: str) -> str:
    if not _SLUG.fullmatch(name):
        raise DeliveryRulesError(place, name, "a name of the letters a-z, digits and hyphens")
    return name


def _field(place: str, key: str, name: str, value: object) -> str:
    """A text that has to fit a field of a NELFO order."""
    try:
        return clean(name, _text(place, key, value))
    except InvalidRequest as error:
        raise DeliveryRulesError(place, key, error.reason) from error
