"""Whom a fetch may ask and who gets the key, against a real HTTP server on loopback."""

from __future__ import annotations

import socket
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from feed_server import BODY, Answer, Server, feed, serving

from importers import fetch as fetching
from importers import hosts
from importers.config import Profile
from importers.errors import FetchFailed
from importers.fetch import fetch

SECRET = "s3cret-key"


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def pull(tmp_path: Path, waits: list[float]) -> Callable[..., Any]:
    def run(profile: Profile, **environ: str) -> Any:
        return fetch(profile, tmp_path, environ, sleep=waits.append)

    return run


def test_the_token_goes_as_bearer_or_in_the_named_header(server: Server, pull: Callable[..., Any]) -> None:
    server.answers = [Answer()]
    pull(feed(server.url(), token_env="KEY"), KEY=SECRET)
    pull(feed(server.url(), token_env="KEY"), KEY="Basic abc")
    pull(feed(server.url(), token_env="KEY", token_header="X-Api-Key"), KEY=SECRET)
    headers = [asked for _path, asked in server.asked]
    assert headers[0]["Authorization"] == f"Bearer {SECRET}"
    assert headers[1]["Authorization"] == "Basic abc"
    assert headers[2]["X-Api-Key"] == SECRET
    assert "Authorization" not in headers[2]


def test_user_and_password_go_as_basic_and_stay_with_their_host(
    server: Server, pull: Callable[..., Any]
) -> None:
    server.answers = [Answer(302, {"Location": server.url("/two", host="localhost")}), Answer()]
    profile = feed(server.url(), user_env="USER_NAME", password_env="PASSWORD")
    pull(profile, USER_NAME="kunde", PASSWORD="blåbær:1")
    first, second = (headers for _path, headers in server.asked)
    assert first["Authorization"] == "Basic " + b64encode("kunde:blåbær:1".encode()).decode()
    assert "Authorization" not in second
    with pytest.raises(FetchFailed, match="variable PASSWORD is not set"):
        pull(profile, USER_NAME="kunde")
    with pytest.raises(FetchFailed, match="USER_NAME holds a colon"):
        pull(profile, USER_NAME="a:b", PASSWORD="x")


@pytest.mark.parametrize("echo", [b64encode(f"kunde:{SECRET}".encode()).decode(), SECRET])
def test_no_message_holds_a_password_in_either_form(
    server: Server, pull: Callable[..., Any], echo: str
) -> None:
    server.answers = [Answer(302, {"Location": f"/{echo}"}), Answer(404)]
    with pytest.raises(FetchFailed, match=r"/\*\*\*: answered 404"):
        pull(feed(server.url(), user_env="U", password_env="P"), U="kunde", P=SECRET)


