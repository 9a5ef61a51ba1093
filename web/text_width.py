"""How wide a text is drawn, without a font at hand: advance widths in thousandths of an em.

Helvetica, Arial and Liberation Sans share these metrics. A drawing also states the width it counted
with, so that another font is fitted into it instead of running out of its box.
"""

from __future__ import annotations

_REGULAR = {
    191: "'",
    222: "ijl’",
    260: "|",
    278: " !,./:;I[\\]ft\xa0·ÌÍÎÏìíîï",
    333: "()-`r“”",
    355: '"',
    389: "*",
    469: "^",
    500: "Jcksvxyzçýÿšž",
    556: "#$0123456789?L_abdeghnopqu§«»àáâãäåèéêëðñòóôõöùúûüþ–€",
    584: "+<=>~×−",
    611: "FTZßøŽ",
    667: "&ABEKPSVXYÀÁÂÃÄÅÈÉÊËÝÞŠ",
    722: "CDHNRUwÇÐÑÙÚÛÜ",
    778: "GOQÒÓÔÕÖØ",
    833: "Mm",
    889: "%æ",
    944: "Wœ",
}
_BOLD = {
    238: "'",
    278: " ,./I\\ijl\xa0·ÌÍÎÏìíîï’",
    333: "!()-:;[]`ft",
    389: "*r{}",
    474: '"',
    500: "z“”ž",
    556: "#$0123456789J_aceksvxy§«»àáâãäåçèéêëýÿ–€š",
    584: "+<=>^~×−",
    611: "?FLTZbdghnopqußðñòóôõöøùúûüþŽ",
    667: "EPSVXYÈÉÊËÝÞŠ",
    722: "&ABCDHKNRUÀÁÂÃÄÅÇÐÑÙÚÛÜ",
    778: "GOQwÒÓÔÕÖØ",
    833: "M",
    889: "%mæ",
    944: "Wœ",
}
# A character that is in no table gets the widest: too roomy is ugly, too narrow is unreadable.
_UNKNOWN = 1000


def _by_character(groups: dict[int, str]) -> dict[str, int]:
    return {character: width for width, characters in groups.items() for character in characters}


_WIDTHS = {False: _by_character(_REGULAR), True: _by_character(_BOLD)}


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of ``text`` in pixels when drawn ``size`` pixels high."""
    widths = _WIDTHS[bold]
    return sum(widths.get(character, _UNKNOWN) for character in text) * size / 1000
