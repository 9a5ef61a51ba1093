"""A made-up catalogue for the search benches: the same products for the same seed, words by Zipf's law."""

from __future__ import annotations

import marshal
import random
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import accumulate
from pathlib import Path

from catalog.search.analysis import fold
from catalog.search.entries import entry
from catalog.search.forms import forms
from catalog.search.port import Document, LabelInterval

DAY = date(2026, 11, 22)
SEED = 20_261_122
TRADE = """
    kabel lampe led jordfeilautomat automat bryter dimmer stikkontakt skjerm rør kanal koblingsboks varmepumpe
    lader sikring motor ventil panel batteri skap list plugg adapter føler termostat
"""
LABELS = (
    ("epeat", ("bronze", "silver", "gold")),
    ("energy-star", ("",)),
    ("tco-certified", ("",)),
    ("nordic-swan", ("",)),
)
GROUPS = ("cables", "lamps", "switches", "displays", "heat-pumps", "protection", "installation")
SUPPLIERS = ("nord", "elgros", "sonel", "kablab", "vest", "lys-as")


class Catalogue:
    """A seeded catalogue: words by Zipf's law, 3,500 brands, four labels on a third of the products."""

    def __init__(self, count: int) -> None:
        self.count = count
        random_ = random.Random(SEED)
        made = {self._word(random_) for _word in range(30_000)}
        self.vocabulary = TRADE.split() + sorted(made)
        self.folded = [fold(word) for word in self.vocabulary]
        self._weights = list(accumulate(1 / (rank + 1) for rank in range(len(self.vocabulary))))
        self.brands = [self._word(random_).title() for _brand in range(3_500)]
        self._brand_weights = list(accumulate(1 / (rank + 3) for rank in range(3_500)))

    def documents(self, numbers: range | None = None, seed: int = SEED) -> Iterator[Document]:
        """The products of a range of ids, always the same for the same seed."""
        random_ = random.Random(seed)
        for number in numbers or range(1, self.count + 1):
            yield self._document(number, random_)

    @staticmethod
    def _word(random_: random.Random) -> str:
        sizes = random_.randint(2, 4)
        return "".join(random_.choice("bdfgklmnprstv") + random_.choice("aeiouøå") for _s in range(sizes))

    def _words(self, random_: random.Random, count: int) -> str:
        return " ".join(random_.choices(self.vocabulary, cum_weights=self._weights, k=count))

    def _document(self, number: int, random_: random.Random) -> Document:
        brand = random_.choices(self.brands, cum_weights=self._brand_weights)[0]
        size = f"{random_.randint(2, 5)}G{random_.choice(('1,5', '2,5', '4', '6'))}"
        price = Decimal(random_.randint(100, 9_999_999)) / 100 if random_.random() < 0.95 else None
        return Document(
            number,
            f"{brand} {self._words(random_, random_.randint(3, 7))} {size} {random_.randint(6, 63)} A",
            description=self._words(random_, random_.randint(5, 25)),
            brand=brand,
            mpns=(f"{brand[:2]}-{random_.randint(1000, 9999)}/{number}",),
            gtins=(f"{7_000_000_000_000 + number:014d}",),
            el_numbers=(("NO", f"{1_000_000 + number:07d}"),),
            supplier_numbers=(f"{number * 7}", f"S{number * 3}"),
            suppliers=tuple(random_.sample(SUPPLIERS, random_.randint(1, 3))),
            class_code=f"EC{int(random_.paretovariate(1)) % 2_000:06d}",
            group=random_.choice(GROUPS),
            price=price,
            in_stock=random_.random() < 0.7,
            intervals=tuple(self._intervals(random_)),
            features=tuple((f"EF{code:06d}", str(random_.randint(1, 9))) for code in range(6)),
        )

    @staticmethod
    def _intervals(random_: random.Random) -> Iterator[LabelInterval]:
        if random_.random() < 0.33:
            dataset, (label, tiers) = random_.choice(list(enumerate(LABELS, 1)))
            last = date(2026 + random_.randint(0, 3), random_.randint(1, 12), 28)
            yield LabelInterval(label, random_.choice(tiers), True, dataset, None, last)
        if random_.random() < 0.1:
            yield LabelInterval(random_.choice(LABELS)[0], "", False, 0, None, None)


Entry = tuple[int, list[str], list[str], list[str], dict[str, list[str]], float | None, bool]


def holding(document: Document) -> dict[str, list[str]]:
    """The filter values of a document on the day of the bench, by facet, as the peers get them."""
    on = [tag for tag in document.intervals if tag.last is None or tag.last >= DAY]
    verified = [tag for tag in on if tag.verified]
    labels = {tag.label for tag in verified}
    return {
        "label": sorted(labels),
        "tier": sorted({tag.tier for tag in verified if tag.tier}),
        "declared": sorted({tag.label for tag in on if not tag.verified} - labels),
        "brand": [document.brand],
        "class": [document.class_code, document.group],
        "supplier": list(document.suppliers),
    }


def _found_by(terms: list[str]) -> list[str]:
    """The terms, and what else ours finds them by: base forms, parts of compounds, equal dimensions."""
    return [*terms, *(form.key for term in terms for form in forms(term))]


def spool(catalogue: Catalogue, path: Path) -> None:
    """Writes what the peers index: the very terms that ours indexes, and the filter values."""
    with path.open("wb") as out:
        for document in catalogue.documents():
            terms = entry(document)
            price = None if document.price is None else float(document.price)
            made: Entry = (
                document.product_id, _found_by(terms["name"]), _found_by(terms["body"]), terms["ids"],
                holding(document), price, document.in_stock,
            )  # fmt: skip
            marshal.dump(made, out)


def spooled(path: Path) -> Iterator[Entry]:
    """Reads them back, one at a time."""
    with path.open("rb") as source:
        while True:
            try:
                yield marshal.load(source)  # noqa: S302 our own file of this run
            except EOFError:
                return
