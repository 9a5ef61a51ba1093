"""The channels by name. A new one is a module beside this and one line here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from web.delivery import directory, sftp, smtp, webhook
from web.delivery.order_settings import DIRECTORY, EMAIL, SFTP
from web.delivery.outcomes import Message, Outcome
from web.delivery.settings import DeliverySettings


class Channel(Protocol):
    """``REPEATABLE``: a second copy does no harm, because the other side can tell it by the message's key.

    What cannot be repeated becomes uncertain, for a person, whenever nobody knows whether it was taken.
    """

    @property
    def REPEATABLE(self) -> bool: ...  # noqa: N802  (a constant of the module)

    def untouched(self, message: Message, settings: DeliverySettings) -> bool:
        """Whether an attempt that died certainly sent nothing that counts; asked where not REPEATABLE."""

    def send(self, message: Message, settings: DeliverySettings) -> Outcome:
        """One attempt, bounded in time. Raises nothing that can be foreseen."""


CHANNELS: Mapping[str, Channel] = {"webhook": webhook, DIRECTORY: directory, SFTP: sftp, EMAIL: smtp}
