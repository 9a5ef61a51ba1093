"""Item certificates of a Peppol catalogue: a code of GS1's list, or the supplier's words.

The official examples disagree (ID ``EU EcoLabel``; ID ``123450`` with code ``SVANEN``; code ``NA``), so the
code is read first, then the ID, then the remarks, and where they contradict each other nobody is believed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from catalog.records import Notice
from importers import xml_stream
from importers.feeds.kept import Kept
from importers.feeds.peppol_fields import Fields
from importers.text import RAW_LIMIT
from importers.xml_stream import Element
from labels import tokens
from labels.wording import Wordings

VOCABULARY = "gs1"
NO_CODE = ("", "NA")
_LINES = re.compile(r"[\s|•]+")
# "123450", "2041 0001", "Z04": every word has a digit, so none of them says yes or no
_NUMBERS = re.compile(r"(?:[^\s0-9]*[0-9]\S*(?:\s+|\Z))*")


@dataclass(slots=True)
class Said:
    """What the certificates of one item say, in the shapes of a ProductRecord."""

    labels: list[str] = field(default_factory=list)
    codes: list[tuple[str, str, str]] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Certificate:
    code: str
    name: str
    remarks: str

    def raw(self) -> str:
        return " | ".join(filter(None, (self.code, self.name, self.remarks)))[:RAW_LIMIT]


def add_certificate(
    said: Said, line: int, fields: Fields, element: Element, kept: Kept, wordings: Wordings
) -> None:
    """Adds what one cac:Certificate claims, and keeps all of it, with its links, beside the claim."""
    fields.take_all(element)
    remarks = " ".join(xml_stream.text(part) for part in xml_stream.children(element, "Remarks"))
    name = xml_stream.text(element, "ID")
    read = _Certificate(
        code=xml_stream.text(element, "CertificateTypeCode").upper(),
        name="" if name in NO_CODE else _one_line(name),
        remarks=_one_line(remarks),
    )
    kind = xml_stream.text(element, "CertificateType")
    issuer = xml_stream.text(element, "IssuerParty", "PartyName", "Name")
    whole = (read.code, read.name, read.remarks, kind, issuer)
    kept.add("certificate", " | ".join(part for part in whole if part not in NO_CODE))
    for reference in xml_stream.children(element, "DocumentReference"):
        kept.add("certificate-link", xml_stream.text(reference, "ID"))
    if any(len(xml_stream.children(element, name)) > 1 for name in ("CertificateTypeCode", "ID")):
        doubt = "expected one code and one ID, found more"
    else:
        doubt = _by_words(said, read) if read.code in NO_CODE else _by_code(said, read, wordings)
    if doubt:
        said.notices.append(Notice(line, "Certificate", f"{doubt}: no claim", read.raw()))


def _by_code(said: Said, read: _Certificate, wordings: Wordings) -> str:
    """Adds the claim of a code; returns why there is none, '' also for a code that is none of ours."""
    claims = wordings.read_code(VOCABULARY, read.code)
    if not claims:
        named = any(map(wordings.mentions, (read.code.replace("_", " "), read.name, read.remarks)))
        if named and not wordings.is_known_other(read.code):
            return f"a label's name beside {read.code[:60]!r}, which is none of its codes"
        return ""
    if read.remarks and not tokens.plain(read.remarks):
        return f"expected words in the remarks, found {read.remarks[:60]!r}"
    if not _NUMBERS.fullmatch(read.name):
        said_by_id = wordings.read_code(VOCABULARY, read.code, read.name)
        if not (tokens.plain(read.name) and any(claim.held for claim in said_by_id)):
            return f"the ID says another thing than the code {read.code}"
    if not wordings.read_code(VOCABULARY, read.code, read.remarks):
        return f"the remarks say another thing than the code {read.code}"
    said.codes.append((VOCABULARY, read.code, read.remarks))
    return ""


def _by_words(said: Said, read: _Certificate) -> str:
    """Adds the supplier's words, for the gate to read; returns why there are none."""
    if read.remarks and not tokens.plain(read.remarks):
        return f"expected words in the remarks, found {read.remarks[:60]!r}"
    # a number says nothing of its own, any other ID may change what the remarks mean
    numbered = read.remarks and _NUMBERS.fullmatch(read.name)
    parts = (read.remarks,) if numbered else (read.name, read.remarks)
    words = ": ".join(filter(None, parts))
    if not words:
        return "a certificate without a code, an ID and remarks"
    said.labels.append(words)
    return ""


def _one_line(text: str) -> str:
    """The text without the signs that divide a supplier's words into lines: each would be read alone."""
    return _LINES.sub(" ", text).strip()
