"""Feeds in a customer's directory of an SFTP server, against a real one on loopback."""

from __future__ import annotations

import builtins
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

paramiko = pytest.importorskip("paramiko", reason="needs the extra sftp, which dev holds")

from sftp_server import ENVIRON, PASSWORD, USER, Sftp, serving  # noqa: E402

from importers import hosts  # noqa: E402
from importers.config import Profile  # noqa: E402
from importers.errors import FetchFailed  # noqa: E402
from importers.incoming import incoming  # noqa: E402
from importers.raw import RawFile  # noqa: E402
from importers.retry import Pace  # noqa: E402

OLD, NEW = b"supplier_number;name\n1;Skjerm\n", b"supplier_number;name\n1;Skjerm\n2;Lampe\n"
LARGE = random.Random(5).randbytes(1_500_000)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Sftp]:
    with serving(tmp_path / "remote") as running:
        running.put("ut/V4_1.csv", OLD, 1_700_000_000)
        running.put("ut/v4_2.CSV", NEW, 1_700_000_100)
        running.put("ut/P4_3.csv", b"confidential", 1_700_000_200)
        yield running


@pytest.fixture
def take(tmp_path: Path) -> Callable[..., list[RawFile]]:
    def run(profile: Profile, environ: dict[str, str] | None = None) -> list[RawFile]:
        pace = Pace(sleep=lambda _seconds: None)
        return list(incoming(profile, tmp_path / "raw", environ or ENVIRON, pace=pace))

    return run


def test_the_newest_file_that_fits_the_mask_is_taken(server: Sftp, take: Callable[..., Any]) -> None:
    (raw,) = take(server.profile())
    assert (raw.path.read_bytes(), raw.name) == (NEW, "v4_2.CSV")
    assert server.logins == [USER]


def test_one_file_needs_no_mask(server: Sftp, take: Callable[..., Any]) -> None:
    (raw,) = take(server.profile("/ut/V4_1.csv", mask=""))
    assert raw.path.read_bytes() == OLD
    with pytest.raises(FetchFailed, match="is a folder, or not there: mask is missing"):
        take(server.profile("/ut", mask=""))


def test_a_path_may_begin_in_the_folder_of_the_user(server: Sftp, take: Callable[..., Any]) -> None:
    assert take(server.profile("/~/ut"))[0].path.read_bytes() == NEW
    assert take(server.profile("/~/ut/V4_1.csv", mask=""))[0].path.read_bytes() == OLD


def test_an_unchanged_file_is_not_fetched_again(server: Sftp, take: Callable[..., Any]) -> None:
    (first,) = take(server.profile())
    server.read.clear()
    assert take(server.profile()) == [first]
    assert not server.read
    server.put("ut/v4_2.CSV", OLD, 1_700_000_300)
    assert take(server.profile())[0].path.read_bytes() == OLD
    assert server.read


def test_a_file_of_several_megabytes_arrives_whole(server: Sftp, take: Callable[..., Any]) -> None:
    server.put("ut/V4_9.csv", LARGE, 1_700_000_300)
    assert take(server.profile())[0].path.read_bytes() == LARGE


def test_a_connection_that_breaks_goes_on_where_it_stopped(server: Sftp, take: Callable[..., Any]) -> None:
    server.put("ut/V4_9.csv", LARGE, 1_700_000_300)
    server.cuts = [500_000, 500_000]
    assert take(server.profile())[0].path.read_bytes() == LARGE
    assert server.connections >= 3
    starts = [offset for _name, offset, _length in server.read]
    assert starts.count(0) == 1


def test_a_file_that_changed_in_between_begins_anew(
    server: Sftp, take: Callable[..., Any], tmp_path: Path
) -> None:
    server.put("ut/V4_9.csv", LARGE, 1_700_000_300)
    server.cuts = [500_000, 0, 0, 0, 0]
    with pytest.raises(FetchFailed, match="gave up after 4 attempts"):
        take(server.profile())
    assert list((tmp_path / "raw").glob(".resume-*"))
    server.put("ut/V4_9.csv", LARGE[::-1], 1_700_000_400)
    server.cuts = []
    assert take(server.profile())[0].path.read_bytes() == LARGE[::-1]


def test_a_file_over_the_limit_is_refused(server: Sftp, take: Callable[..., Any]) -> None:
    with pytest.raises(FetchFailed, match=rf"v4_2.CSV: {len(NEW)} bytes, at most 10"):
        take(server.profile(max_bytes=10))
    assert not server.read


@pytest.mark.parametrize("known", ["fingerprint", "padded", "key"])
def test_the_known_host_key_lets_in(server: Sftp, take: Callable[..., Any], known: str) -> None:
    written = {
        "fingerprint": server.fingerprint,
        "padded": f"{server.fingerprint}=",
        "key": f"{server.host_key.get_name()} {server.host_key.get_base64()} kunde@elko",
    }[known]
    assert take(server.profile(host_key=written))


