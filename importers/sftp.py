"""Files in a directory of an SFTP server, where wholesalers put a customer's price files.

The server must prove that it holds the host key of the profile before a user name leaves: a key that is
merely seen is never believed. The library (extra ``sftp``) is loaded when the first such feed is pulled.
"""

from __future__ import annotations

import errno
import socket
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from importers import hosts
from importers.arrivals import MOST_FILES, Arrival
from importers.config import Profile
from importers.credentials import Credentials
from importers.errors import FetchFailed
from importers.host_keys import check_host_key, wanted_types
from importers.partial import Begun, Partial
from importers.raw import CHUNK_BYTES, RawFile
from importers.retry import Deadline, Final, Transient

CONNECT_SECONDS = 10.0
READ_SECONDS = 60.0
_SECOND = 1_000_000_000
_STAYS = (errno.ENOENT, errno.EACCES)


def is_sftp(profile: Profile) -> bool:
    """Whether the profile's address is one of these."""
    return profile.url.startswith("sftp://")


def arrived(profile: Profile, folder: Path) -> int:
    """Bytes of an unfinished download that need not be fetched again."""
    return Partial(folder, profile.url).arrived() if is_sftp(profile) else 0


@contextmanager
def opened(profile: Profile, secrets: Credentials, deadline: Deadline) -> Iterator[SftpFolder]:
    """The folder (or the one file) at the profile's address, while the connection lasts.

    Raises Final for what stays wrong, Transient for what may pass, FetchFailed without the library.
    """
    library = _library(profile)
    place = hosts.shown(profile.url)
    try:
        with (
            _connected(profile, deadline) as wire,
            _logged_in(library, profile, secrets, wire, deadline) as client,
        ):
            yield SftpFolder(profile, client)
    except hosts.AddressRefused as error:
        raise Final(f"{place}: {error}") from error
    except library.AuthenticationException as error:
        raise Final(f"{place}: the user name, password or key was not accepted") from error
    except library.ssh_exception.IncompatiblePeer as error:
        raise Final(f"{place}: no common way to encrypt: the server is too old, or too new") from error
    except (library.SSHException, EOFError) as error:
        raise Transient(f"{place}: the SSH connection broke ({type(error).__name__})") from error
    except TimeoutError as error:
        raise Transient(f"{place}: no answer in time") from error
    except OSError as error:
        fault = Final if error.errno in _STAYS else Transient
        raise fault(f"{place}: {error.strerror or 'the server refused'}") from error


@dataclass(frozen=True, slots=True)
class SftpFolder:
    """The folder at ``profile.url``: importers read it, never write to it. ``client`` is paramiko's."""

    profile: Profile
    client: Any

    def files(self) -> list[Arrival]:
        """The ordinary files in it; the one file where the profile has no mask."""
        if not self.profile.mask:
            one = self.look(_path(self.profile).rpartition("/")[2])
            if one is None:
                raise Final(f"{hosts.shown(self.profile.url)}: is a folder, or not there: mask is missing?")
            return [one]
        found: list[Arrival] = []
        # all of them first: the library asks ahead, and another question in between would get their answers
        entries = list(islice(self.client.listdir_iter(_path(self.profile) or "."), MOST_FILES + 1))
        if len(entries) > MOST_FILES:
            raise Final(f"more than {MOST_FILES} files in the folder")
        for entry in entries:
            if "/" in entry.filename or "\0" in entry.filename:
                continue
            is_link = entry.st_mode is not None and stat.S_ISLNK(entry.st_mode)
            one = self.look(entry.filename) if is_link else _arrival(entry.filename, entry)
            found += [one] if one else []
        return found

    def look(self, name: str) -> Arrival | None:
        """One file as it is now, None where it is gone or no ordinary file."""
        try:
            return _arrival(name, self.client.stat(self.inside(name)))
        except FileNotFoundError:
            return None

    def keep(self, found: Arrival, folder: Path, deadline: Deadline) -> RawFile:
        """Fetches one file, or the rest of it, into ``folder``."""
        if found.size > self.profile.max_bytes:
            raise Final(f"{found.name}: {found.size} bytes, at most {self.profile.max_bytes}")
        partial = Partial(folder, self.profile.url)
        validator = f"{found.name}:{found.size}:{found.modified}"
        before = partial.begun()
        begun = before if before and before.validator == validator else Begun(validator, found.size)
        with self.client.open(self.inside(found.name), "rb") as remote, partial.growing(begun) as writer:
            remote.settimeout(READ_SECONDS)
            remote.seek(begun.arrived)
            # one request at a time (32 kB a round trip): the library's reading ahead runs in a thread that
            # prints its faults instead of raising them
            while writer.size < found.size:
                deadline.left(READ_SECONDS)
                chunk = remote.read(min(CHUNK_BYTES, found.size - writer.size))
                if not chunk:
                    raise Transient(f"{found.name}: truncated, {writer.size} of {found.size} bytes")
                writer.write(chunk)
        if self.look(found.name) != found:
            partial.discard()
            raise Transient(f"{found.name} changed while it was fetched")
        return partial.keep(found.name)

    def inside(self, name: str) -> str:
        """The path of a file of that name in the folder."""
        folder = _path(self.profile)
        if not self.profile.mask:
            folder = folder.rpartition("/")[0]
        return f"{folder}/{name}" if folder or _is_absolute(self.profile) else name


