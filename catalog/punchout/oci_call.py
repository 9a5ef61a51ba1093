"""How a purchasing system calls an OCI catalogue: the parameters of OCI 4.0 and 5.0, as a form or address.

Names are compared without regard to case; a name that comes with two different values (one in the address,
one in the form) is refused, because two programs could read it differently.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from catalog.errors import InvalidRequest
from catalog.ordering.quantities import parse_quantity
from catalog.punchout.customers import VERSIONS

SHOP, DETAIL, VALIDATE, SEARCH = "", "DETAIL", "VALIDATE", "SEARCH"
# SAP writes BACKGROUND_SEARCH; its documents and other systems write the rest.
_FUNCTIONS = {
    "": SHOP, "LOGIN": SHOP, "DETAIL": DETAIL, "DETAILS": DETAIL, "VALIDATE": VALIDATE,
    "BACKGROUND_SEARCH": SEARCH, "BACKGROUNDSEARCH": SEARCH, "SEARCH": SEARCH,
}  # fmt: skip
_TARGET = re.compile(r"_(?:top|parent|self|blank)|[A-Za-z][A-Za-z0-9_-]{0,59}")
_PRODUCT = re.compile(r"[0-9]{1,18}")
_CONTROL = re.compile(r"[A-Za-z0-9_]{1,40}")
MAX_VALUE = 2000
TOP = "_top"


@dataclass(frozen=True, slots=True)
class Call:
    """One call. ``target`` is the frame that takes the answer; ``product`` an EXT_PRODUCT_ID of ours.

    ``ok_code`` and ``caller`` go back as they came: SAP's own pages are steered by them.
    """

    user: str
    password: str
    hook: str
    function: str = SHOP
    target: str = TOP
    version: str = ""
    text: str = ""
    product: int | None = None
    quantity: Decimal = Decimal(1)
    ok_code: str = "ADDI"
    caller: str = "CTLG"

    @property
    def control(self) -> dict[str, str]:
        """The fields that a form of ours gives back beside the items."""
        return {"~OkCode": self.ok_code, "~TARGET": self.target, "~CALLER": self.caller}


def read(pairs: Iterable[tuple[str, str]]) -> Call:
    """The call in these parameters. Raises InvalidRequest with the parameter's name."""
    said = _values(pairs)
    hook = said.get("HOOK_URL", "")
    if not hook:
        raise InvalidRequest("HOOK_URL", "is missing: nobody says where the basket goes")
    asked = said.get("FUNCTION", "").upper()
    if asked not in _FUNCTIONS:
        raise InvalidRequest("FUNCTION", f"{asked[:40]!r} is none of DETAIL, VALIDATE, BACKGROUND_SEARCH")
    function = _FUNCTIONS[asked]
    # SRM says it in a name of its own
    target = said.get("~TARGET", "") or said.get("RETURNTARGET", "")
    return Call(
        user=said.get("USERNAME", ""),
        password=said.get("PASSWORD", ""),
        hook=hook,
        function=function,
        target=target if _TARGET.fullmatch(target) else TOP,
        version=_version(said.get("OCI_VERSION", "")),
        text=said.get("SEARCHSTRING", ""),
        product=_product(said.get("PRODUCTID", ""), function),
        quantity=_quantity(said.get("QUANTITY", "")),
        ok_code=_control(said.get("~OKCODE", ""), "ADDI"),
        caller=_control(said.get("~CALLER", ""), "CTLG"),
    )


def _values(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    said: dict[str, str] = {}
    for name, value in pairs:
        key = name.upper()
        if len(value) > MAX_VALUE:
            raise InvalidRequest(name[:40], f"has {len(value)} characters, at most {MAX_VALUE} are read")
        if said.setdefault(key, value) != value:
            raise InvalidRequest(name[:40], "comes twice, with two values")
    return said


def _version(text: str) -> str:
    """``4.0`` or ``5.0`` for ``4``, ``5.0`` and the like; '' where nothing that we know is said."""
    return next((version for version in VERSIONS if text[:1] == version[:1]), "")


def _control(text: str, otherwise: str) -> str:
    return text if _CONTROL.fullmatch(text) else otherwise


def _product(text: str, function: str) -> int | None:
    if function not in (DETAIL, VALIDATE):
        return None
    if not _PRODUCT.fullmatch(text):
        raise InvalidRequest("PRODUCTID", f"{text[:40]!r} is not the EXT_PRODUCT_ID of a product of ours")
    return int(text)


def _quantity(text: str) -> Decimal:
    """The quantity to validate; OCI writes three decimals: ``1.000``."""
    plain = re.sub(r"(\.[0-9]{2})0\Z", r"\1", text.strip())
    return parse_quantity(plain) if plain else Decimal(1)
