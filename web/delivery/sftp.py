"""The channel ``sftp``: a supplier's directory on an SFTP server whose host key is known."""

from __future__ import annotations

import io
from dataclasses import dataclass

from importers import sftp
from importers.config import Profile
from importers.credentials import credentials_of
from importers.errors import FetchFailed
from importers.retry import Deadline, Final, Pace, Transient
from web.delivery import landing
from web.delivery.order_settings import OrderTarget
from web.delivery.outcomes import Message, Outcome, Refused
from web.delivery.payload import PayloadFault, unpacked
from web.delivery.settings import DeliverySettings

REPEATABLE = True
MOST_SECONDS = 120.0


def untouched(message: Message, settings: DeliverySettings) -> bool:
    """Never asked: a second attempt does no harm."""
    return False


def send(message: Message, settings: DeliverySettings) -> Outcome:
    """Puts the file into the supplier's directory. Whatever breaks is tried again: the temporary file and
    the mark say how far it came."""
    target = settings.orders.targets.get(message.target)
    if target is None or not target.url:
        return Refused(f"{message.target} has no sftp address in delivery.toml")
    profile = _profile(target)
    try:
        file = unpacked(message.payload)
        secrets = credentials_of(profile, settings.environ)
        deadline = Deadline(Pace(), MOST_SECONDS)
        with sftp.opened(profile, secrets, deadline) as found:
            return landing.land(_Remote(found), file, settings.journal)
    except PayloadFault as error:
        return Refused(str(error), final=True)
    except (Final, Transient, FetchFailed) as error:
        return Refused(str(error))


def _profile(target: OrderTarget) -> Profile:
    """The address as the importers' SFTP door knows one; the mask says that it is a folder."""
    return Profile(
        f"orders to {target.supplier}", "feed", "", supplier=target.supplier, url=target.url, mask="*",
        user_env=target.user_env, password_env=target.password_env, key_file_env=target.key_file_env,
        host_key=target.host_key, allow_private=target.allow_private,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Remote:
    """A folder on the server."""

    folder: sftp.SftpFolder

    def read(self, name: str) -> bytes | None:
        """The file's content, None where there is none."""
        found = io.BytesIO()
        try:
            self.folder.client.getfo(self.folder.inside(name), found)
        except FileNotFoundError:
            return None
        return found.getvalue()

    def write(self, name: str, content: bytes) -> None:
        """Writes the file; the server must then say that it has all of it."""
        self.folder.client.putfo(io.BytesIO(content), self.folder.inside(name), len(content), confirm=True)

    def rename(self, old: str, new: str) -> None:
        """Renames on the server, which refuses where the name is taken (SFTP 3, 6.5)."""
        self.folder.client.rename(self.folder.inside(old), self.folder.inside(new))
