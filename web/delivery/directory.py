"""The channel ``directory``: a drop directory on this machine, from which a supplier's program fetches."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from web.delivery import landing
from web.delivery.outcomes import Message, Outcome, Refused
from web.delivery.payload import PayloadFault, unpacked
from web.delivery.settings import DeliverySettings

REPEATABLE = True


def untouched(message: Message, settings: DeliverySettings) -> bool:
    """Never asked: a second attempt does no harm."""
    return False


def send(message: Message, settings: DeliverySettings) -> Outcome:
    """Puts the file into the supplier's directory. A full disk, a missing directory or missing rights are
    refused: nothing half-written stays under the file's own name, and the next attempt tries again."""
    target = settings.orders.targets.get(message.target)
    if target is None or not target.path:
        return Refused(f"{message.target} has no directory in delivery.toml")
    try:
        file = unpacked(message.payload)
        return landing.land(_Directory(Path(target.path)), file, settings.journal)
    except PayloadFault as error:
        return Refused(str(error), final=True)
    except OSError as error:
        return Refused(f"{target.path}: {error.strerror or type(error).__name__}")


@dataclass(frozen=True, slots=True)
class _Directory:
    """A directory of this machine. It is never made here: one that is missing may be a share that is not
    mounted."""

    path: Path

    def read(self, name: str) -> bytes | None:
        """The file's content, None where there is none."""
        try:
            return (self.path / name).read_bytes()
        except FileNotFoundError:
            return None

    def write(self, name: str, content: bytes) -> None:
        """Writes and flushes the file; what a full disk cut short is removed again."""
        place = self.path / name
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
            with os.fdopen(os.open(place, flags, 0o666), "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
        except OSError:
            place.unlink(missing_ok=True)
            raise

    def rename(self, old: str, new: str) -> None:
        """Renames within the directory, durably."""
        (self.path / old).rename(self.path / new)
        landing.sync(self.path)