def _arrival(name: str, found: Any) -> Arrival | None:
    """A server need not say what an entry is: then it is taken for a file, as its name was asked for."""
    ordinary = found.st_mode is None or stat.S_IFMT(found.st_mode) in (0, stat.S_IFREG)
    if not ordinary or found.st_size is None:
        return None
    return Arrival(name, int(found.st_size), int(found.st_mtime or 0) * _SECOND)


def _is_absolute(profile: Profile) -> bool:
    return not urlsplit(profile.url).path.startswith("/~/")


def _path(profile: Profile) -> str:
    """The path without a slash at its end; ``/~/`` begins one inside the folder of the user."""
    path = unquote(urlsplit(profile.url).path)
    return (path if _is_absolute(profile) else path.removeprefix("/~/")).rstrip("/")


def _library(profile: Profile) -> Any:
    try:
        import paramiko
    except ImportError as error:
        reason = "sftp needs a library that is not installed: pip install merkbar[sftp]"
        raise FetchFailed(profile.name, reason) from error
    return paramiko


@contextmanager
def _connected(profile: Profile, deadline: Deadline) -> Iterator[socket.socket]:
    """A connection to an address that was checked: the name is not looked up a second time."""
    _scheme, _host, port = hosts.origin(profile.url)
    fault: OSError | None = None
    for address in hosts.resolved(profile.url, profile.allow_private):
        try:
            wire = socket.create_connection((address, port), deadline.left(CONNECT_SECONDS))
        except OSError as error:
            fault = error
            continue
        with wire:
            yield wire
        return
    raise fault or OSError("no address")


@contextmanager
def _logged_in(
    library: Any, profile: Profile, secrets: Credentials, wire: socket.socket, deadline: Deadline
) -> Iterator[Any]:
    transport = library.Transport(wire)
    try:
        transport.banner_timeout = transport.handshake_timeout = transport.auth_timeout = CONNECT_SECONDS
        options = transport.get_security_options()
        options.key_types = wanted_types(profile.host_key, options.key_types)
        transport.start_client(timeout=deadline.left(READ_SECONDS))
        check_host_key(profile.host_key, transport.get_remote_server_key())
        if secrets.key_file:
            transport.auth_publickey(secrets.user, _private_key(library, profile, secrets))
        else:
            transport.auth_password(secrets.user, secrets.password)
        client = library.SFTPClient.from_transport(transport)
        client.get_channel().settimeout(deadline.left(READ_SECONDS))
        yield client
    finally:
        transport.close()


def _private_key(library: Any, profile: Profile, secrets: Credentials) -> Any:
    """The key in the file that the profile names, of whatever type; the password is its passphrase."""
    fault: Exception | None = None
    for kind in (library.Ed25519Key, library.ECDSAKey, library.RSAKey):
        try:
            return kind.from_private_key_file(secrets.key_file, password=secrets.password or None)
        except OSError as error:
            reason = f"the key file that {profile.key_file_env} names cannot be read: {error.strerror}"
            raise Final(reason) from error
        except (library.SSHException, ValueError, TypeError) as error:
            fault = error
    reason = f"the key file that {profile.key_file_env} names holds no private key that can be opened"
    raise Final(reason) from fault
