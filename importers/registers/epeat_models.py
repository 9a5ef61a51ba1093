"""What a row of EPEAT's registry names: the model without its maker's name, and part numbers."""

from __future__ import annotations

from catalog.identifiers import mpn_key


def model_name(product_name: str, maker: str) -> str:
    """The product's name without the maker and brand that the registry writes in front of it.

    The maker's whole name comes off, and after it the brand where that is the maker's first word; or
    that first word where it stands there twice. Any other beginning is left: no brand is guessed.

    >>> model_name('AOC International (Europe) B.V. AOC 20E1H', 'AOC International (Europe) B.V.')
    '20E1H'
    >>> model_name('Acer Acer C871', 'Acer Inc.'), model_name('Acer C871', 'Acer Inc.')
    ('C871', 'Acer C871')
    """
    words, makers = product_name.split(), maker.split()
    brand = makers[:1]
    rest = _without(words, makers)
    rest = _without(rest, brand) or rest if rest else _without(words, brand * 2)
    return " ".join(rest or words)


def model_names(product_name: str, maker: str, part_numbers: str) -> list[str]:
    """Every model of a row once: the name, then the part numbers, which a comma and a space separate."""
    found = [model_name(product_name, maker), *map(str.strip, part_numbers.split(", "))]
    names: dict[str, str] = {}
    for name in filter(None, found):
        names.setdefault(mpn_key(name), name)
    return list(names.values())


def _without(words: list[str], start: list[str]) -> list[str]:
    """The words after ``start``, none where they do not begin so or nothing is left."""
    begins = [word.casefold() for word in words[: len(start)]] == [word.casefold() for word in start]
    return words[len(start) :] if start and begins else []
