"""What filters and their values are called; names that the database holds are read once a page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache, cached_property, lru_cache
from typing import Any

from sqlalchemy import select

from catalog.features import feature_units
from catalog.models import Supplier
from catalog.rows import read_rows, table_of
from catalog.search.port import NEW, FacetValue
from catalog.sourcing.filters import CURRENT
from web.formats import CONDITIONS, number
from web.group_words import class_names_of, class_title
from web.i18n import gettext as _
from web.i18n import language, lazy_gettext
from web.services import services, session
from web.sourcing_words import LEVELS
from web.symbols import label_name, tier_name

LEGENDS = {
    "label": lazy_gettext("Merke"),
    "tier": lazy_gettext("Nivå"),
    "class": lazy_gettext("Produkttype"),
    "brand": lazy_gettext("Fabrikat"),
    "supplier": lazy_gettext("Leverandør"),
    "stock": lazy_gettext("Lager"),
    "price": lazy_gettext("Laveste pris per enhet"),
    "feature": lazy_gettext("Egenskap"),
    "condition": lazy_gettext("Tilstand"),
    "agreement": lazy_gettext("Avtale"),
    "risk": lazy_gettext("Leverandørens risikonivå"),
}
_OF_OFFERS: Mapping[str, Mapping[str, str]] = {
    "condition": {NEW: lazy_gettext("Ny"), **CONDITIONS},
    "agreement": {CURRENT: lazy_gettext("Under avtale")},
    "risk": LEVELS,
}
_MEASURED = re.compile(r"[-0-9.]*[0-9][-0-9.]*", re.ASCII)


def legend(name: str, code: str, names: Names) -> str:
    """What a filter is called; a feature by its own name."""
    if name == "feature" and code:
        return names.etim.get(code, code)
    return str(LEGENDS[name])


class Names:
    """Names for the values of filters; the classes and features of ``facets`` are read at once.

    Units of features are those that the offers of ``product_ids`` give.
    """

    def __init__(self, facets: Mapping[str, Iterable[FacetValue]], product_ids: Sequence[int] = ()) -> None:
        self._facets = facets
        self._product_ids = product_ids

    @cached_property
    def etim(self) -> dict[str, str]:
        """Names of every ETIM class, feature and value in the facets."""
        codes = {value.value for value in self._facets.get("class", ())}
        for value in self._facets.get("feature", ()):
            codes.update(value.value.split(":", 1))
        return class_names_of(codes.union(self._units.values()))

    @cached_property
    def _units(self) -> dict[str, str]:
        return feature_units(session(), self._product_ids) if self._facets.get("feature") else {}

    @cached_property
    def _suppliers(self) -> dict[str, str]:
        return {row.slug: row.name for row in read_rows(session(), _supplier_names())}

    @cached_property
    def _tiers(self) -> dict[str, str]:
        labels = services().workspace.labels.values()
        return {tier.slug: tier_name(label, tier.slug) for label in labels for tier in label.tiers}

    @cached_property
    def _brands(self) -> Mapping[str, str]:
        return services().workspace.brands.names

    def of(self, name: str, value: str) -> str:
        """A value in words."""
        if name == "class":
            return class_title(value, self.etim)
        if name == "brand":
            return self._brands.get(value) or value
        if name == "supplier":
            return self._suppliers.get(value) or value
        if name == "tier":
            return self._tiers.get(value) or value
        if name == "label":
            label = services().workspace.labels.get(value)
            return label_name(label) if label else value
        if name == "stock":
            return _("På lager") if value == "in" else _("Ikke meldt på lager")
        if name in _OF_OFFERS:
            return str(_OF_OFFERS[name].get(value, value))
        return _price_range(value, language()) if name == "price" else self._feature(value)

    def chosen(self, name: str, value: str) -> str:
        """A value where nothing but itself says which filter it belongs to: a feature with its name."""
        code = value.partition(":")[0]
        return (
            f"{self.etim.get(code, code)}: {self.of(name, value)}"
            if name == "feature"
            else self.of(name, value)
        )

    def _feature(self, text: str) -> str:
        code, _colon, value = text.partition(":")
        if value in ("true", "false"):
            return _("ja") if value == "true" else _("nei")
        if value in self.etim or not _MEASURED.fullmatch(value):
            return self.etim.get(value, value)
        unit = self._units.get(code, "")
        measured = "–".join(number(Decimal(end)) if end else "" for end in value.split(".."))
        return f"{measured} {self.etim.get(unit, unit)}".rstrip()


@cache
def _supplier_names() -> Any:
    supplier = table_of(Supplier).c
    return select(supplier.slug, supplier.name)


@lru_cache(maxsize=1_000)
def _price_range(text: str, _language: str) -> str:
    low, _dash, high = text.partition("-")
    if not high:
        return _("fra %(low)s kr", low=number(Decimal(low)))
    if not low.strip("0."):
        return _("under %(high)s kr", high=number(Decimal(high)))
    return _("%(low)s–%(high)s kr", low=number(Decimal(low)), high=number(Decimal(high)))
