"""A real SFTP server on loopback (paramiko's), over a folder of the test: read, and written to."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import paramiko
from paramiko import SFTPAttributes, SFTPHandle, SFTPServer, SFTPServerInterface

from importers.config import Profile

USER, PASSWORD = "kunde-4711", "hemmelig-ord"
ENVIRON = {"SFTP_USER": USER, "SFTP_PASSWORD": PASSWORD}


@dataclass
class Sftp:
    """``cuts``: for each connection in turn, after how many bytes of file it is cut (None: never)."""

    root: Path
    host_key: Any
    port: int = 0
    public_key: Any = None
    cuts: list[int | None] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    read: list[tuple[str, int, int]] = field(default_factory=list)
    connections: int = 0

    def profile(self, path: str = "/ut/", **changes: Any) -> Profile:
        defaults: dict[str, Any] = {
            "allow_private": True, "user_env": "SFTP_USER", "password_env": "SFTP_PASSWORD",
            "host_key": self.fingerprint, "mask": "V4*.csv", "mode": "full", "quiet_seconds": 1,
        }  # fmt: skip
        url = f"sftp://127.0.0.1:{self.port}{path}"
        return Profile("elko", "feed", "table", supplier="elko", url=url, **(defaults | changes))

    @property
    def fingerprint(self) -> str:
        return str(self.host_key.fingerprint)

    def put(self, name: str, content: bytes, at: int = 1_700_000_000) -> Path:
        """Places a file with that time in seconds."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        os.utime(path, (at, at))
        return path


class _Gate(paramiko.ServerInterface):
    def __init__(self, state: Sftp) -> None:
        self._state = state

    def get_allowed_auths(self, username: str) -> str:
        return "password,publickey"

    def check_auth_password(self, username: str, password: str) -> int:
        self._state.logins.append(username)
        good = (username, password) == (USER, PASSWORD)
        return paramiko.AUTH_SUCCESSFUL if good else paramiko.AUTH_FAILED

    def check_auth_publickey(self, username: str, key: Any) -> int:
        self._state.logins.append(username)
        good = username == USER and key == self._state.public_key
        return paramiko.AUTH_SUCCESSFUL if good else paramiko.AUTH_FAILED

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return paramiko.OPEN_SUCCEEDED


class _Handle(SFTPHandle):
    def __init__(self, folder: _Folder, name: str, file: Any, flags: int) -> None:
        super().__init__(flags)
        self._folder, self._name = folder, name
        self.readfile = self.writefile = file

    def read(self, offset: int, length: int) -> Any:
        state = self._folder.state
        state.read.append((self._name, offset, length))
        if self._folder.left is not None:
            self._folder.left -= length
            if self._folder.left < 0:
                self._folder.wire.shutdown(socket.SHUT_RDWR)
                return paramiko.SFTP_FAILURE
        return super().read(offset, length)


class _Folder(SFTPServerInterface):
    def __init__(self, server: Any, state: Sftp, wire: socket.socket, left: int | None) -> None:
        super().__init__(server)
        self.state, self.wire, self.left = state, wire, left

    def _real(self, path: str) -> Path:
        return self.state.root / self.canonicalize(path).lstrip("/")

    def list_folder(self, path: str) -> Any:
        try:
            found = [(one.name, one.lstat()) for one in self._real(path).iterdir()]
        except OSError as error:
            return SFTPServer.convert_errno(error.errno or 0)
        return [SFTPAttributes.from_stat(stat, name) for name, stat in found]

    def stat(self, path: str) -> Any:
        try:
            return SFTPAttributes.from_stat(self._real(path).stat())
        except OSError as error:
            return SFTPServer.convert_errno(error.errno or 0)

    def open(self, path: str, flags: int, attr: Any) -> Any:
        writing = flags & (os.O_WRONLY | os.O_RDWR)
        try:
            file = os.fdopen(os.open(self._real(path), flags, 0o666), "r+b" if writing else "rb")
        except OSError as error:
            return SFTPServer.convert_errno(error.errno or 0)
        return _Handle(self, Path(path).name, file, flags)

    def rename(self, oldpath: str, newpath: str) -> int:
        """SFTP 3: refused where the new name is taken."""
        if self._real(newpath).exists():
            return paramiko.SFTP_FAILURE
        try:
            self._real(oldpath).rename(self._real(newpath))
        except OSError as error:
            return SFTPServer.convert_errno(error.errno or 0)
        return paramiko.SFTP_OK

    def remove(self, path: str) -> int:
        try:
            self._real(path).unlink()
        except OSError as error:
            return SFTPServer.convert_errno(error.errno or 0)
        return paramiko.SFTP_OK


@contextmanager
def serving(root: Path) -> Iterator[Sftp]:
    """The server, while it runs."""
    state = Sftp(root, paramiko.ECDSAKey.generate())
    open_ones: list[paramiko.Transport] = []
    listener = socket.create_server(("127.0.0.1", 0))
    state.port = listener.getsockname()[1]

    def accept() -> None:
        while True:
            try:
                wire, _address = listener.accept()
            except OSError:
                return
            state.connections += 1
            cut = state.cuts.pop(0) if state.cuts else None
            transport = paramiko.Transport(wire)
            open_ones.append(transport)
            transport.add_server_key(state.host_key)
            transport.set_subsystem_handler("sftp", SFTPServer, _Folder, state, wire, cut)
            try:
                transport.start_server(event=threading.Event(), server=_Gate(state))
            except paramiko.SSHException:
                continue

    thread = threading.Thread(target=accept)
    thread.start()
    yield state
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    for transport in open_ones:
        transport.close()
    thread.join()