@pytest.mark.parametrize("kind", ["fingerprint", "key"])
def test_another_host_key_ends_it_before_the_user_name_leaves(
    server: Sftp, take: Callable[..., Any], kind: str
) -> None:
    other = paramiko.ECDSAKey.generate()
    written = other.fingerprint if kind == "fingerprint" else f"{other.get_name()} {other.get_base64()}"
    with pytest.raises(FetchFailed, match="not the host_key of the profile: nothing was sent") as caught:
        take(server.profile(host_key=written))
    assert server.fingerprint in str(caught.value)
    assert not server.logins
    assert server.connections == 1


def test_a_wrong_password_is_said_once_and_never_shown(server: Sftp, take: Callable[..., Any]) -> None:
    with pytest.raises(FetchFailed, match="was not accepted") as caught:
        take(server.profile(), ENVIRON | {"SFTP_PASSWORD": "feil-passord"})
    assert "feil-passord" not in f"{caught.value} {caught.value!r}"
    assert server.connections == 1
    with pytest.raises(FetchFailed, match="the environment variable SFTP_PASSWORD is not set"):
        take(server.profile(), {"SFTP_USER": USER})


@pytest.mark.parametrize("passphrase", ["", "nøkkelord"])
def test_a_key_file_lets_in_without_a_password(
    server: Sftp, take: Callable[..., Any], tmp_path: Path, passphrase: str
) -> None:
    key = paramiko.ECDSAKey.generate()
    key.write_private_key_file(str(tmp_path / "id"), password=passphrase or None)
    server.public_key = key
    names = {"password_env": "SFTP_PHRASE" if passphrase else "", "key_file_env": "SFTP_KEY"}
    environ = {"SFTP_USER": USER, "SFTP_KEY": str(tmp_path / "id"), "SFTP_PHRASE": passphrase}
    assert take(server.profile(**names), environ)[0].path.read_bytes() == NEW
    (tmp_path / "id").write_text("no key")
    with pytest.raises(FetchFailed, match="the key file that SFTP_KEY names holds no private key"):
        take(server.profile(**names, mask="V4_1*"), environ)


def test_a_private_host_needs_permission(server: Sftp, take: Callable[..., Any]) -> None:
    with pytest.raises(FetchFailed, match="127.0.0.1 is at the private address 127.0.0.1"):
        take(server.profile(allow_private=False))
    assert server.connections == 0


def test_the_connection_goes_to_the_address_that_was_checked(
    server: Sftp, take: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = hosts.is_public
    monkeypatch.setattr(hosts, "is_public", lambda found: found == "127.0.0.1" or real(found))
    looked_up: list[str] = []
    real_look_up = hosts.socket.getaddrinfo

    def changing(host: str, *args: Any, **options: Any) -> Any:
        looked_up.append(host)
        first = len([one for one in looked_up if one == "sftp.example"]) == 1
        target = {"sftp.example": "127.0.0.1" if first else "127.0.0.2"}.get(host, host)
        return real_look_up(target, *args, **options)

    monkeypatch.setattr(hosts.socket, "getaddrinfo", changing)
    profile = server.profile(allow_private=False)
    object.__setattr__(profile, "url", profile.url.replace("127.0.0.1", "sftp.example"))
    assert take(profile)
    assert looked_up.count("sftp.example") == 1


def test_a_folder_that_is_not_there_is_no_matter_of_trying_again(
    server: Sftp, take: Callable[..., Any]
) -> None:
    with pytest.raises(FetchFailed, match="sftp://127.0.0.1:[0-9]+/inn/: No such file"):
        take(server.profile("/inn/"))
    assert server.connections == 1
    with pytest.raises(FetchFailed, match=r"/ut/X4\*.zip: no such file among 3"):
        take(server.profile(mask="X4*.zip"))


def test_a_link_is_followed_to_a_file_and_a_folder_is_none(server: Sftp, take: Callable[..., Any]) -> None:
    (server.root / "ut/V4_link.csv").symlink_to(server.put("felles/alle.csv", b"linked", 1_700_000_500))
    (server.root / "ut/V4_folder.csv").mkdir()
    assert take(server.profile())[0].path.read_bytes() == b"linked"


def test_several_deltas_are_taken_in_order(server: Sftp, take: Callable[..., Any]) -> None:
    assert [raw.name for raw in take(server.profile(mode="delta"))] == ["V4_1.csv", "v4_2.CSV"]
    assert take(server.profile(mode="delta")) == []


def test_without_the_library_it_says_what_to_install(
    server: Sftp, take: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def without(name: str, *args: Any, **options: Any) -> Any:
        if name == "paramiko":
            raise ImportError(name)
        return real(name, *args, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(FetchFailed, match=r"pip install merkbar\[sftp\]"):
        take(server.profile())


def test_no_message_holds_the_password(server: Sftp, take: Callable[..., Any]) -> None:
    with pytest.raises(FetchFailed) as caught:
        take(server.profile(f"/{PASSWORD}/"))
    assert PASSWORD not in str(caught.value) and "***" in str(caught.value)
