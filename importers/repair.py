"""Lines of sellers who mix character sets in one file, each repair counted and reported once a kind.

Seen in one price file: an ISO 8859-1 body, a header with 0x9D for Ø (code page 850) and texts that
end in 0xFD for ² (code page 850 too; ISO 8859-1 reads ý there). Other sellers send UTF-8.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from catalog.records import Notice
from importers.text import RAW_LIMIT

_C1 = re.compile("[\x80-\x9f]")
_SQUARE = re.compile(r"(?<=[0-9mM])ý\b")
# Â, Ã or â and a continuation byte: in ISO 8859-1 no Nordic text, in UTF-8 its letters and dashes
_NORDIC_UTF8 = re.compile(rb"(?:[\x00-\x7f]|\xc2[\xa0-\xbf]|\xc3[\x80-\xbf]|\xe2[\x80-\x9f][\x80-\xbf])*")
_DOS = bytes(range(0x80, 0xA0)).decode("cp850")
_WINDOWS = bytes(range(0x80, 0xA0)).decode("cp1252", "replace")
_NORDIC = "æøåäöüéÆØÅÄÖÜÉ"
_REASONS = {
    "dos": "bytes 0x80-0x9F between ISO 8859-1 text were read as code page 850",
    "windows": "bytes 0x80-0x9F between ISO 8859-1 text were read as Windows-1252",
    "square": "'ý' after a digit or m was read as '²' (code page 850)",
    "utf-8": "lines of a file that is not UTF-8 were read as UTF-8",
}


class Fallback:
    """Decodes a line with ``codec``, one that this refuses with ``fallback``, and counts those."""

    def __init__(self, codec: str, fallback: str) -> None:
        self._codec = codec
        self._fallback = fallback
        self._count = self._first = 0
        self._sample = ""

    def __call__(self, number: int, raw: bytes) -> str:
        """The text of one line; raises UnicodeDecodeError where both refuse it."""
        try:
            return raw.decode(self._codec)
        except UnicodeDecodeError:
            text = raw.decode(self._fallback)
        self._count += 1
        self._first = self._first or number
        self._sample = self._sample or text[:RAW_LIMIT]
        return text

    def notices(self) -> Iterator[Notice]:
        """One summing-up, at the first line that needed the fallback."""
        if self._count:
            reason = (
                f"{self._count} lines are not {self._codec} and were read as {self._fallback};"
                f" first in line {self._first}"
            )
            yield Notice(self._first, "encoding", reason, self._sample)


class Repairs:
    """Decodes line by line. ``utf8`` says that the whole file is UTF-8, ``codec`` what the profile says.

    '' and latin-1 decide each byte 0x80-0x9F by its neighbours, cp1252 reads it as Windows-1252 where
    that defines it. ISO 8859-1 has no printable character there, so no good text is changed.
    """

    def __init__(self, utf8: bool, codec: str = "", fallback: str = "") -> None:
        self._utf8 = utf8
        self._codec = codec
        self._strict = Fallback(codec, fallback or codec)
        self._found: dict[str, list[int]] = {}
        self._samples: dict[str, str] = {}

    def __call__(self, number: int, raw: bytes) -> str:
        """The text of one line; raises UnicodeDecodeError where the profile's codec refuses it."""
        if raw.isascii():
            return raw.decode("ascii")
        if self._codec in ("", "latin-1", "cp1252"):
            text = self._mixed(number, raw)
        else:
            text = self._strict(number, raw)
        if "ý" in text:
            text, count = _SQUARE.subn("²", text)
            self._note("square", number, count, text)
        return text

    def _mixed(self, number: int, raw: bytes) -> str:
        if not self._codec:
            if self._utf8:
                return raw.decode("utf-8")
            if _NORDIC_UTF8.fullmatch(raw):
                text = raw.decode("utf-8")
                self._note("utf-8", number, 1, text)
                return text
        text = raw.decode("latin-1")
        if not _C1.search(text):
            return text
        counts = {"dos": 0, "windows": 0}

        def read(match: re.Match[str]) -> str:
            kind, letter = self._reading(text, match.start())
            counts[kind] += 1
            return letter

        repaired = _C1.sub(read, text)
        for kind, count in counts.items():
            self._note(kind, number, count, repaired)
        return repaired

    def _reading(self, text: str, at: int) -> tuple[str, str]:
        """Code page 850 where Windows-1252 has nothing, or a Nordic letter inside a word; else Windows.

        ’, – and ™ stand beside letters too: so the case must fit as well (Rør and RØR, but d’Or).
        """
        index = ord(text[at]) - 0x80
        dos, windows = _DOS[index], _WINDOWS[index]
        if windows == "\ufffd":
            return "dos", dos
        left, right = text[max(at - 1, 0) : at], text[at + 1 : at + 2]
        inside = left.isalpha() and right.isalpha()
        fits = right.islower() if dos.islower() else left.isupper() and right.isupper()
        if self._codec != "cp1252" and dos in _NORDIC and inside and fits:
            return "dos", dos
        return "windows", windows

    def _note(self, kind: str, number: int, count: int, text: str) -> None:
        if count:
            self._found.setdefault(kind, [0, number])[0] += count
            self._samples.setdefault(kind, text[:RAW_LIMIT])

    def notices(self) -> Iterator[Notice]:
        """One summing-up for each kind of repair, at the line where it was first needed."""
        yield from self._strict.notices()
        for kind, (count, first) in self._found.items():
            reason = f"{count} {_REASONS[kind]}; first in line {first}"
            yield Notice(first, "encoding", reason, self._samples[kind])
