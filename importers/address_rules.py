"""What a profile must say about where its file is and who may fetch it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from importers import host_keys
from importers.config import Profile

_SFTP_ONLY = ("key_file_env", "host_key")
_FOLDER_ONLY = ("order", "quiet_seconds")
_SECRETS = ("token_env", "token_header", "user_env", "password_env", "key_file_env")


def faults(profile: Profile, given: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Key and reason of everything about the address that cannot be meant; ``given`` are the keys."""
    is_sftp = profile.url.startswith("sftp:")
    if not is_sftp:
        for key in (key for key in _SFTP_ONLY if key in given):
            yield key, "is used with an sftp:// url only"
    if profile.path:
        for key in (key for key in (*_SECRETS, "allow_private", "max_seconds") if key in given):
            yield key, "is used with a url only"
    elif is_sftp:
        yield from _sftp(profile)
    else:
        yield from _https(profile)
    yield from _folder(profile, given, is_sftp)


def _sftp(profile: Profile) -> Iterator[tuple[str, str]]:
    if "?" in profile.url or "#" in profile.url:
        yield "url", "an sftp address has no query: write ? as %3F and # as %23"
    if profile.token_env:
        yield "token_env", "sftp asks for user_env, and password_env or key_file_env"
    if not profile.user_env:
        yield "user_env", "is needed for sftp: the name of an environment variable"
    if not profile.password_env and not profile.key_file_env:
        yield "password_env", "sftp needs password_env or key_file_env"
    if not profile.host_key:
        yield "host_key", "is needed for sftp: ask the server's owner for its fingerprint"
    elif reason := host_keys.fault(profile.host_key):
        yield "host_key", reason


def _https(profile: Profile) -> Iterator[tuple[str, str]]:
    if bool(profile.user_env) != bool(profile.password_env):
        key = "password_env" if profile.user_env else "user_env"
        yield key, "user_env and password_env belong together"
    if profile.user_env and profile.token_env:
        yield "token_env", "either a token or a user and a password"


def _folder(profile: Profile, given: Mapping[str, object], is_sftp: bool) -> Iterator[tuple[str, str]]:
    if "mask" not in given:
        for key in (key for key in _FOLDER_ONLY if key in given):
            yield key, "is used with mask only"
        if is_sftp and profile.url.endswith("/"):
            yield "mask", "is needed where the address is a folder"
        return
    if not (profile.path or is_sftp):
        yield "mask", "is used with a path or an sftp:// url: a folder"
    if not profile.mask or "/" in profile.mask:
        yield "mask", "a pattern for file names is expected, like V4*.zip, without a folder"
