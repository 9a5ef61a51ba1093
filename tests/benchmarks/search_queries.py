"""What the search benches ask: the same queries for the same catalogue, by kind."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from tests.benchmarks.search_catalogue import LABELS, SEED, Catalogue

ROUNDS = 25


@dataclass(frozen=True, slots=True)
class Asked:
    """One query of the bench: each word is a term and how it is meant (exact, prefix or fuzzy)."""

    kind: str
    words: tuple[tuple[str, str], ...] = ()
    label: str = ""
    brand: str = ""


def queries(catalogue: Catalogue) -> dict[str, list[Asked]]:
    """Queries by kind, drawn from the catalogue's own words: from the most common to the rarest."""
    random_ = random.Random(SEED + 1)
    words = [word for word in catalogue.folded if word.isalpha()]
    common = words[:400]

    def ask(kind: str, *made: tuple[str, str], **filters: str) -> Asked:
        return Asked(kind, made, **filters)

    def word() -> str:
        return random_.choice(common if random_.random() < 0.5 else words[:5_000])

    def misspelt() -> str:
        found = next(found for found in iter(word, "") if len(found) > 4)
        place = random_.randrange(1, len(found) - 1)
        return found[:place] + found[place + 1 :]

    def label() -> str:
        return random_.choice(LABELS)[0]

    made: dict[str, Callable[[], Asked]] = {
        "term": lambda: ask("term", (word(), "exact")),
        "and": lambda: ask("and", *((one, "exact") for one in random_.sample(common, 2))),
        "identifier": lambda: ask(
            "identifier", (f"{1_000_000 + random_.randint(1, catalogue.count)}", "exact")
        ),
        "prefix": lambda: ask("prefix", (word()[: random_.randint(2, 4)], "prefix")),
        "fuzzy": lambda: ask("fuzzy", (misspelt(), "fuzzy")),
        "label": lambda: ask("label", label=label()),
        "label+term": lambda: ask("label+term", (word(), "exact"), label=label()),
        "brand+label": lambda: ask(
            "brand+label", brand=random_.choice(catalogue.brands[:200]), label=label()
        ),
    }
    return {kind: [make() for _round in range(ROUNDS)] for kind, make in made.items()}
