"""``data/delivery.toml``: what is refused, and where the message says so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT
from web.delivery import order_rules
from web.delivery.order_rules import DeliveryRulesError

KEY = "SHA256:" + "A" * 43
GOOD = f"""
[mail]
host = "smtp.firma.no"
sender = "ordre@firma.no"
user_env = "SMTP_USER"
password_env = "SMTP_PASSWORD"
[companies]
firma = "NO986692002MVA"
[suppliers.nord]
channel = "email"
to = "ordre@nord.no"
customers = {{ firma = "28579" }}
[suppliers.sor]
channel = "sftp"
format = "csv"
url = "sftp://sftp.sor.example/inn"
host_key = "{KEY}"
user_env = "SOR_USER"
password_env = "SOR_PASSWORD"
[suppliers.vest]
channel = "directory"
path = "/srv/orders/vest"
confirmations = "/srv/orders/vest-svar"
"""


def test_a_whole_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "delivery.toml").write_text(GOOD, "utf-8")
    found = order_rules.load(tmp_path / "delivery.toml")
    assert {slug: target.channel for slug, target in found.targets.items()} == {
        "nord": "email", "sor": "sftp", "vest": "directory",
    }  # fmt: skip
    assert found.targets["nord"].customers == {"firma": "28579"}
    assert (found.targets["sor"].format, found.targets["nord"].format) == ("csv", "nelfo")
    assert found.mail is not None and found.mail.security == "starttls"


def test_item_certificates_go_along_unless_a_supplier_refuses_them(tmp_path: Path) -> None:
    (tmp_path / "delivery.toml").write_text(
        GOOD.replace('path = "/srv/orders/vest"', 'path = "/srv/orders/vest"\ncertificates = false'), "utf-8"
    )
    found = order_rules.load(tmp_path / "delivery.toml")
    assert [found.targets[slug].certificates for slug in ("nord", "vest")] == [True, False]


def test_no_file_is_no_channel(tmp_path: Path) -> None:
    assert not order_rules.load(tmp_path / "delivery.toml").targets


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('channel = "email"', 'channel = "fax"', r"\[suppliers.nord\], key channel: one of download"),
        ('to = "ordre@nord.no"', 'to = "a@b.no, c@d.no"', r"key to: one mail address"),
        ('to = "ordre@nord.no"', 'to = "a@b.no\\r\\nBcc: x@y.no"', r"key to: a text of one line"),
        ('to = "ordre@nord.no"', 'til = "a@b.no"', r"key til: is no key of the channel email"),
        ('to = "ordre@nord.no"\n', "", r"key to: is missing"),
        ('"28579"', '"12345678901"', r"key firma: Teksten er for lang"),
        ('"28579"', '"1;2"', r"key firma: Semikolon"),
        ("firma = ", "Firma = ", r"key Firma: a name of the letters"),
        ('"SOR_PASSWORD"', '"hemmelig!"', r"key password_env: the name of an environment variable"),
        (f'host_key = "{KEY}"', 'host_key = "abc"', r"key host_key: a fingerprint"),
        ("sftp://", "https://", r"key url: a folder like sftp"),
        ("sftp://", "sftp://u:p@", r"key url: .*without credentials"),
        ('"/srv/orders/vest"', '"orders/vest"', r"key path: an absolute path"),
        ('"ordre@firma.no"', '"Firma <ordre@firma.no>"', r"\[mail\], key sender"),
        ('user_env = "SMTP_USER"\n', "", r"key password_env: user_env and password_env belong together"),
        ('user_env = "SMTP', 'security = "none"\nuser_env = "SMTP', r"key security: a password is not"),
        ("[mail]", "[post]", r"key post: only \[suppliers"),
        ("[mail]", "[mail", r"cannot be read"),
    ],
)
def test_a_wrong_file_is_refused_with_table_and_key(tmp_path: Path, old: str, new: str, words: str) -> None:
    assert old in GOOD
    (tmp_path / "delivery.toml").write_text(GOOD.replace(old, new, 1), "utf-8")
    with pytest.raises(DeliveryRulesError, match=words) as caught:
        order_rules.load(tmp_path / "delivery.toml")
    assert "hemmelig" not in str(caught.value)


def test_a_channel_email_needs_a_mail_server(tmp_path: Path) -> None:
    (tmp_path / "delivery.toml").write_text(GOOD[GOOD.index("[companies]") :], "utf-8")
    with pytest.raises(DeliveryRulesError, match=r"needs the table \[mail\]"):
        order_rules.load(tmp_path / "delivery.toml")


def test_the_examples_in_delivery_toml_are_valid_once_their_comment_signs_are_gone(tmp_path: Path) -> None:
    shipped = (ROOT / "data" / "delivery.toml").read_text("utf-8")
    assert not order_rules.load(ROOT / "data" / "delivery.toml").targets
    text = re.sub(
        r"^# (?=\[|[a-z_-]+ = )", "", shipped[shipped.index("# --- Examples") :], flags=re.MULTILINE
    )
    (tmp_path / "delivery.toml").write_text(text, "utf-8")
    found = order_rules.load(tmp_path / "delivery.toml")
    assert {target.channel for target in found.targets.values()} == {"download", "directory", "sftp", "email"}
