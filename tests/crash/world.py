"""A store of a few thousand products whose feeds and register change a little from round to round."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

VH = "VH;EFONELFO;4.0;NO912345678MVA;;;20260101;;NOK;;NORDVOLT AS;;;5003;BERGEN;NO\r\n"
TABLE = "supplier_number,brand,mpn,name,price,labels\n"
REGISTER = "certificate,brand,model,valid_to\n"
STAYS = "Acme skjerm 0"  # a product that no round takes away


@dataclass(frozen=True)
class Files:
    """Writes the file of one source for one round; the same round gives the same bytes."""

    folder: Path
    products: int

    def order(self, source: str, round_number: int) -> dict[str, str]:
        """What to load: the keys of a ``tests.crash.runner`` order."""
        chance = random.Random(f"{source}-{round_number}")  # noqa: S311  (rounds must repeat)
        path = self.folder / f"{source}-{round_number}.txt"
        path.write_text(getattr(self, f"_{source}")(chance, round_number), "latin-1", newline="")
        common = {"path": str(path)}
        if source == "tco":
            return common | {"kind": "register", "format": "table", "label": "tco-certified", "mode": "full"}
        file_format = "nelfo" if source == "nordvolt" else "table"
        mode = "full" if source == "acme" else "delta"
        return common | {"kind": "feed", "format": file_format, "supplier": source, "mode": mode}

    def _acme(self, chance: random.Random, round_number: int) -> str:
        """A full feed: some products go, some come back, some have another price."""
        rows = []
        for n in range(self.products):
            if n and chance.random() < 0.01:
                continue
            price = 100 + (round_number if chance.random() < 0.03 else 0)
            claim = "EPEAT Gold" if (n + round_number) % 7 == 0 else ""
            rows.append(f"{n},Acme,ACM-{n},Acme skjerm {n},{price},{claim}\n")
        return TABLE + "".join(rows)

    def _bitverk(self, chance: random.Random, round_number: int) -> str:
        """A delta of another supplier that shares products with the first."""
        chosen = chance.sample(range(self.products), self.products // 20)
        rows = (f"B{n},Acme,ACM-{n},Skjerm {n} fra Acme,{90 + round_number},\n" for n in chosen)
        return TABLE + "".join(rows)

    def _nordvolt(self, chance: random.Random, round_number: int) -> str:
        """A NELFO delta: lines with a GTIN-less el-number, some discontinued."""
        lines = []
        for n in chance.sample(range(self.products), self.products // (20 if round_number else 1)):
            status = 3 if chance.random() < 0.05 else 2
            tail = f"{1000 + round_number};10000;20260101;{status};;;;;J;;;\r\n"
            lines.append(f"VL;1;{4_000_000 + n};KABEL {n};PN;2;MTR;METER;{tail}")
        return VH + "".join(lines)

    def _tco(self, chance: random.Random, round_number: int) -> str:
        """A register in full mode: certificates come and go, so that tags do."""
        chosen = chance.sample(range(self.products), self.products // 20)
        rows = (f"TCO-{n},Acme,ACM-{n},2027-0{round_number % 9 + 1}-01\n" for n in [0, *chosen])
        return REGISTER + "".join(dict.fromkeys(rows))


SOURCES = ("acme", "bitverk", "nordvolt", "tco")
