"""What a label proves, in words: the rows of the matrix, and the one line beside a symbol."""

from __future__ import annotations

from dataclasses import dataclass

from labels.model import Label
from labels.proof import criteria_url, matrix
from web.i18n import gettext as _
from web.i18n import language, lazy_gettext

AREAS = {
    "energy": lazy_gettext("Energibruk"),
    "chemicals": lazy_gettext("Kjemikalier"),
    "circularity": lazy_gettext("Levetid, reparasjon og gjenvinning"),
    "working-conditions": lazy_gettext("Arbeidsforhold"),
    "conflict-minerals": lazy_gettext("Konfliktmineraler"),
    "audit": lazy_gettext("Kontroll av uavhengig part"),
}
# As they stand inside a sentence beside a symbol.
SHORT = {
    "energy": lazy_gettext("energi"),
    "chemicals": lazy_gettext("kjemikalier"),
    "circularity": lazy_gettext("levetid og gjenvinning"),
    "working-conditions": lazy_gettext("arbeidsforhold"),
    "conflict-minerals": lazy_gettext("konfliktmineraler"),
    "audit": lazy_gettext("uavhengig kontroll"),
}
REACHES = {"yes": lazy_gettext("Ja"), "partly": lazy_gettext("Delvis"), "no": lazy_gettext("Nei")}
HEADINGS = {
    "yes": lazy_gettext("Gjelder:"),
    "partly": lazy_gettext("Delvis:"),
    "no": lazy_gettext("Gjelder ikke:"),
}


@dataclass(frozen=True, slots=True)
class ProofRow:
    """One area: ``reach`` is yes, partly or no, ``answer`` the word for it, ``text`` the explanation."""

    area: str
    title: str
    reach: str
    answer: str
    text: str


@dataclass(frozen=True, slots=True)
class ProofEdition:
    """One edition of the criteria: where it stands, and the rows in which it differs from the label."""

    name: str
    url: str
    rows: tuple[ProofRow, ...]


def rows(label: Label, generation: str = "") -> tuple[ProofRow, ...]:
    """The whole matrix in the language of the request."""
    return tuple(
        ProofRow(
            item.area,
            str(AREAS.get(item.area, item.area)),
            item.reach,
            str(REACHES[item.reach]),
            item.text(language()),
        )
        for item in matrix(label, generation)
    )


def editions(label: Label) -> list[ProofEdition]:
    """Every known edition of the criteria."""
    whole = rows(label)
    return [
        ProofEdition(
            generation.name,
            criteria_url(label, generation.slug),
            tuple(row for row in rows(label, generation.slug) if row not in whole),
        )
        for generation in label.generations
    ]


def line(label: Label, generation: str = "") -> list[tuple[str, str, str]]:
    """Reach, heading and areas, as in "Gjelder: energi. Gjelder ikke: arbeidsforhold, ..."."""
    found = []
    answers = matrix(label, generation)
    for reach, heading in HEADINGS.items():
        areas = [str(SHORT.get(item.area, item.area)) for item in answers if item.reach == reach]
        if areas:
            found.append((reach, str(heading), ", ".join(areas)))
    return found


def reach_legend() -> list[tuple[str, str, str]]:
    """Reach, its word, and what the word means."""
    meaning = {
        "yes": _("gjelder alle produkter med merket"),
        "partly": _("gjelder bare noen produkttyper, nivåer eller utgaver av kravene"),
        "no": _("er ikke en del av merket"),
    }
    return [(reach, str(REACHES[reach]), text) for reach, text in meaning.items()]
