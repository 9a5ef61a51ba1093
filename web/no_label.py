"""The way on where a label, chosen or read out of the text, leaves no hit.

Says how many hits there are without it, where they are, and for which kinds of product the label does not
exist at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from catalog.search.port import SearchRequest, SearchResult
from labels.model import Label
from web.addresses import search_address
from web.chips import without_labels
from web.group_words import group_name
from web.i18n import gettext as _
from web.query_args import DEFAULT
from web.services import services
from web.symbols import label_name, tier_name

MAX_GROUPS = 3
_ETIM = re.compile(r"E[CG][0-9]{6}")


@dataclass(frozen=True, slots=True)
class NoLabel:
    """``labels`` in words; ``count`` hits are at ``href`` without them. ``declared_href`` leads to
    ``declared`` hits of which a supplier says it. Of ``groups``, to which ``impossible`` of the hits belong,
    none can hold what was asked for. ``request`` and ``result`` are those without the labels."""

    labels: str
    text: str
    count: int
    href: str
    declared: int
    declared_href: str
    groups: tuple[str, ...]
    impossible: int
    request: SearchRequest
    result: SearchResult


def no_label(
    asked: SearchRequest, result: SearchResult, run: Callable[[SearchRequest], SearchResult]
) -> NoLabel | None:
    """None where anything was found, or nothing would be without the labels either."""
    if not result.unlabelled:
        return None
    text = without_labels(asked.text, result.read_labels)
    request = replace(asked, text=text, labels=(), tiers=(), evidence=DEFAULT.evidence, page=1)
    found = run(replace(request, per_page=1))
    if not found.total:
        return None
    counts = _impossible(found, _asked_labels(asked, result))
    declared = next((v.count for v in result.facets.get("evidence", ()) if v.value == "all"), 0)
    return NoLabel(
        labels=_in_words(asked, result),
        text=text,
        count=found.total,
        href=search_address(request),
        declared=declared if asked.evidence == DEFAULT.evidence else 0,
        declared_href=search_address(replace(asked, evidence="all", page=1)),
        groups=tuple(group_name(slug) for slug, _count in counts[:MAX_GROUPS]),
        impossible=sum(count for _slug, count in counts[:MAX_GROUPS]),
        request=request,
        result=found,
    )


def _asked_labels(asked: SearchRequest, result: SearchResult) -> list[Label]:
    """The labels that were asked for; all where a tier alone or any label was."""
    known = services().workspace.labels
    slugs = {*asked.labels, *(read.label for read in result.read_labels)}
    chosen = [known[slug] for slug in slugs if slug in known]
    return chosen if chosen and "" not in slugs else list(known.values())


def _impossible(result: SearchResult, labels: Iterable[Label]) -> list[tuple[str, int]]:
    """The groups of the hits that can hold none of the labels, with their hits, the largest first."""
    groups = [value for value in result.facets.get("class", ()) if value.count]
    groups = [value for value in groups if not _ETIM.fullmatch(value.value)]
    asked = list(labels)
    return [
        (value.value, value.count)
        for value in groups
        if not any(label.possible_for(value.value) for label in asked)
    ]


def _in_words(asked: SearchRequest, result: SearchResult) -> str:
    """The labels and tiers asked for: "EPEAT Gold eller Svanemerket"."""
    found = [_named(read.label, [read.tier] if read.tier else []) for read in result.read_labels]
    if asked.labels:
        found += [_named(slug, asked.tiers) for slug in asked.labels]
    elif asked.tiers:
        found.append(_named("", asked.tiers))
    return " / ".join(dict.fromkeys(found))


def _named(slug: str, tiers: Sequence[str]) -> str:
    label = services().workspace.labels.get(slug)
    known = [one for one in services().workspace.labels.values() if one.tiers]
    name = label_name(label) if label else slug or ("" if tiers else _("noe merke"))
    shown = [tier_name(label or known[0], tier) for tier in tiers] if label or known else list(tiers)
    return " ".join(filter(None, (name, "/".join(shown))))
