"""How long it takes to derive every tag anew: a generated catalogue against generated registers.

Run as a process of its own (``python -m tests.benchmarks.tagging_bench PRODUCTS CERTIFICATES``), so that
its memory is its own. The peer in the same run is the plain SQL join of products and certificates over
their shared keys: no matching, no evidence, nothing written.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import func, insert, select
from sqlmodel import Session, col

from catalog import brands, db
from catalog.clock import Clock
from catalog.keys import brand_model_key, model_keys
from catalog.models import (
    Certificate,
    CertificateKey,
    CertificateModel,
    Dataset,
    Offer,
    OfferKey,
    Product,
    Run,
    Supplier,
    Tag,
)
from catalog.tagging import refresh
from catalog.workspace import Workspace
from labels import definitions

BATCH = 20_000
GROUPS = ("displays", "notebooks", "printers", "batteries", "luminaires", "cables", "")
SUFFIXES = ("", "h", "w", "-eu")
LETTERS = "abcdefghklmprstvx"
SLUGS = ("tco-certified", "epeat", "energy-star", "blue-angel", "nordic-swan", "eu-ecolabel")


def _model(rng: random.Random, number: int) -> str:
    """The model of a product; now and then with another product's suffix, as registers list families."""
    suffix = rng.choice(SUFFIXES) if rng.random() < 0.2 else SUFFIXES[number % 4]
    return f"{LETTERS[number % 17]}{LETTERS[number % 11]}{number:06d}{suffix}"


def fill(space: Workspace, products: int, certificates: int) -> None:
    """Seeded products of 3,500 brands, a tenth of them known to a register."""
    rng = random.Random(11)
    now = datetime(2026, 11, 22, tzinfo=UTC)
    with db.writing(space.engine) as session:
        session.add(Supplier(id=1, slug="bench", name="Bench"))
        session.add(Run(id=1, kind="feed", name="bench", format="table", mode="full", status="published",
                        started_at=now))  # fmt: skip
        for key, slug in enumerate(SLUGS, 1):
            session.add(Dataset(id=key, register_name="bench", label=slug, confirmed_on=date(2026, 11, 22),
                                max_age_days=365))  # fmt: skip
        session.flush()
        for start in range(1, products + 1, BATCH):
            rows = []
            for key in range(start, min(start + BATCH, products + 1)):
                brand = f"brand{key % 3500}"
                rows.append((key, brand, _model(rng, key), rng.choice(GROUPS)))
            _products(session, rows)
        for start in range(1, certificates + 1, BATCH):
            _certificates(session, rng, range(start, min(start + BATCH, certificates + 1)), products)


def _products(session: Session, rows: list[tuple[int, str, str, str]]) -> None:
    common = {"supplier_id": 1, "content_hash": "", "first_run": 1, "last_run": 1, "extra": {}}
    session.execute(insert(Product), [
        {"id": key, "name": f"{brand} {model}", "brand": brand, "brand_key": brand, "mpn": model,
         "mpn_key": model, "product_group": group, "active": True, "revision": 1}
        for key, brand, model, group in rows
    ])  # fmt: skip
    session.execute(insert(Offer), [
        {**common, "id": key, "product_id": key, "supplier_number": str(key), "name": model}
        for key, _, model, _ in rows
    ])  # fmt: skip
    session.execute(insert(OfferKey), [
        item
        for key, brand, model, _ in rows
        for item in ({"key": brand_model_key(brand, model), "offer_id": key},
                     {"key": f"g:{key:014d}", "offer_id": key})
    ])  # fmt: skip


def _certificates(session: Session, rng: random.Random, ids: range, products: int) -> None:
    certificates, models, keys = [], [], []
    for key in ids:
        slug = rng.randrange(len(SLUGS))
        target = rng.randrange(1, products * 4)
        brand, model = f"brand{target % 3500}", _model(rng, target)
        pattern = slug in (1, 2) and rng.random() < 0.2
        name = model[:6] + "**" if pattern else model
        gtins = [f"{target:014d}"] if slug == 0 else []
        certificates.append({
            "id": key, "dataset_id": slug + 1, "label": SLUGS[slug], "number": str(key),
            "number_key": str(key), "markets": ["US", "NO"], "valid_from": date(2025, 1, 1),
            "valid_to": date(2027, 6, 1), "content_hash": "", "first_run": 1, "last_run": 1, "extra": {},
        })  # fmt: skip
        models.append({"certificate_id": key, "brand": brand, "brand_key": brand, "models": [name],
                       "mpns": [], "gtins": gtins, "markets": ["US", "NO"], "pattern": pattern})  # fmt: skip
        found = model_keys(brand, [name], pattern) | {f"g:{gtin}" for gtin in gtins}
        keys += [{"key": item, "certificate_id": key} for item in found]
    session.execute(insert(Certificate), certificates)
    session.execute(insert(CertificateModel), models)
    session.execute(insert(CertificateKey), keys)


def main(products: int, certificates: int) -> None:
    """Fills, tags, prints."""
    root = Path(__file__).parent.parent.parent
    with tempfile.TemporaryDirectory() as name:
        space = Workspace(
            db.connect(f"sqlite:///{name}/bench.db"), Path(name), root / "data", Clock(), definitions.load(),
            brands.Brands({}, {}), Path(name) / "index",
        )  # fmt: skip
        db.upgrade(space.engine, space.lock_dir)
        fill(space, products, certificates)
        start = time.perf_counter()
        with db.reading(space.engine) as session:
            join = select(func.count()).select_from(OfferKey).join(
                CertificateKey, col(CertificateKey.key) == col(OfferKey.key)
            )  # fmt: skip
            pairs = session.execute(join).scalar_one()
        joined = time.perf_counter() - start
        start = time.perf_counter()
        with db.writing(space.engine) as session:
            refresh(session, space.labels, 2, datetime.now(UTC))
        took = time.perf_counter() - start
        with db.reading(space.engine) as session:
            tags = session.execute(select(func.count()).select_from(Tag)).scalar_one()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\ntagging {products:,} products against {certificates:,} certificates")
    print(
        f"  every tag anew    {took:7.1f} s  {products / took:7.0f} products/s  {tags:,} tags"
        f"  peak {peak:4.0f} MB"
    )
    print(f"  plain SQL join    {joined:7.1f} s  {pairs:,} pairs  {took / joined:7.1f} x as long for ours")


def run(products: int, certificates: int) -> None:
    """The bench in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.tagging_bench", str(products), str(certificates)]
    subprocess.run(command, check=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
