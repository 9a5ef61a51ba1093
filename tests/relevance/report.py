"""The table: nDCG@10 and success@1 for each kind of query, ours against the peers."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from catalog.workspace import Workspace
from tests.relevance import engines, judged, world
from tests.relevance.goods import Goods, catalogue

ALL, HELD_OUT, UNSEEN = "all", "held out", "unseen"
BAD = 0.95


@dataclass(frozen=True, slots=True)
class Score:
    """Means over the queries of a kind."""

    queries: int
    ndcg: float
    success: float


def scores(engine: engines.Engine, asked: Sequence[judged.Query]) -> dict[str, Score]:
    """Scores by kind, over all queries, and over those that nobody may tune by."""
    found = {}
    rows = [(query, query.ndcg(ids), query.success(ids)) for query, ids in answers(engine, asked)]
    parts = {
        kind: [row for row in rows if row[0].kind == kind] for kind in dict.fromkeys(q.kind for q in asked)
    }
    parts |= {ALL: rows, HELD_OUT: [row for row in rows if row[0].held_out]}
    for name, part in parts.items():
        ndcg = sum(row[1] for row in part) / len(part)
        found[name] = Score(len(part), ndcg, sum(row[2] for row in part) / len(part))
    return found


def answers(engine: engines.Engine, asked: Sequence[judged.Query]) -> list[tuple[judged.Query, list[int]]]:
    """Each query with what the engine shows first."""
    return [(query, engine.ask(query.text)) for query in asked]


def table(found: Mapping[str, Mapping[str, Score]]) -> str:
    """One line a kind, two figures an engine."""
    names = list(found)
    first = found[names[0]]
    lines = [f"{'kind':<14}{'queries':>8}" + "".join(f"{name:>22}" for name in names)]
    lines.append(" " * 22 + "".join(f"{'nDCG@10':>14}{'succ@1':>8}" for _name in names))
    for kind in first:
        cells = "".join(f"{found[name][kind].ndcg:14.3f}{found[name][kind].success:8.2f}" for name in names)
        lines.append(f"{kind:<14}{first[kind].queries:>8}{cells}")
    return "\n".join(lines)


def missed(asked: Sequence[tuple[judged.Query, list[int]]], goods: Mapping[int, Goods], below: float) -> str:
    """Queries that nobody is forbidden to tune by, with what came first and what was wanted."""
    lines = []
    for query, found in asked:
        score = query.ndcg(found)
        if query.held_out or score >= below:
            continue
        lines.append(f"- [{query.kind}] `{query.text}` nDCG {score:.2f}; wanted {query.wanted}")
        for product in found[:3]:
            item = goods[product]
            lines.append(f"    - {query.grades.get(product, 0)}: {item.first} | {item.second} | {item.brand}")
        if not found:
            lines.append("    - nothing")
    return "\n".join(lines)


def measured(space: Workspace, goods: Mapping[int, Goods], folder: Path) -> dict[str, dict[str, Score]]:
    """Every engine's scores over the judged queries, and over those that nobody has tuned by."""
    asked, unseen = judged.queries(goods), judged.queries(goods, judged.UNSEEN)
    every = {"ours": engines.Ours(space), **engines.peers(space, folder)}
    return {
        name: scores(engine, asked) | {UNSEEN: scores(engine, unseen)[ALL]} for name, engine in every.items()
    }


def run(misses: bool = False) -> None:
    """Loads the catalogue, asks, prints; with ``misses`` also what ours answers below BAD."""
    with tempfile.TemporaryDirectory() as name, world.opened(Path(name)) as space:
        goods = world.load(space, catalogue())
        print(f"\nrelevance: {len(goods):,} products, judged by their attributes")
        print(table(measured(space, goods, Path(name))))
        if misses:
            print(missed(answers(engines.Ours(space), judged.queries(goods)), goods, BAD))
