"""Reads ``data/feeds.toml``: what the operator says about each feed and register."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from importers.config import FEED_FORMATS, MODES, REGISTER_FORMATS, Profile
from importers.errors import ProfileError
from importers.profile_keys import SLUG, Table, fixed_label, read_profile

KINDS = {"feeds": "feed", "registers": "register"}
RESERVED_SUPPLIERS = ("no", "se", "fi")


@dataclass(frozen=True, slots=True)
class Profiles:
    """The profiles by name, in the order of the file."""

    feeds: Mapping[str, Profile] = field(default_factory=dict)
    registers: Mapping[str, Profile] = field(default_factory=dict)


def load(path: Path) -> Profiles:
    """Reads and checks the whole file. Raises ProfileError with file, table and key."""
    try:
        tables = tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)
    except OSError as error:
        raise ProfileError(str(path), f"cannot be read: {error.strerror}") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ProfileError(str(path), f"is not valid TOML: {error}") from error
    found: dict[str, dict[str, Profile]] = {section: {} for section in KINDS}
    for section, entries in tables.items():
        if section not in KINDS or not isinstance(entries, dict):
            raise ProfileError(str(path), "only [feeds.<name>] and [registers.<name>]", 0, section)
        for name, values in entries.items():
            table = Table(f"{path} [{section}.{name}]", KINDS[section], path.parent)
            if not SLUG.fullmatch(name):
                raise table.fault("", "a name of the letters a-z, digits and dashes is expected")
            if not isinstance(values, dict):
                raise table.fault("", "a table is expected")
            profile = read_profile(table, name, values)
            if profile.kind == "feed":
                check_supplier(table.subject, profile.supplier)
            found[section][name] = profile
    return Profiles(found["feeds"], found["registers"])


def check_supplier(subject: str, supplier: str) -> None:
    """Raises ProfileError unless the slug can stand in ``<supplier>:<number>``."""
    if not SLUG.fullmatch(supplier):
        reason = f"{supplier!r}: only the letters a-z, digits and dashes are allowed"
        raise ProfileError(subject, reason, 0, "supplier")
    if supplier in RESERVED_SUPPLIERS:
        reason = f"{supplier!r} is reserved for the el-numbers of that country"
        raise ProfileError(subject, reason, 0, "supplier")


def for_load(
    profiles: Profiles,
    kind: str,
    file_format: str,
    *,
    supplier: str = "",
    supplier_name: str = "",
    label: str = "",
    mode: str = "delta",
) -> Profile:
    """The profile of a ``feeds load`` or ``registers load``; ``kind`` is feed or register.

    Options, columns, gates and age limit come from the configured profile of the same format and
    supplier (register: label), where there is exactly one; the data set does not, since the file
    may be another. Raises ProfileError naming the argument.
    """
    subject = f"{kind}s load"
    _check_choice(subject, "format", file_format, _formats(kind))
    _check_choice(subject, "mode", mode, MODES)
    if kind == "feed":
        check_supplier(subject, supplier)
    else:
        label = fixed_label(subject, file_format, label)
    # The other formats belong to one label: naming it again would say nothing.
    told_apart = label if file_format == "table" else ""
    name = supplier if kind == "feed" else "-".join(filter(None, (file_format, told_apart)))
    bare = Profile(
        name=name,
        kind=kind,
        format=file_format,
        supplier=supplier,
        supplier_name=supplier_name,
        label=label,
        mode=mode,
    )
    known = _configured(profiles, bare)
    if known is None:
        return bare
    return replace(
        bare,
        supplier_name=supplier_name or known.supplier_name,
        max_age_days=known.max_age_days,
        columns=known.columns,
        options=known.options,
        gates=known.gates,
    )


def _formats(kind: str) -> tuple[str, ...]:
    return FEED_FORMATS if kind == "feed" else REGISTER_FORMATS


def _check_choice(subject: str, key: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise ProfileError(subject, f"{value!r} is none of {', '.join(allowed)}", 0, key)


def _configured(profiles: Profiles, wanted: Profile) -> Profile | None:
    """The only configured profile that describes such files, or None."""
    candidates = profiles.feeds if wanted.kind == "feed" else profiles.registers
    same = [
        profile
        for profile in candidates.values()
        if profile.format == wanted.format
        and profile.supplier == wanted.supplier
        and profile.label == wanted.label
    ]
    return same[0] if len(same) == 1 else None
