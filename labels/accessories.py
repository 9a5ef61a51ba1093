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
    (
        "ms", "microsoft", "teams", "windows", "mac", "macos", "linux", "chromeos", "uc", "zoom", "skype",
        "android", "ios", "office", "pc",
    )
)  # fmt: skip
# Said before a thing that comes along with the device ("laserskriver inkl. toner").
_ALONG = frozenset(["m", "med", "uten", "inkl", "incl", "with", "og", "inkludert"])
_PAPER = re.compile(r"a[3-6]", re.IGNORECASE)
_CONSUMABLES = re.compile(
    r"toner\w*|blekk(?:patron\w*|kassett\w*)?|bläck(?:patron\w*)?|blæk(?:patron\w*)?|fargepatron\w*|cartridge\w*"
    r"|fargekassett\w*|tromm(?:el|elenhet\w*)|drum|fuser\w*|värikasetti\w*|mustepatruuna\w*|tinten?patrone\w*"
    r"|vedlikeholdssett|papir(?:skuff|magasin|kassett)\w*|projektorlampe\w*|tilbehør\w*|skjermbeskytter\w*"
    r"|skärmskydd\w*|skærmbeskytter\w*|\w*veske\w*|\w*väska|taske|etui|sleeve|veggfeste\w*|brakett\w*"
    r"|fjernkontroll\w*|fjärrkontroll\w*",
    re.IGNORECASE,
)
# At the head of a name these are parts of a device, unless the name gives a cell's own size.
_PARTS = re.compile(
    r"batteri\w*|battery|akku\w*|lader|laddare|oplader|charger|adapter|strømadapter|strømforsyning"
    r"|nätadapter|stativ|stand|deksel|cover|dokking\w*|docking\w*",
    re.IGNORECASE,
)
_CELL = re.compile(r"\b(?:AA|AAA|9V|[CL]R\d+|LR?\d+|NiMH|litium|alkalisk\w*|alkaline)\b", re.IGNORECASE)
# Kinds of product that have parts and consumables of their own names; a battery is one itself.
_DEVICES = frozenset(
    (
        "", "displays", "notebooks", "desktops", "all-in-one", "tablets", "smartphones", "phones",
        "projectors", "headsets", "tvs", "printers", "servers", "storage", "network",
    )
)  # fmt: skip


def is_accessory(name: str, brand_key: str = "") -> bool:
    """Whether a name says that the product is made for another one.

    ``til``, ``for`` and their like count where a name follows within two words (a capital), or the brand
    or letters with digits within three ("Toner for HP LaserJet", "batteri til m404"), not before plain
    words ("kabel for utendørs bruk"). A name all in capitals leaves doubt, and doubt counts.
    """
    if _COMPATIBLE.search(name):
        return True
    return any(_names_a_product(_WORD.findall(found[1]), brand_key) for found in _MADE_FOR.finditer(name))


def is_part(name: str, group: str) -> bool:
    """Whether a name is, at its head or its end, that of a part or of goods used up in a device.

    ``group`` is what the file says it is: suppliers file toner under printers, too.
    """
    words = _WORD.findall(name)
    if not words or group not in _DEVICES:
        return False
    if _CONSUMABLES.fullmatch(words[0]) or (_PARTS.fullmatch(words[0]) and not _CELL.search(name)):
        return True
    return any(
        _CONSUMABLES.fullmatch(words[at]) and words[at - 1].casefold() not in _ALONG
        for at in range(max(1, len(words) - 2), len(words))
    )


def _names_a_product(words: list[str], brand_key: str) -> bool:
    if words[0].casefold() in _PLATFORMS or _PAPER.fullmatch(words[0]):
        return False
    if any(len(word) > 1 and any(letter.isupper() for letter in word) for word in words[:2]):
        return True
    return any(
        word.casefold() == brand_key.split(" ")[0]
        or (any(letter.isdigit() for letter in word) and any(letter.isalpha() for letter in word))
        for word in words
    )
