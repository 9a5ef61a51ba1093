"""The second list of models in a row of ENERGY STAR's data: ``marketing name,model number,UPC;`` ...

Real cells are of many kinds (lists of models with commas, remarks, prose). Only a part of exactly that
form gives a model; everything else is counted and left for a person: a comma list cut in the wrong
place would certify what is not certified.
"""

from __future__ import annotations

from dataclasses import dataclass

from catalog.records import Notice
from importers.registers.fields import is_gtin

COLUMN = "additional_model_information"
LONGEST_CELL = 1_000_000  # characters
# far above any list seen; the rows of one certificate are compared with each other
MOST_MODELS = 2000


@dataclass(slots=True)
class AdditionalModels:
    """Reads the cells of one file and remembers what was no triple."""

    left_out: int = 0
    first_line: int = 0
    first_raw: str = ""

    def read(self, line: int, cell: object) -> list[tuple[str, str]]:
        """Model number and UPC ('' where there is none) of each well-formed part."""
        if cell is None or cell == "":
            return []
        if not isinstance(cell, str) or len(cell) > LONGEST_CELL:
            self._leave(line, str(cell)[:200])
            return []
        parts = [part.strip() for part in cell.split(";") if part.strip(" ,\t\r\n")]
        if len(parts) > MOST_MODELS:
            self._leave(line, cell)
            return []
        found = []
        for part in parts:
            triple = _triple(part)
            if triple is None:
                self._leave(line, part)
            else:
                found.append(triple)
        return found

    def notice(self) -> Notice | None:
        """What was left out of the whole file, None where nothing was."""
        if not self.left_out:
            return None
        reason = (
            f"{self.left_out} parts are no 'marketing name,model number,UPC', first on line "
            f"{self.first_line}: no model was taken from them"
        )
        return Notice(self.first_line, COLUMN, reason, self.first_raw[:200])

    def _leave(self, line: int, raw: str) -> None:
        if not self.left_out:
            self.first_line, self.first_raw = line, raw
        self.left_out += 1


def _triple(part: str) -> tuple[str, str] | None:
    pieces = [" ".join(piece.split()) for piece in part.split(",")]
    if len(pieces) != 3 or not pieces[1]:
        return None
    _name, model, upc = pieces
    return (model, upc) if not upc or is_gtin(upc) else None
