"""A buyer's own list of numbers as a file: CSV or text, or an XLSX sheet. The content decides, not the name.

What a person must do about a file that is refused is said in bokmål: it stands beside the field.
"""

from __future__ import annotations

import codecs
import tempfile
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from catalog.errors import InvalidRequest
from catalog.ordering.quick.lines import TypedLine, read_rows, read_text
from importers import spreadsheet
from importers.errors import UnreadableFeed

MAX_BYTES = 1_000_000
MAX_LINES = 20_000
TOO_LARGE = "Filen er større enn 1 MB. Del den opp, eller lim inn bare numre og antall."
EMPTY = "Filen er tom."
MACROS = "Arbeidsboken inneholder makroer og tas ikke imot. Lagre den som vanlig .xlsx eller som CSV."
OLD = "Filen er en gammel .xls-fil eller har passord. Lagre den som .xlsx uten passord, eller som CSV."
NO_SHEET = "Filen er ikke en regnearkfil som kan leses. Lagre den som .xlsx eller som CSV."
BINARY = "Filen er ikke en liste med tekst. Last opp CSV, TXT eller XLSX."
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MACRO_PARTS = ("xl/vbaproject", "xl/macrosheets/")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_list(data: bytes) -> list[TypedLine]:
    """The lines of the file that are not empty. Raises InvalidRequest (``file``) with a reason in bokmål."""
    if len(data) > MAX_BYTES:
        raise InvalidRequest("file", TOO_LARGE)
    if not data:
        raise InvalidRequest("file", EMPTY)
    if data.startswith(_OLE):
        raise InvalidRequest("file", OLD)
    if data.startswith(b"PK"):
        return _sheet(data)
    return read_text(_decoded(data))


def _decoded(data: bytes) -> str:
    """UTF-8 where all of it is, UTF-16 by its mark (Excel's "Unicode text"), else Windows-1252."""
    encoding = "utf-16" if data.startswith(_UTF16) else "utf-8-sig"
    for codec in (encoding, "cp1252"):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if any(char < " " and not char.isspace() for char in text) or text.startswith("%PDF"):
            raise InvalidRequest("file", BINARY)
        return text
    raise InvalidRequest("file", BINARY)


def _sheet(data: bytes) -> list[TypedLine]:
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        file.write(data)
        file.flush()
        path = Path(file.name)
        try:
            with ZipFile(path) as archive:
                names = [name.lower() for name in archive.namelist()]
            if any(name.startswith(_MACRO_PARTS) for name in names):
                raise InvalidRequest("file", MACROS)
            rows = []
            for number, cells, _ended in spreadsheet.sheet_rows(path, {}):
                rows.append((number, "\t".join(cells), [cell.strip() for cell in cells]))
                if len(rows) > MAX_LINES:
                    raise InvalidRequest("file", TOO_LARGE)
        except (UnreadableFeed, BadZipFile) as error:
            raise InvalidRequest("file", NO_SHEET) from error
    return read_rows(rows)
