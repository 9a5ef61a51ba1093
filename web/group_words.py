"""Kinds of product in words, and whether any label exists for one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from catalog.classes import class_names
from catalog.search.port import SearchRequest, SearchResult
from labels import groups
from labels.model import Label
from web.i18n import language
from web.services import session

_ETIM = re.compile(r"E[CG][0-9]{6}")
_CODE = re.compile(r"E[CFGUV][0-9]{6}")


@cache
def _groups() -> groups.Groups:
    """Read once a process: the file belongs to the installed package and does not change under it."""
    return groups.load()


def group_name(slug: str) -> str:
    """A product group in the language of the request, as it stands inside a sentence."""
    name = _title(slug)
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def class_name(value: str) -> str:
    """A value of the class filter in words."""
    return class_title(value, class_names_of([value]))


def class_names_of(codes: Iterable[str]) -> dict[str, str]:
    """Names of ETIM codes of any kind in the language of the request, in one look-up."""
    return class_names(session(), _groups(), filter(_CODE.fullmatch, codes), language())


def class_title(value: str, names: Mapping[str, str]) -> str:
    """A value of the class filter: a group's name, else an ETIM class with its code."""
    if _ETIM.fullmatch(value):
        name = names.get(value, "")
        return f"{name} ({value})" if name else value
    return _title(value)


def _title(slug: str) -> str:
    names = _groups().names(slug)
    return names.get(language()) or names.get("en") or slug


def can_hold_none(group: str, labels: Mapping[str, Label]) -> bool:
    """Whether no label at all exists for a known group; of an unknown group ('') nobody knows."""
    return bool(group) and not any(label.possible_for(group) for label in labels.values())


def unlabelled_groups(request: SearchRequest, result: SearchResult, labels: Mapping[str, Label]) -> list[str]:
    """The groups that every hit (or every chosen filter) belongs to, if none of them can hold a label.

    Empty as soon as one hit may hold one, or belongs to no known group.
    """
    values = [value for value in result.facets.get("class", ()) if value.count]
    found = list(request.classes)
    if not found and result.total and sum(value.count for value in values) >= result.total:
        found = [value.value for value in values]
    if not all(can_hold_none(group, labels) and not _ETIM.fullmatch(group) for group in found):
        return []
    return found
