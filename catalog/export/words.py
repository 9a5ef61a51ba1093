"""A supplier's claims as words that our own reader understands as the same claims."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from labels.model import Claim, Label
from labels.wording import Wordings

_SEPARATOR = "|"


def statements(claims: Sequence[Claim], labels: Mapping[str, Label], wordings: Wordings) -> list[str]:
    """The claims in the supplier's own words where those, read alone, say just them; else in ours."""
    found: list[str] = []
    for raw in dict.fromkeys(claim.raw for claim in claims):
        said = [claim for claim in claims if claim.raw == raw]
        if raw and _SEPARATOR not in raw and _same(wordings.read(raw), said):
            found.append(raw)
        else:
            found += [text for claim in said for text in _ours(claim, labels[claim.label], wordings)]
    return list(dict.fromkeys(found))


def _ours(claim: Claim, label: Label, wordings: Wordings) -> Iterator[str]:
    tier = label.tier(claim.tier)
    parts = [label.name("en"), tier.names.get("en", tier.slug) if tier else ""]
    name = " ".join(filter(None, parts))
    generation = claim.generation
    ending = "" if claim.held else ": nei"
    for text in (f"{name} {generation}{ending}", f"{name}, generation {generation}{ending}", name + ending):
        if _same(wordings.read(text), [claim]) or text == name + ending:
            yield text.replace("  ", " ").strip()
            return


def _same(read: Sequence[Claim], said: Sequence[Claim]) -> bool:
    return {_meaning(claim) for claim in read} == {_meaning(claim) for claim in said}


def _meaning(claim: Claim) -> tuple[str, bool, str, str]:
    return claim.label, claim.held, claim.tier, claim.generation
