"""What feeds.toml may say about addresses, folders, secrets and options: each fault names its key."""

from __future__ import annotations

from pathlib import Path

import pytest

from importers import profiles
from importers.config import Profile
from importers.errors import ProfileError

FINGERPRINT = "SHA256:" + "a" * 43
SFTP = {
    "url": "sftp://sftp.elko.example/ut/", "mask": "V4*.zip", "user_env": "U", "password_env": "P",
    "host_key": FINGERPRINT, "allow_private": True,
}  # fmt: skip
HTTPS = {"url": "https://files.elko.example/V4.csv"}
FOLDER = {"path": "in", "mask": "*.csv"}


def load(folder: Path, keys: dict[str, object]) -> Profile:
    given = {"format": "table", "supplier": "elko"} | keys
    lines = []
    for name, value in given.items():
        text = str(value).lower() if isinstance(value, bool | int) else f"'{value}'"
        lines += [f"{name} = {text}"] if value is not None else []
    (folder / "feeds.toml").write_text("[feeds.elko]\n" + "\n".join(lines), "utf-8")
    return profiles.load(folder / "feeds.toml").feeds["elko"]


def test_an_sftp_feed_is_read_with_all_its_keys(tmp_path: Path) -> None:
    more = {"mode": "delta", "order": "name", "quiet_seconds": 120, "max_seconds": 900, "key_file_env": "K"}
    found = load(tmp_path, SFTP | more)
    assert (found.user_env, found.password_env, found.key_file_env) == ("U", "P", "K")
    assert (found.mask, found.order, found.quiet_seconds, found.max_seconds) == ("V4*.zip", "name", 120, 900)
    assert found.is_queue and not load(tmp_path, SFTP | {"mode": "full"}).is_queue
    assert not load(tmp_path, HTTPS).is_queue


@pytest.mark.parametrize(
    "host_key", [FINGERPRINT, FINGERPRINT + "=", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA elko", "ssh-rsa AAAA"]
)
def test_a_host_key_is_a_fingerprint_or_a_public_key(tmp_path: Path, host_key: str) -> None:
    assert load(tmp_path, SFTP | {"host_key": host_key}).host_key == host_key


@pytest.mark.parametrize(
    ("keys", "key", "reason"),
    [
        (SFTP | {"host_key": None}, "host_key", "is needed for sftp"),
        (SFTP | {"host_key": "MD5:00:11"}, "host_key", "a fingerprint"),
        (SFTP | {"host_key": "ssh-ed25519 nøkkel"}, "host_key", "a fingerprint"),
        (SFTP | {"user_env": None}, "user_env", "is needed for sftp"),
        (SFTP | {"password_env": None}, "password_env", "or key_file_env"),
        (SFTP | {"token_env": "T"}, "token_env", "sftp asks for user_env"),
        (SFTP | {"url": "sftp://me@sftp.elko.example/ut/"}, "url", "without credentials"),
        (SFTP | {"url": "sftp://sftp.elko.example/ut?x=1"}, "url", "has no query"),
        (SFTP | {"mask": None}, "mask", "is needed where the address is a folder"),
        (SFTP | {"mask": "ut/*.zip"}, "mask", "a pattern for file names"),
        (HTTPS | {"host_key": FINGERPRINT}, "host_key", "with an sftp:// url only"),
        (HTTPS | {"key_file_env": "K"}, "key_file_env", "with an sftp:// url only"),
        (HTTPS | {"user_env": "U"}, "password_env", "belong together"),
        (HTTPS | {"password_env": "P"}, "user_env", "belong together"),
        (HTTPS | {"user_env": "U", "password_env": "P", "token_env": "T"}, "token_env", "either a token"),
        (HTTPS | {"user_env": "kunde 4711"}, "user_env", "not its content"),
        (HTTPS | {"password_env": "hemmelig"}, "password_env", "not its content"),
        (HTTPS | {"mask": "*.csv"}, "mask", "with a path or an sftp"),
        (HTTPS | {"max_seconds": 0}, "max_seconds", "a whole number above 0"),
        (FOLDER | {"mask": ""}, "mask", "a pattern for file names"),
        (FOLDER | {"user_env": "U"}, "user_env", "with a url only"),
        (FOLDER | {"order": "size"}, "order", "'size' is none of time, name"),
        (FOLDER | {"mask": None, "quiet_seconds": 5}, "quiet_seconds", "with mask only"),
        (FOLDER | {"quiet_seconds": 0}, "quiet_seconds", "a whole number above 0"),
        (HTTPS | {"options.decmal": ","}, "options.decmal", "is no option of table; known are currency"),
        (HTTPS | {"options.decimal": ";"}, "options.decimal", "';' is none of"),
        (HTTPS | {"options.encoding": "utf-7"}, "options.encoding", "'utf-7' is not one of"),
        (HTTPS | {"options.encoding_fallback": "cp1252"}, "options.encoding_fallback", "only"),
        (HTTPS | {"options.currency": "kroner"}, "options.currency", "expected one like NOK"),
        (HTTPS | {"options.el_country": "DK"}, "options.el_country", "'DK' is none of NO, SE, FI"),
        (HTTPS | {"options.delimiter": ";;"}, "options.delimiter", "expected one of"),
        (HTTPS | {"options.territory": "NO"}, "options.territory", "is no option of table"),
        (HTTPS | {"options.units": "STK:EA"}, "options.units", "pairs like STK=EA"),
        (HTTPS | {"options.price_unit": "meter"}, "options.price_unit", "a UN/ECE code"),
        (HTTPS | {"options.price_quantity": "0"}, "options.price_quantity", "a number above 0"),
        (HTTPS | {"options.price_per": "box"}, "options.price_per", "'box' is none of pack, mengde"),
        (HTTPS | {"options.price_per": "mengde"}, "options.price_per", "for the format nelfo only"),
        (HTTPS | {"options.pad_gtin": "ja"}, "options.pad_gtin", "'ja' is none of yes, no"),
        (HTTPS | {"columns.ean": "EAN"}, "columns.ean", "is no column of table; known are supplier_number"),
        (HTTPS | {"format": "nelfo", "columns.gtin": "EAN"}, "columns", "are not mapped for nelfo"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    tmp_path: Path, keys: dict[str, object], key: str, reason: str
) -> None:
    with pytest.raises(ProfileError) as caught:
        load(tmp_path, keys)
    message = str(caught.value)
    assert message.startswith(f"{tmp_path / 'feeds.toml'} [feeds.elko], field {key}: ")
    assert reason in message
    assert "hemmelig" not in message and "4711" not in message
