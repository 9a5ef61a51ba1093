"""Where orders go: what ``data/delivery.toml`` says of each supplier, of mail and of the buying companies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

DOWNLOAD, DIRECTORY, SFTP, EMAIL = "download", "directory", "sftp", "email"
CHANNELS = (DOWNLOAD, DIRECTORY, SFTP, EMAIL)
FORMATS = ("nelfo", "csv", "peppol")
SECURITY = ("starttls", "tls", "none")


@dataclass(frozen=True, slots=True)
class OrderTarget:
    """How one supplier takes orders.

    ``path`` is the folder of a drop directory, ``url`` that of an SFTP server with its ``host_key``, ``to``
    a mail address. Keys that end in ``_env`` name environment variables. ``confirmations`` is the folder
    where the supplier's NELFO order confirmations arrive, '' for none. ``customers`` are the customer
    numbers by company slug. ``certificates`` adds the labels to a Peppol order as item certificates too.
    """

    supplier: str
    channel: str
    format: str = "nelfo"
    path: str = ""
    url: str = ""
    user_env: str = ""
    password_env: str = ""
    key_file_env: str = ""
    host_key: str = ""
    allow_private: bool = False
    to: str = ""
    confirmations: str = ""
    certificates: bool = True
    customers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mail:
    """The server that takes our mail. ``answer_seconds`` is how long it may think about a whole message."""

    host: str
    sender: str
    port: int = 587
    security: str = "starttls"
    user_env: str = ""
    password_env: str = ""
    answer_seconds: int = 60


@dataclass(frozen=True, slots=True)
class OrderRules:
    """All of the file: targets by supplier slug, organisation numbers by company slug, the mail server."""

    targets: Mapping[str, OrderTarget] = field(default_factory=dict)
    companies: Mapping[str, str] = field(default_factory=dict)
    mail: Mail | None = None
