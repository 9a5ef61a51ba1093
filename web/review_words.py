"""The review queue in plain words: why an item waits, and what the rules of likeness said."""

from __future__ import annotations

from catalog.review_shapes import CLAIMED, CONFLICT, DENIED, ReviewItem
from labels.matching import JUDGED_NO
from labels.model import State
from web import evidence_words
from web.i18n import gettext as _
from web.i18n import lazy_gettext

FIELDS = {
    "brand": lazy_gettext("Fabrikat"),
    "model": lazy_gettext("Typenummer"),
    "gtin": "GTIN",
    "group": lazy_gettext("Produkttype"),
}
_RULES = {
    "score": lazy_gettext("Hvor like typenumrene er, av 100"),
    "compared": lazy_gettext("Sammenlignet typenumrene"),
}
_METHODS = {
    "folded": lazy_gettext("Typenumrene er like når tegnsetting ikke regnes med."),
    "listed": lazy_gettext("Typenummeret står i en liste i registeret."),
    "suffix": lazy_gettext("Det ene typenummeret er lengre enn det andre."),
    "fuzzy": lazy_gettext("Typenumrene ligner, men er ikke like."),
}


def why(item: ReviewItem) -> str:
    """Why an item waits for a person, in one or two sentences."""
    if item.kind == CONFLICT and item.reason == DENIED:
        return _("Registeret bekrefter merket, men en leverandør sier nei.")
    if item.kind == CONFLICT and item.reason == CLAIMED:
        said = _("En leverandør oppgir merket, men registeret sier noe annet.")
        return f"{said} {evidence_words.reason(item.evidence)}" if item.evidence else said
    if item.reason == JUDGED_NO:
        return _("En person har vurdert at sertifikatet ikke gjelder dette produktet.")
    if item.level == "E" and item.reason:
        return str(_METHODS.get(item.method, item.method))
    if item.reason:
        return str(evidence_words.REJECTED.get(item.reason, item.reason))
    if item.evidence is None:
        return _("Sertifikatet har ikke begynt å gjelde.")
    return state_text(item)


def state_text(item: ReviewItem) -> str:
    """What the match is worth today, in words."""
    if item.evidence is None:
        return _("Gjelder ikke ennå")
    if item.evidence.state is State.CANDIDATE:
        judged = item.reason == JUDGED_NO
        return _("Vises ikke: en person har sagt nei") if judged else _("Vises ikke: venter på en person")
    return evidence_words.state_text(item.evidence)


def rule_text(rule: str) -> str:
    """A rule of matching or of likeness in words; an unknown one as it is."""
    return str(_RULES[rule]) if rule in _RULES else evidence_words.rule_text(rule)
