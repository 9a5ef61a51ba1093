"""Who buys, as an order file names them: what the catalogue itself does not know of a company."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Buyer:
    """``number`` is the organisation number (``NO986692002MVA`` or nine digits), ``customer`` the number that
    the supplier knows the company by; '' for what is not known."""

    number: str = ""
    customer: str = ""
    name: str = ""


UNKNOWN = Buyer()
