"""What can go wrong with a whole feed or register; each message names the file, the cause and the numbers."""

from __future__ import annotations

from catalog.errors import MerkbarError


class ImportFailed(MerkbarError):
    """A run that published nothing. ``field`` and ``line`` are set where they are known."""

    def __init__(self, subject: str, reason: str, line: int = 0, field: str = "") -> None:
        place = "".join((f", line {line}" if line else "", f", field {field}" if field else ""))
        super().__init__(f"{subject}{place}: {reason}")
        self.subject = subject
        self.reason = reason
        self.line = line
        self.field = field

    def __reduce__(self) -> tuple[type[ImportFailed], tuple[str, str, int, str]]:
        """It is raised in the process that reads a feed, too, and must arrive whole."""
        return type(self), (self.subject, self.reason, self.line, self.field)


class FetchFailed(ImportFailed):
    """The file could not be brought here whole."""


class UnreadableFeed(ImportFailed):
    """The file as a whole is not what its format says."""


class GateHeld(ImportFailed):
    """The file was read but looks wrong against the last run: kept for a person to release or drop."""


class AlreadyRunning(ImportFailed):
    """Another run of the same feed or register holds the lock."""


class ProfileError(ImportFailed):
    """``data/feeds.toml`` is wrong; names table and key."""
