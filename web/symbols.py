"""The symbol: one label on one product as a small pill. The same view model on every page.

A symbol never speaks by colour alone: state is shape (filled, dashed) and words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import Flask
from markupsafe import Markup

from catalog.shapes import LabelView, ProductView
from labels.model import Label, State
from web.addresses import product_address
from web.formats import day
from web.i18n import gettext as _
from web.i18n import language
from web.services import services

_US = frozenset({"US"})


@dataclass(frozen=True, slots=True)
class Symbol:
    """What a pill shows. ``note`` is the part after the name: an end date or "oppgitt"."""

    label: str
    tier: str
    state: str
    text: str
    note: str
    title: str
    href: str


def label_name(label: Label) -> str:
    """The short name for a pill. A label that counts here by US certificates alone says so: the
    agreement that made ENERGY STAR European ended on 20 February 2018."""
    name = label.short if language() == "nb" else label.name(language())
    return f"{name} (USA)" if label.accepted_markets == _US and "USA" not in name else name


def tier_name(label: Label, slug: str) -> str:
    """The tier as its owner calls it ("EPEAT Gold" is a name, not a translation); an unknown one as it is."""
    tier = label.tier(slug) if slug else None
    return tier.names.get("en") or slug if tier else slug


def text(label: Label, tier: str) -> str:
    """``EPEAT Gold``, ``ENERGY STAR (USA)``."""
    return " ".join(filter(None, (label_name(label), tier_name(label, tier))))


def symbol(
    slug: str,
    tier: str,
    state: State,
    *,
    valid_to: date | None = None,
    supplier: str = "",
    register: str = "",
    href: str = "",
) -> Symbol | None:
    """The symbol of a label in one of the three states that may be shown; None in every other state."""
    if not state.shown:
        return None
    words = text(_labels()[slug], tier)
    note = title = ""
    if state is State.EXPIRING:
        note = _("til %(day)s", day=day(valid_to))
        title = _("%(label)s: bekreftet, gjelder til %(day)s", label=words, day=day(valid_to))
    elif state is State.DECLARED:
        note = _("oppgitt")
        title = _(
            "%(label)s: oppgitt av %(supplier)s, ikke bekreftet i register",
            label=words,
            supplier=supplier,
        )
    else:
        title = _("%(label)s: bekreftet i %(register)s", label=words, register=register)
    return Symbol(slug, tier, str(state), words, note, title, href)


def symbol_of(view: LabelView, href: str) -> Symbol | None:
    """The symbol of one piece of evidence, leading to ``href``."""
    return symbol(
        view.label,
        view.tier,
        view.state,
        valid_to=view.valid_to,
        supplier=view.supplier,
        register=view.register,
        href=href,
    )


def symbols_of(product: ProductView) -> list[Symbol]:
    """The product's symbols in the fixed order of the labels, each leading to its evidence."""
    if not product.labels:
        return []
    page = product_address(product.id, "evidence")
    order = {slug: place for place, slug in enumerate(_labels())}
    views = sorted(product.labels, key=lambda view: order[view.label])
    found = (symbol_of(view, f"{page}#{view.label}") for view in views)
    return [one for one in found if one is not None]


def glyphs() -> Markup:
    """Every label's own drawing once, for ``<use href="#glyph-...">``; our own files, so safe as they are."""
    drawings = (
        f'<symbol id="glyph-{label.slug}" viewBox="0 0 16 16">{label.symbol}</symbol>'
        for label in _labels().values()
    )
    return Markup("".join(drawings))  # noqa: S704


def _labels() -> Mapping[str, Label]:
    return services().workspace.labels


def init_app(app: Flask) -> None:
    """Makes symbols usable in templates (``macros/symbols.html`` draws them)."""
    app.jinja_env.globals.update(
        symbol=symbol,
        symbol_of=symbol_of,
        symbols_of=symbols_of,
        glyphs=glyphs,
        label_text=text,
        label_name=label_name,
        tier_name=tier_name,
        label_definitions=_labels,
    )
