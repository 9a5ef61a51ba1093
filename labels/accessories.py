"""Goods made for another product: they carry its number in their name, never its label."""

from __future__ import annotations

import re

_COMPATIBLE = re.compile(
    r"\b(?:kompatib\w*|compatible|passer|passar|passend\w*|erstatning\w*|ersatz\w*|utbytes\w*|replacement"
    r"|reservedel\w*|spare part\w*)\b",
    re.IGNORECASE,
)
_MADE_FOR = re.compile(r"\b(?:til|for|för|till|für|zu)\b((?:\W+\w+){1,3})", re.IGNORECASE)
_WORD = re.compile(r"\w+")
# What software or service a product works with says nothing about whose it is ("headset for MS Teams").
_PLATFORMS = frozenset(
    "ms microsoft teams windows mac macos linux chromeos uc zoom skype android ios office".split()
)
_CONSUMABLES = re.compile(
    r"(?<!m/)(?<!med )(?<!uten )(?<!inkl )(?<!inkl\. )(?<!incl )(?<!with )(?<!og )\b(?:toner\w*"
    r"|blekk(?:patron\w*|kassett\w*)?|bläck(?:patron\w*)?|blæk(?:patron\w*)?|fargepatron\w*|ink cartridge\w*"
    r"|cartridge\w*|fargekassett\w*|tromm(?:el|elenhet\w*)|drum|fuser\w*|värikasetti\w*|mustepatruuna\w*"
    r"|tinten?patrone\w*|skjermbeskytter\w*|skärmskydd\w*|skærmbeskytter\w*|\w*veske\w*|\w*väska|taske|etui|sleeve"
    r"|veggfeste\w*|brakett\w*|fjernkontroll\w*|fjärrkontroll\w*)\b",
    re.IGNORECASE,
)

# At the head of a name these are parts of a device, unless the name gives a cell's own size.
_PARTS = re.compile(
    r"\W*(?:batteri\w*|battery|akku\w*|lader|laddare|oplader|charger|adapter|strømadapter|strømforsyning"
    r"|nätadapter|power supply|stativ|stand|deksel|cover|dokking\w*|docking\w*)\b",
    re.IGNORECASE,
)
_CELL = re.compile(r"\b(?:AA|AAA|9V|[CL]R\d+|LR?\d+|NiMH|litium|alkalisk\w*|alkaline)\b", re.IGNORECASE)


def is_accessory(name: str, brand_key: str = "") -> bool:
    """Whether a name says that the product is made for another one.

    ``til``, ``for`` and their like count where a name follows within two words (a capital), or the brand
    or letters with digits within three ("Toner for HP LaserJet", "batteri til m404"), not before plain
    words ("kabel for utendørs bruk"). A name all in capitals leaves doubt, and doubt counts.
    """
    if _COMPATIBLE.search(name):
        return True
    return any(_names_a_product(_WORD.findall(found[1]), brand_key) for found in _MADE_FOR.finditer(name))


def made_of_consumables(name: str) -> bool:
    """Whether a name is that of a part, or of goods used up in or put around a device: toner, a bag.

    Only worth asking where the kind of product is not known.
    """
    return bool(_CONSUMABLES.search(name)) or bool(_PARTS.match(name) and not _CELL.search(name))


def _names_a_product(words: list[str], brand_key: str) -> bool:
    if words[0].casefold() in _PLATFORMS:
        return False
    if any(len(word) > 1 and any(letter.isupper() for letter in word) for word in words[:2]):
        return True
    return any(
        word.casefold() == brand_key.split(" ")[0]
        or (any(letter.isdigit() for letter in word) and any(letter.isalpha() for letter in word))
        for word in words
    )
