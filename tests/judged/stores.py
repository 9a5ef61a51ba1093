"""A store of its own for one example, filled through the real importers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from catalog import db, queries
from catalog.identifiers import Identifier
from catalog.models import Tag
from catalog.shapes import ProductView
from catalog.workspace import Workspace
from tests.conftest import Loader
from tests.empty_store import empty_store
from tests.judged.chain import SAID, Tags
from tests.judged.worlds import SUPPLIERS, Row, World, table


@dataclass(frozen=True)
class File:
    """One load: some offers of one supplier, or some certificates of one label."""

    kind: str
    owner: str
    rows: tuple[Row, ...]


def files_of(world: World, parts: int = 1) -> list[File]:
    """The loads that bring a world in; the rows of each supplier and label are dealt over ``parts`` files."""
    found: list[File] = []
    for kind, rows, column in (("feed", world.offers, "supplier"), ("register", world.certificates, "label")):
        owners = SUPPLIERS if kind == "feed" else tuple(dict.fromkeys(row["label"] for row in rows))
        for owner in owners:
            own = tuple(row for row in rows if row[column] == owner)
            found += [File(kind, owner, own[at::parts]) for at in range(parts) if own[at::parts]]
    return found


@dataclass(frozen=True)
class Store:
    """The store of one example and the loaders of the test."""

    space: Workspace
    feed: Loader
    register: Loader

    def load(self, files: Sequence[File], mode: str = "delta") -> None:
        """Loads the files in this order; every row must be taken."""
        for number, file in enumerate(files):
            load, owner = (self.feed, "supplier") if file.kind == "feed" else (self.register, "label")
            report = load(
                table(file.rows), name=f"{number}.csv", mode=mode, workspace=self.space,
                **{owner: file.owner},
            )  # fmt: skip
            assert report.status in ("published", "unchanged"), report
            assert report.rejected == 0, report

    def products(self, world: World) -> dict[tuple[str, str], int]:
        """The product that each offer of the world is in."""
        names = [(row["supplier"], row["supplier_number"]) for row in world.offers]
        wanted = [Identifier("supplier", number, supplier) for supplier, number in names]
        with db.reading(self.space.engine) as session:
            ids = [found for (found,) in queries.resolve(session, wanted)]
        return dict(zip(names, ids, strict=True))

    def tags(self, world: World) -> Tags:
        """What the standing tags of every offer's product say, by (supplier, number)."""
        said: dict[int, set[tuple[Any, ...]]] = defaultdict(set)
        with db.reading(self.space.engine) as session:
            for tag in session.execute(select(Tag).where(col(Tag.closed_at).is_(None))).scalars():
                said[tag.product_id].add(tuple(getattr(tag, name) for name in SAID))
        return {name: frozenset(said[product]) for name, product in self.products(world).items()}

    def views(self, world: World, today: date) -> dict[int, ProductView]:
        """The products of the world as they are on a day."""
        ids = sorted(set(self.products(world).values()))
        with db.reading(self.space.engine) as session:
            return {view.id: view for view in queries.product_views(session, self.space, ids, today)}


@contextmanager
def opened(workspace: Workspace, feed: Loader, register: Loader) -> Iterator[Store]:
    """An empty store inside the workspace's folder, gone afterwards."""
    with TemporaryDirectory(dir=workspace.var) as folder:
        var = Path(folder)
        empty_store(var / "merkbar.db")
        engine = db.connect(f"sqlite:///{var / 'merkbar.db'}")
        space = replace(workspace, engine=engine, var=var, index_dir=var / "index")
        try:
            yield Store(space, feed, register)
        finally:
            engine.dispose()
