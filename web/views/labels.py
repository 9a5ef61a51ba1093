"""What each label is, who stands behind it, and what the catalogue holds of it."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, render_template

from catalog import queries
from catalog.errors import IndexUnavailable, NotFound
from catalog.search.port import FacetValue, SearchRequest
from labels.model import Label
from web import proof_words
from web.addresses import absolute
from web.evidence_words import certificate_word
from web.group_words import class_name
from web.i18n import gettext as _
from web.i18n import language
from web.services import services, session, today

blueprint = Blueprint("labels", __name__)


@blueprint.get("/labels")
def index() -> str:
    """The labels side by side."""
    labels = services().workspace.labels
    return render_template(
        "labels/index.html",
        labels=list(labels.values()),
        counts=_counts(),
        bases=_bases(),
        canonical=absolute("labels.index"),
    )


@blueprint.get("/labels/<slug>")
def show(slug: str) -> str:
    """One label: owner, register, levels, kinds of product, markets that count here."""
    label = services().workspace.labels.get(slug)
    if label is None:
        raise NotFound(f"no label {slug!r}")
    groups = sorted((class_name(group), group) for group in label.product_groups)
    return render_template(
        "labels/show.html",
        label=label,
        count=_counts().get(slug),
        blocks=list(blocks(_text(label))),
        groups=groups,
        proof=proof_words.rows(label),
        editions=proof_words.editions(label),
        reach_legend=proof_words.reach_legend(),
        bases=_bases(),
        certificate_word=certificate_word,
        canonical=absolute("labels.show", slug=slug),
    )


def _counts() -> dict[str, FacetValue]:
    """Products by label; empty while the index cannot be read: the page has more to say than counts."""
    try:
        result = queries.search(session(), services().index, SearchRequest(per_page=1), today())
    except IndexUnavailable:
        return {}
    return {value.value: value for value in result.facets.get("label", ())}


def _text(label: Label) -> str:
    return label.texts.get(language()) or label.texts.get("nb") or label.texts.get("en") or ""


def blocks(text: str) -> Iterator[tuple[str, list[str]]]:
    """The blocks of a label's text: ``h2``, ``ul`` or ``p``, each with its lines, nothing interpreted
    inside them. A first-level heading repeats the label's name and is left out."""
    for part in text.replace("\r\n", "\n").split("\n\n"):
        lines = [line.strip() for line in part.strip().split("\n") if line.strip()]
        if not lines or (len(lines) == 1 and lines[0].startswith("# ")):
            continue
        if lines[0].startswith("#"):
            yield "h2", [lines[0].lstrip("#").strip()]
            lines = lines[1:]
        if lines and all(line.startswith(("- ", "* ")) for line in lines):
            yield "ul", [line[2:] for line in lines]
        elif lines:
            yield "p", [" ".join(lines)]


def _bases() -> dict[str, str]:
    return {
        "public-authority": _("Offentlig merkeordning"),
        "foreign-public-authority": _("Offentlig merkeordning utenfor Norden"),
        "certification-scheme": _("Sertifiseringsordning med uavhengig kontroll"),
    }
