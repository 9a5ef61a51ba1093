"""Makes the demo's templates in this folder. Run `python data/demo/generate.py` after a change.

Everything in the demo is invented: three suppliers, every brand, model, price, el-number,
certificate and licence number. Labels stand only on invented brands, so that no false word is said
of a real product. GTINs carry the GS1 prefix 952, which is kept for demonstrations, with correct
check digits; el-numbers stand in a plausible group but are made up (third digit 8 or 9); the
organisation number starts with 3, as those of Norwegian test data do. What the suppliers sell is in
assortment.toml, the products that show each state in cases.toml (listed in importers/demo.py).

Same input, same bytes: only random() of a seeded generator and whole-number arithmetic are used,
which Python keeps the same over versions. Days are placeholders, filled in on the day of loading by
importers/demo.py: {{+120}} is an ISO date 120 days later, {{n:-30}} a NELFO date (YYYYMMDD) 30 days
earlier. Needs nothing but the standard library.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

# A __pycache__ folder beside the data files would break their installation.
sys.dont_write_bytecode = True

from assortment import load_items  # noqa: E402
from layouts import feed_csv, nelfo, table_csv, tco_json  # noqa: E402
from marks import Registers, certify  # noqa: E402

HERE = Path(__file__).resolve().parent


def build() -> dict[str, bytes]:
    """Every file by name; bytes as they lie on disk."""
    items, cases = load_items(HERE)
    registers: Registers = certify(items, cases)
    by_supplier = {
        slug: [item for item in items if item.supplier == slug]
        for slug in ("nordvolt", "fjordlys", "bitverk")
    }
    return {
        # NELFO 4.0 asks for Windows ANSI or ISO 8859-1 and CR+LF (E-NVare4.0r4).
        "nordvolt.nelfo": nelfo(by_supplier["nordvolt"]).encode("latin-1"),
        "fjordlys.csv": feed_csv(by_supplier["fjordlys"]).encode(),
        "bitverk.csv": feed_csv(by_supplier["bitverk"]).encode(),
        "tco.json": tco_json(registers.tco).encode(),
        "energy-star.csv": table_csv(registers.energy_star).encode(),
        "registers.csv": table_csv(registers.table).encode(),
        "registers-old.csv": table_csv(registers.old).encode(),
    }


def main() -> None:
    """Writes the files into ``--target`` (this folder unless told otherwise)."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--target", type=Path, default=HERE)
    target: Path = parser.parse_args().target
    target.mkdir(parents=True, exist_ok=True)
    for name, content in build().items():
        (target / name).write_bytes(content)
        print(f"{name}: {len(content)} bytes")


if __name__ == "__main__":
    main()
