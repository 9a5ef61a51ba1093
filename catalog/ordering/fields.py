"""What a buyer may write on an order: the limits of a NELFO 4.0 order file, refused and never cut.

Lengths are those of the ``BH`` record (EFO/NELFO 4.0: EksternRef 36, ProsjektNr 10, Merket 25,
KjøpersId 14, KundeNr 10; LFirmaNavn, LAdr1, LAdr2 and LPostSted 35, LPostNr 9); a line's note is two
``BT`` records of 30. The file is ISO 8859-1 without quoting: its separator cannot be data.
"""

from __future__ import annotations

import unicodedata

from catalog.errors import InvalidRequest

REFERENCE_LENGTH = 36
PROJECT_LENGTH = 10
MARK_LENGTH = 25
BUYER_LENGTH = 14
CUSTOMER_LENGTH = 10
ADDRESS_LENGTH = 35
POSTCODE_LENGTH = 9
NOTE_LENGTH = 60
LIMITS = {
    "reference": REFERENCE_LENGTH,
    "project": PROJECT_LENGTH,
    "mark": MARK_LENGTH,
    "buyer": BUYER_LENGTH,
    "customer": CUSTOMER_LENGTH,
    "delivery_name": ADDRESS_LENGTH,
    "delivery_street": ADDRESS_LENGTH,
    "delivery_street2": ADDRESS_LENGTH,
    "delivery_postcode": POSTCODE_LENGTH,
    "delivery_place": ADDRESS_LENGTH,
    "note": NOTE_LENGTH,
}
TOO_LONG = {
    REFERENCE_LENGTH: "Teksten er for lang: høyst 36 tegn.",
    MARK_LENGTH: "Teksten er for lang: høyst 25 tegn.",
    BUYER_LENGTH: "Teksten er for lang: høyst 14 tegn.",
    PROJECT_LENGTH: "Teksten er for lang: høyst 10 tegn.",
    ADDRESS_LENGTH: "Teksten er for lang: høyst 35 tegn.",
    POSTCODE_LENGTH: "Teksten er for lang: høyst 9 tegn.",
    NOTE_LENGTH: "Teksten er for lang: høyst 60 tegn.",
}
NOTES_TOO_LONG = (
    "Varen står i kurven med en merknad, og begge får ikke plass. Kort ned denne, eller fjern den."
)
UNWRITABLE = (
    "Semikolon, linjeskift og tegn utenfor ISO 8859-1 (som emoji og lange tankestreker) "
    "kan ikke stå i en bestillingsfil."
)


def is_writable(text: str) -> bool:
    """Whether every character can stand in a NELFO file: printable ISO 8859-1, no semicolon."""
    return all(" " <= char <= "~" or "\xa1" <= char <= "\xff" for char in text) and ";" not in text


def clean(field: str, text: str) -> str:
    """The text without outer blanks, composed (NFC), if the order file can hold it whole.

    Raises InvalidRequest with a reason in bokmål.
    """
    composed = unicodedata.normalize("NFC", text).strip()
    if not is_writable(composed):
        raise InvalidRequest(field, UNWRITABLE)
    if len(composed) > LIMITS[field]:
        raise InvalidRequest(field, TOO_LONG[LIMITS[field]])
    return composed


def joined(note: str, more: str) -> str:
    """Both notes of goods that become one line, once each. Raises InvalidRequest (``note``) where they do
    not fit together: nothing of a note is dropped."""
    if not more or more in note.split(", "):
        return note
    both = f"{note}, {more}" if note else more
    if len(both) > NOTE_LENGTH:
        raise InvalidRequest("note", NOTES_TOO_LONG)
    return both


def faults(**texts: str) -> dict[str, str]:
    """Field and reason for every text that ``clean`` would refuse."""
    found: dict[str, str] = {}
    for field, text in texts.items():
        try:
            clean(field, text)
        except InvalidRequest as error:
            found[field] = error.reason
    return found
