"""Domain errors. Each carries what a person needs to act: subject, cause and numbers."""

from __future__ import annotations


class MerkbarError(Exception):
    """Anything that Merkbar refuses on purpose; ``str()`` is fit to show to a person."""


class DefinitionError(MerkbarError):
    """A data file (labels, brands, feeds, synonyms) is wrong; names file and key."""

    def __init__(self, path: object, key: str, reason: str) -> None:
        super().__init__(f"{path}: {key}: {reason}")


class InvalidIdentifier(MerkbarError, ValueError):
    """A text that is none of the identifiers Merkbar knows."""


class NotFound(MerkbarError):
    """What was asked for does not exist."""


class IndexUnavailable(MerkbarError):
    """The search index is missing or cannot be read; it can be rebuilt from the database."""


class InvalidRequest(MerkbarError, ValueError):
    """A search, basket or API request that cannot be carried out as asked; ``field`` names where."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


class CursorGone(MerkbarError):
    """A mirror's place in the changes that this database knows nothing of: it has to begin anew."""
