"""Evidence in plain words: states, match levels, rules and why a label is not shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from catalog.shapes import LabelView, ProductView
from labels.model import Label, State
from web.formats import day
from web.i18n import gettext as _
from web.i18n import language, lazy_gettext

# The six levels of the house (DESIGN section 4); J is a person's yes.
LEVELS = {
    "A": lazy_gettext("GTIN er likt i varefilen og i registeret"),
    "B": lazy_gettext("Nummeret står i varefilen, finnes i registeret, og fabrikatet stemmer"),
    "C": lazy_gettext("Fabrikat og typenummer er like i varefilen og i registeret"),
    "D": lazy_gettext("Typenummeret passer registerets eget mønster, tegn for tegn"),
    "E": lazy_gettext("Svak likhet, vurdert av en person"),
    "F": lazy_gettext("Bare leverandørens egen opplysning"),
}
RULES = {
    "gtin": lazy_gettext("GTIN er likt"),
    "certificate-number": lazy_gettext("Nummeret står i varefilen"),
    "brand": lazy_gettext("Fabrikatet stemmer"),
    "brand-and-model": lazy_gettext("Fabrikat og typenummer er like"),
    "one-model-row": lazy_gettext("Bare én modell i registeret passer"),
    "gtin-conflict": lazy_gettext("GTIN motsier ikke"),
    "configuration": lazy_gettext("Registeret skiller ikke mellom utførelser"),
    "second-hand": lazy_gettext("Varen er ny"),
    "market": lazy_gettext("Gjelder i et marked som teller her"),
    "group": lazy_gettext("Merket finnes for denne typen produkt"),
    "accessory": lazy_gettext("Er ikke tilbehør til et annet produkt"),
    "other-group": lazy_gettext("Samme type produkt i varefilen og i registeret"),
    "judgement": lazy_gettext("Vurdert av en person"),
    "wildcard": lazy_gettext("Typenummeret passer registerets eget mønster"),
    "group-known": lazy_gettext("Typen produkt er kjent"),
    "score": lazy_gettext("Likhet av 100"),
    "compared": lazy_gettext("Sammenlignet"),
}
REJECTED = {
    "market": lazy_gettext("Sertifikatet gjelder ikke i et marked som teller her."),
    "group": lazy_gettext("Merket finnes ikke for denne typen produkt."),
    "contradicted": lazy_gettext("En annen leverandør sier at produktet ikke har merket."),
    "brand": lazy_gettext("Nummeret tilhører et annet fabrikat."),
    "gtin-conflict": lazy_gettext("GTIN peker på et annet produkt enn fabrikat og typenummer gjør."),
    "configuration": lazy_gettext(
        "Bare noen utførelser av modellen er sertifisert, og vi vet ikke hvilken dette er."
    ),
    "second-hand": lazy_gettext(
        "Varen er brukt eller oppusset; merket ble gitt til den nye varen."
    ),
    "ambiguous": lazy_gettext("Flere oppføringer i registeret passer, og vi vet ikke hvilken som gjelder."),
    "weak": lazy_gettext("Typenumrene ligner bare på hverandre."),
    "group-unknown": lazy_gettext("Et mønster i registeret teller bare når typen produkt er kjent."),
    "accessory": lazy_gettext("Produktet ser ut til å være tilbehør til det sertifiserte produktet."),
    "other-group": lazy_gettext("Registeret gjelder en annen type produkt."),
    "judgement": lazy_gettext("En person har vurdert at sertifikatet ikke gjelder dette produktet."),
}


@dataclass(frozen=True, slots=True)
class LabelEvidence:
    """One label's section: the entry that decides, register evidence and claims; ``reason`` is why
    the label is not shown ('' where it is)."""

    label: Label
    best: LabelView
    state: str
    reason: str
    certificates: tuple[LabelView, ...]
    claims: tuple[LabelView, ...]


def sections(product: ProductView, labels: Mapping[str, Label]) -> list[LabelEvidence]:
    """A section for every label that is shown or named as not shown, in the fixed order of the labels.

    Candidates stay out: a weak match is nothing to show anyone but a reviewer.
    """
    best = {view.label: view for view in (*product.labels_not_shown, *product.labels)}
    found = []
    for slug, label in labels.items():
        if slug not in best:
            continue
        views = [v for v in product.evidence if v.label == slug and v.state is not State.CANDIDATE]
        if not views:
            views = [best[slug]]
        found.append(
            LabelEvidence(
                label,
                best[slug],
                state_text(best[slug]),
                "" if best[slug] in product.labels else reason(best[slug], views),
                tuple(view for view in views if view.kind == "register"),
                tuple(view for view in views if view.kind == "claim"),
            )
        )
    return found


def state_text(view: LabelView) -> str:
    """The state in words, with the day that matters."""
    if view.state is State.VERIFIED:
        return _("Bekreftet i registeret")
    if view.state is State.EXPIRING:
        return _("Bekreftet, men utløper %(day)s", day=day(view.valid_to))
    if view.state is State.DECLARED:
        return _("Oppgitt av leverandøren, ikke bekreftet")
    if view.state is State.EXPIRED:
        return _("Utløpt %(day)s", day=day(view.valid_to))
    if view.state is State.WITHDRAWN:
        return _("Trukket tilbake %(day)s", day=day(view.withdrawn_on))
    if view.state is State.UNCONFIRMED:
        return _("Ikke bekreftet siden %(day)s", day=day(view.confirmed_on))
    return _("Avvist")


def reason(view: LabelView, views: Sequence[LabelView] = ()) -> str:
    """Why a label is not shown, in one plain sentence."""
    if view.state is State.EXPIRED:
        return _("Sertifikatet gjaldt til %(day)s. Registeret har ikke noe nyere.", day=day(view.valid_to))
    if view.state is State.WITHDRAWN:
        return _("Registeret trakk det tilbake %(day)s.", day=day(view.withdrawn_on))
    if view.state is State.UNCONFIRMED:
        confirmed = day(view.confirmed_on)
        return _("Kopien vår av registeret er for gammel til å stå inne for det (%(day)s).", day=confirmed)
    if view.rejected:
        return str(REJECTED.get(view.rejected, view.rejected))
    if view.kind == "claim":
        if any(other.kind == "register" for other in views):
            return _("Leverandøren oppgir merket, men registeret sier noe annet.")
        return _("Leverandørens opplysning er motsagt.")
    return _("Registeret motsier det.")


def level_text(level: str) -> str:
    """A match level in words; an unknown one as it is."""
    return str(LEVELS.get(level, level))


def rule_text(rule: str) -> str:
    """A rule of the matching in words; an unknown one as it is."""
    return str(RULES.get(rule, rule))


def certificate_word(label: Label) -> str:
    """What the label calls an entry of its register, with a capital."""
    word = label.certificate_word.get(language()) or label.certificate_word.get("en") or "certificate"
    return word[:1].upper() + word[1:]
