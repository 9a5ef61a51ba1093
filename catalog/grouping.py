"""Which offers are one product. Pure, and the same for the same offers in whatever order they arrive.

1. Offers with the same canonical brand and part number are one product.
2. Products that share a GTIN become one where their brands and part numbers do not disagree; then the
   same with el-numbers (with their country). A key whose own offers disagree joins nothing; nor do keys
   that only together would join products that disagree. A name never joins.

A GTIN that joins nothing because its offers disagree is a conflict: a person must look, and none of its
products gets an automatic label.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from catalog.keys import BORROWED


@dataclass(frozen=True, slots=True)
class OfferIdentity:
    """What grouping knows of an offer. ``keys`` are ``g:`` and ``e:`` keys; keys '' where unknown."""

    offer_id: int
    brand_key: str
    mpn_key: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grouping:
    """Groups of offer ids (each sorted, groups in order of their lowest id) and the conflicting keys."""

    groups: tuple[tuple[int, ...], ...]
    conflicts: tuple[tuple[str, tuple[int, ...]], ...]


class _Cluster:
    """A union of offers with the brands and part numbers (borrowed or own) that it has taken in."""

    __slots__ = ("offers", "brands", "models", "keys")

    def __init__(self) -> None:
        self.offers: list[int] = []
        self.brands: set[str] = set()
        self.models: set[str] = set()
        self.keys: set[str] = set()

    def take(self, offer: OfferIdentity) -> None:
        self.offers.append(offer.offer_id)
        self.keys.update(offer.keys)
        if offer.brand_key:
            self.brands.add(offer.brand_key)
        if offer.mpn_key:
            self.models.add(offer.mpn_key.removeprefix(BORROWED))


def group(offers: Iterable[OfferIdentity]) -> Grouping:
    """Groups a closed set of offers: every offer that shares a key with one of them is among them."""
    by_model: dict[tuple[str, str] | int, _Cluster] = defaultdict(_Cluster)
    for offer in sorted(offers, key=lambda item: item.offer_id):
        has_model = offer.brand_key and offer.mpn_key
        by_model[(offer.brand_key, offer.mpn_key) if has_model else offer.offer_id].take(offer)
    clusters = list(by_model.values())
    conflicts: list[tuple[str, tuple[int, ...]]] = []
    for kind in ("g:", "e:"):
        clusters, found = _join(clusters, kind)
        conflicts += found
    groups = sorted(tuple(sorted(cluster.offers)) for cluster in clusters)
    return Grouping(tuple(groups), tuple(sorted(conflicts)))


def _join(clusters: list[_Cluster], kind: str) -> tuple[list[_Cluster], list[tuple[str, tuple[int, ...]]]]:
    """Joins over all keys of one kind at once, so that no order of keys can matter."""
    holders: dict[str, list[_Cluster]] = defaultdict(list)
    for cluster in clusters:
        for key in cluster.keys:
            if key.startswith(kind):
                holders[key].append(cluster)
    shared = {key: members for key, members in holders.items() if len(members) > 1}
    conflicts = [_conflict(key, members) for key, members in shared.items() if not _agree(members)]
    usable = {key: members for key, members in shared.items() if _agree(members)}
    joined: list[_Cluster] = []
    for component in _components(clusters, usable.values()):
        if len(component) == 1 or _agree(component):
            joined.append(_merge(component))
            continue
        joined.extend(component)
        inside = {id(cluster) for cluster in component}
        conflicts += [_conflict(key, members) for key, members in usable.items() if id(members[0]) in inside]
    return joined, conflicts


def _agree(clusters: Sequence[_Cluster]) -> bool:
    """Whether at most one brand and at most one part number is named among them."""
    brands = set().union(*(cluster.brands for cluster in clusters))
    models = set().union(*(cluster.models for cluster in clusters))
    return len(brands) <= 1 and len(models) <= 1


def _conflict(key: str, members: Sequence[_Cluster]) -> tuple[str, tuple[int, ...]]:
    holders = (offer for cluster in members for offer in cluster.offers)
    return key, tuple(sorted(holders))


def _components(clusters: Sequence[_Cluster], links: Iterable[Sequence[_Cluster]]) -> list[list[_Cluster]]:
    parent = {id(cluster): cluster for cluster in clusters}

    def root(cluster: _Cluster) -> _Cluster:
        while parent[id(cluster)] is not cluster:
            cluster = parent[id(cluster)]
        return cluster

    for members in links:
        first = root(members[0])
        for other in members[1:]:
            parent[id(root(other))] = first
    found: dict[int, list[_Cluster]] = defaultdict(list)
    for cluster in clusters:
        found[id(root(cluster))].append(cluster)
    return list(found.values())


def _merge(component: Sequence[_Cluster]) -> _Cluster:
    if len(component) == 1:
        return component[0]
    merged = _Cluster()
    for cluster in component:
        merged.offers += cluster.offers
        merged.brands |= cluster.brands
        merged.models |= cluster.models
        merged.keys |= cluster.keys
    return merged
