"""Profiles: what the operator says about each feed and register in ``data/feeds.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

FEED_FORMATS = ("nelfo", "bmecat", "xchange", "peppol", "google", "icecat", "table")
REGISTER_FORMATS = ("tco", "epeat", "energy-star", "table")
PAGINGS = ("tco", "socrata", "page", "offset", "cursor", "link")
MODES = ("delta", "full")
ORDERS = ("time", "name")
DEFAULT_MAX_AGE_DAYS = 365


@dataclass(frozen=True, slots=True)
class Gates:
    """Limits that a run must keep to publish by itself (shares as fractions; defaults of the reference).

    Share gates apply in full mode only, with an earlier published run and at least 500 records. A price
    that moves by more than ``max_price_factor`` has jumped; more than the share ``max_jumped`` of such
    prices holds a run in either mode.
    """

    min_records: int = 1
    max_change: Decimal = Decimal("0.20")
    max_rejected: Decimal = Decimal("0.02")
    max_disappeared: Decimal = Decimal("0.10")
    max_bad_gtin: Decimal = Decimal("0.05")
    max_duplicates: Decimal = Decimal("0.05")
    max_ruined_gtin: Decimal = Decimal("0.01")
    max_price_factor: Decimal = Decimal(20)
    max_jumped: Decimal = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class Profile:
    """One feed or register. A ``load`` from the command line builds one without an address.

    ``columns`` maps our column names to the file's; ``options`` are the format's own switches
    (``importers.option_keys``). Secrets are named as environment variables (the keys that end in
    ``_env``), never written down; ``host_key`` is public. ``mask`` makes ``path``, or an sftp ``url``,
    a folder: full takes the newest file in it, delta every one, in ``order``, when it has not been
    written to for ``quiet_seconds``. ``max_seconds`` ends a transfer. ``paging`` says that ``url``
    answers page by page, and how (``pages``); ``page_size`` is in rows, ``dataset_name`` what its owner
    must call the data.
    ``schedule`` begins with one of the words of ``importers.schedule``.
    """

    name: str
    kind: str
    format: str
    supplier: str = ""
    supplier_name: str = ""
    label: str = ""
    dataset: str = ""
    mode: str = "delta"
    url: str = ""
    path: str = ""
    token_env: str = ""
    token_header: str = "Authorization"  # noqa: S105  (the name of a header)
    user_env: str = ""
    password_env: str = ""
    key_file_env: str = ""
    host_key: str = ""
    mask: str = ""
    order: str = ORDERS[0]
    quiet_seconds: int = 60
    max_seconds: int = 3600
    allow_private: bool = False
    paging: str = ""
    pages: Mapping[str, str] = field(default_factory=dict)
    page_size: int = 1000
    dataset_name: str = ""
    max_bytes: int = 2_000_000_000
    max_age_days: int = DEFAULT_MAX_AGE_DAYS
    schedule: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    gates: Gates = Gates()

    @property
    def is_queue(self) -> bool:
        """Whether each file of a folder counts, one after the other, not the newest alone."""
        return bool(self.mask) and self.mode == "delta"
