"""A product's history in plain words: which evidence stood when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from catalog.history import Span
from labels.model import Label
from web.evidence_words import REJECTED, certificate_word
from web.formats import day
from web.i18n import gettext as _
from web.symbols import tier_name


@dataclass(frozen=True, slots=True)
class Chapter:
    """One label's history, oldest first."""

    label: Label
    spans: tuple[Span, ...]


def chapters(spans: Sequence[Span], labels: Mapping[str, Label]) -> list[Chapter]:
    """The spans by label, in the fixed order of the labels."""
    found = [Chapter(label, tuple(s for s in spans if s.label == slug)) for slug, label in labels.items()]
    return [chapter for chapter in found if chapter.spans]


def when(span: Span) -> str:
    """From which day to which it stood; it no longer stood when the last day ended."""
    if span.closed_on is None:
        return _("fra %(day)s", day=day(span.opened_on))
    if span.closed_on == span.opened_on:
        return _("%(day)s, bare en del av dagen", day=day(span.opened_on))
    return _("fra %(first)s til %(last)s", first=day(span.opened_on), last=day(span.closed_on))


def what(span: Span, label: Label) -> str:
    """The evidence itself, and the rule that beat it where one did."""
    text = _claim(span, label) if span.kind == "claim" else _certificate(span, label)
    if span.rejected:
        why = REJECTED.get(span.rejected, span.rejected)
        return _("%(evidence)s. Ikke vist: %(why)s", evidence=text, why=why)
    return f"{text}."


def _claim(span: Span, label: Label) -> str:
    said = span.claim_raw or f"{label.short} {tier_name(label, span.tier)}".rstrip()
    return _("%(supplier)s oppgir «%(said)s»", supplier=span.supplier or _("Leverandøren"), said=said)


def _certificate(span: Span, label: Label) -> str:
    parts = [f"{certificate_word(label).lower()} {span.certificate}"]
    if span.tier:
        parts.append(tier_name(label, span.tier))
    if span.valid_to:
        parts.append(_("gjelder til %(day)s", day=day(span.valid_to)))
    else:
        parts.append(_("uten sluttdato"))
    if span.withdrawn_on:
        parts.append(_("trukket tilbake %(day)s", day=day(span.withdrawn_on)))
    return ", ".join(parts)
