"""The key of a feed or register, out of the environment variable that its profile names."""

from __future__ import annotations

from collections.abc import Mapping

from importers.config import Profile
from importers.errors import FetchFailed


def secret_of(profile: Profile, environ: Mapping[str, str]) -> str:
    """The key, '' where the profile names none. Raises FetchFailed, without showing what was found."""
    if not profile.token_env:
        return ""
    secret = environ.get(profile.token_env, "").strip()
    if not secret:
        raise FetchFailed(profile.name, f"the environment variable {profile.token_env} is not set")
    if not secret.isascii() or not secret.isprintable():
        raise FetchFailed(profile.name, f"{profile.token_env} holds characters that no HTTP header can carry")
    return secret
