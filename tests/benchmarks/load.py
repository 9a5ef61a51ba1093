"""How busy the machine was before a bench began: times by the clock mean little on a busy one."""

from __future__ import annotations

import os
from dataclasses import dataclass

# What a machine that only runs its own services has a minute's average of.
IDLE = 0.5


@dataclass(frozen=True, slots=True)
class Load:
    """Programs that wanted a processor, the last minute's average, and how many processors there are."""

    wanting: float
    processors: int

    @classmethod
    def now(cls) -> Load:
        """Of this machine."""
        return cls(os.getloadavg()[0], os.cpu_count() or 1)

    @property
    def busy(self) -> bool:
        """Whether others took part of what is measured by the clock."""
        return self.wanting > IDLE

    def said(self) -> str:
        """One line, for the top of what is printed and again for its end."""
        told = f"load {self.wanting:.1f} on {self.processors} processors"
        if not self.busy:
            return f"{told}: a quiet machine"
        return f"{told}: BUSY, times by the clock are too long; compare processor times and ratios only"