def test_neither_netrc_nor_a_proxy_of_the_environment_is_used(
    server: Server, pull: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login other password other\n", "utf-8")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    server.answers = [Answer()]
    pull(feed(server.url(), token_env="KEY"), KEY=SECRET)
    assert server.asked[0][1]["Authorization"] == f"Bearer {SECRET}"


def test_a_missing_token_names_its_variable(server: Server, pull: Callable[..., Any]) -> None:
    server.answers = [Answer()]
    with pytest.raises(FetchFailed, match="variable MERKBAR_KEY is not set"):
        pull(feed(server.url(), token_env="MERKBAR_KEY"), MERKBAR_KEY=" ")
    assert not server.asked


def test_no_message_holds_the_secret(server: Server, pull: Callable[..., Any]) -> None:
    for answer in (
        Answer(302, {"Location": f"http://[{SECRET}"}),
        Answer(302, {"Location": f"ftp://{SECRET}.no/"}),
        Answer(302, {"Location": f"/{SECRET}"}),
        Answer(500, {"Retry-After": SECRET}),
    ):
        server.answers = [answer]
        with pytest.raises(FetchFailed) as caught:
            pull(feed(server.url(f"/feed?key={SECRET}"), token_env="KEY"), KEY=SECRET)
        assert SECRET not in str(caught.value)
        assert SECRET not in repr(caught.value)
    server.answers = [Answer(302, {"Location": f"/{SECRET}"}), Answer(404)]
    with pytest.raises(FetchFailed, match=r"/\*\*\*: answered 404"):
        pull(feed(server.url(), token_env="KEY"), KEY=SECRET)
    with pytest.raises(FetchFailed) as caught:
        pull(feed(server.url(), token_env="KEY"), KEY=f"{SECRET}\n{SECRET}")
    assert SECRET not in str(caught.value)


def test_a_redirect_is_followed_and_the_token_stays_with_its_host(
    server: Server, pull: Callable[..., Any]
) -> None:
    server.answers = [
        Answer(302, {"Location": "/two"}),
        Answer(307, {"Location": server.url("/three", host="localhost")}),
        Answer(301, {"Location": server.url("/four")}),
        Answer(),
    ]
    assert pull(feed(server.url("/one"), token_env="KEY"), KEY=SECRET).name == "one"
    assert [path for path, _headers in server.asked] == ["/one", "/two", "/three", "/four"]
    sent = ["Authorization" in headers for _path, headers in server.asked]
    assert sent == [True, True, False, False]


def test_redirects_without_end_are_given_up(server: Server, pull: Callable[..., Any]) -> None:
    server.answers = [Answer(302, {"Location": "/again"})]
    with pytest.raises(FetchFailed, match="more than 5 redirects"):
        pull(feed(server.url()))
    assert len(server.asked) == 6


def test_a_redirect_that_leads_nowhere_is_a_fault(server: Server, pull: Callable[..., Any]) -> None:
    server.answers = [Answer(302)]
    with pytest.raises(FetchFailed, match="redirects without saying where"):
        pull(feed(server.url()))


def test_the_body_of_a_redirect_is_not_read(
    server: Server,
    pull: Callable[..., Any],
    waits: list[float],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fetching, "READ_SECONDS", 0.2)
    server.answers = [Answer(302, {"Location": "/two"}, announce=10**12, stall=0.5), Answer()]
    assert pull(feed(server.url())).size == len(BODY)
    assert not waits


@pytest.fixture
def loopback_is_public(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets the test's own server stand for a public one; every other rule stays as it is."""
    real = hosts.is_public
    monkeypatch.setattr(hosts, "is_public", lambda found: found == "127.0.0.1" or real(found))
    monkeypatch.setattr(hosts, "is_secure", lambda _url: True)


@pytest.mark.usefixtures("loopback_is_public")
@pytest.mark.parametrize("target", ["127.0.0.2", "10.1.2.3", "169.254.169.254", "[::1]"])
def test_a_redirect_into_the_own_network_is_refused(
    server: Server, pull: Callable[..., Any], target: str
) -> None:
    server.answers = [Answer(302, {"Location": server.url("/inside", host=target)}), Answer()]
    with pytest.raises(FetchFailed, match="is at the private address"):
        pull(feed(server.url(), allow_private=False))
    assert len(server.asked) == 1


@pytest.mark.usefixtures("loopback_is_public")
def test_a_public_host_needs_no_permission(server: Server, pull: Callable[..., Any]) -> None:
    server.answers = [Answer()]
    assert pull(feed(server.url(), allow_private=False)).size == len(BODY)


def test_a_private_host_needs_permission(server: Server, pull: Callable[..., Any]) -> None:
    server.answers = [Answer()]
    with pytest.raises(FetchFailed, match="127.0.0.1 is at the private address 127.0.0.1"):
        pull(feed(server.url(), allow_private=False))
    assert not server.asked


def test_a_name_that_changes_its_address_after_the_check_is_refused(
    server: Server, pull: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    public = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.215.14", server.port))]
    real = socket.getaddrinfo
    looked_up: list[str] = []

    def changing(host: str, *args: Any, **options: Any) -> Any:
        looked_up.append(host)
        return public if len(looked_up) == 1 else real("127.0.0.1", *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", changing)
    monkeypatch.setattr(hosts, "is_secure", lambda _url: True)
    server.answers = [Answer()]
    with pytest.raises(FetchFailed, match="feeds.example led to the private address 127.0.0.1"):
        pull(feed(server.url(host="feeds.example"), allow_private=False))
    assert len(looked_up) == 2
    assert not server.asked


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2a00:1450:400f:80d::200e", True),
        ("10.0.0.1", False),
        ("172.31.255.255", False),
        ("192.168.1.1", False),
        ("127.0.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),  # noqa: S104
        ("224.0.0.1", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:93.184.215.14", True),
        ("2002:7f00:1::", False),
    ],
)
def test_only_world_wide_addresses_are_public(address: str, public: bool) -> None:
    assert hosts.is_public(address) is public


def test_http_to_a_public_host_is_refused_even_with_permission(
    pull: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    public = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.215.14", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_options: public)
    with pytest.raises(FetchFailed, match="https is expected"):
        pull(feed("http://feeds.example/feed.csv"))
