"""The PunchOutSetupRequest of cXML 1.2: who opens the shop, what for, and where the basket goes.

Real messages carry a document type; it is read over and never obeyed: nothing it names is opened, and a
message that declares or uses an entity of its own is refused, because its text would be another one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from catalog.errors import MerkbarError

MAX_BYTES = 1_000_000
MAX_ITEMS = 500
MAX_TEXT = 2000
# each costs a slow hash
MAX_SENDERS = 3
OPERATIONS = ("create", "edit", "inspect")
_ENTITY = re.compile(rb"<!\s*ENTITY", re.IGNORECASE)
_QUANTITY = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,6})?")


class CxmlRefused(MerkbarError):
    """A message that cannot be served; ``code`` is its cXML status, the text says why."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code


@dataclass(frozen=True, slots=True)
class Party:
    """One credential: whose name it is in which ``domain`` (``DUNS``, ``NetworkId``)."""

    domain: str
    identity: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """One ItemOut: ``key`` is the SupplierPartAuxiliaryID that we gave, '' where there is none."""

    number: str
    key: str
    quantity: str


@dataclass(frozen=True, slots=True)
class Setup:
    """One request. ``senders`` are the credentials that the ``secret`` vouches for."""

    payload_id: str
    senders: tuple[Party, ...]
    secret: str
    parties: dict[str, list[list[str]]]
    test: bool
    operation: str
    buyer_cookie: str
    return_address: str
    selected: str
    items: tuple[Wanted, ...]


def read(body: bytes) -> Setup:
    """The request in these bytes. Raises CxmlRefused: 400 for no such message, 450 for another request."""
    root = _parsed(body)
    if root.tag != "cXML":
        raise CxmlRefused(400, f"expected a cXML message, found {str(root.tag)[:60]}")
    setup = root.find("Request/PunchOutSetupRequest")
    if setup is None:
        found = root.find("Request")
        other = str(found[0].tag)[:60] if found is not None and len(found) else "nothing"
        raise CxmlRefused(450, f"only PunchOutSetupRequest is served here, found {other}")
    operation = setup.get("operation", "create")
    if operation not in OPERATIONS:
        raise CxmlRefused(400, f"operation {operation[:40]!r} is none of {', '.join(OPERATIONS)}")
    senders, secret = _senders(root)
    return Setup(
        payload_id=root.get("payloadID", "")[:MAX_TEXT],
        senders=senders,
        secret=secret,
        parties={name: _pairs(root, name) for name in ("From", "To")},
        test=_deployment(root) == "test",
        operation=operation,
        buyer_cookie=_text(setup, "BuyerCookie", required=True),
        return_address=_text(setup, "BrowserFormPost/URL", required=True),
        selected=_text(setup, "SelectedItem/ItemID/SupplierPartID"),
        items=_items(setup),
    )


def _parsed(body: bytes) -> etree._Element:
    if len(body) > MAX_BYTES:
        raise CxmlRefused(400, f"{len(body)} bytes, at most {MAX_BYTES} are read")
    if b"\0" in body[:200]:
        raise CxmlRefused(400, "expected UTF-8, found another character set")
    if _ENTITY.search(body):
        raise CxmlRefused(400, "a message that declares entities is not read")
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, dtd_validation=False, no_network=True, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise CxmlRefused(400, f"not well-formed XML: {str(error)[:200]}") from error
    if next(root.iter(etree.Entity), None) is not None:
        raise CxmlRefused(400, "an entity that only a document type explains is not read")
    return root


def _senders(root: etree._Element) -> tuple[tuple[Party, ...], str]:
    """The sender's names and the one secret beside them. Raises CxmlRefused."""
    found = root.findall("Header/Sender/Credential")[:MAX_SENDERS]
    secrets = {_text(one, "SharedSecret") for one in found} - {""}
    if len(secrets) != 1:
        raise CxmlRefused(401, f"expected one SharedSecret of the Sender, found {len(secrets)}")
    return tuple(_party(one) for one in found), secrets.pop()


def _pairs(root: etree._Element, side: str) -> list[list[str]]:
    found = (_party(one) for one in root.findall(f"Header/{side}/Credential")[:10])
    return [[one.domain, one.identity] for one in found]


def _party(credential: etree._Element) -> Party:
    return Party(credential.get("domain", "")[:200], _text(credential, "Identity"))


def _deployment(root: etree._Element) -> str:
    request = root.find("Request")
    return request.get("deploymentMode", "") if request is not None else ""


def _items(setup: etree._Element) -> tuple[Wanted, ...]:
    found: Sequence[etree._Element] = setup.findall("ItemOut")
    if len(found) > MAX_ITEMS:
        raise CxmlRefused(400, f"{len(found)} items, at most {MAX_ITEMS} are read")
    return tuple(_wanted(one) for one in found)


def _wanted(item: etree._Element) -> Wanted:
    quantity = item.get("quantity", "").strip()
    if not _QUANTITY.fullmatch(quantity):
        raise CxmlRefused(400, f"quantity {quantity[:40]!r} of an ItemOut is not a number")
    return Wanted(
        _text(item, "ItemID/SupplierPartID"), _text(item, "ItemID/SupplierPartAuxiliaryID"), quantity
    )


def _text(element: etree._Element, path: str, *, required: bool = False) -> str:
    """The text at a path, also of an element with parts. Raises CxmlRefused (too long, missing)."""
    found = element.find(path)
    text = "" if found is None else "".join(str(part) for part in found.itertext()).strip()
    if required and not text:
        raise CxmlRefused(400, f"{path} is missing")
    if len(text) > MAX_TEXT:
        raise CxmlRefused(400, f"{path} has {len(text)} characters, at most {MAX_TEXT} are read")
    return text
