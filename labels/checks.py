"""Whether the definitions agree with each other: what ``merkbar labels check`` prints."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from labels import groups, names
from labels.definitions import AREAS, REACH, SLUGS, certificate_examples
from labels.model import LANGUAGES, Generation, Label
from labels.proof import Proof, matrix
from labels.wording import Wordings

# GS1 and Google name their marks, Icecat numbers its features.
_VOCABULARIES = ("gs1", "icecat", "google")
_BASES = ("public-authority", "certification-scheme", "foreign-public-authority")
_TIERS = ("bronze", "silver", "gold")
_WORD_LANGUAGES = ("nb", "en", "sv")
_TEXT_LANGUAGES = ("nb", "en")
_HEADINGS = 4
_ADDRESS = r"https://[^/\s]+/"
_LONGEST_PROOF = 180
_NEGATIONS = {"nb": r"\b(?:ikke|ingen)\b", "en": r"\b(?:not|no)\b"}
_ELEMENT = re.compile(r"<(?:path|rect|circle|polygon)((?: [a-z-]+=\"[^\"<>]*\")+)/>")
_ATTRIBUTE = re.compile(r" ([a-z-]+)=\"([^\"]*)\"")
_SHAPES = frozenset(
    {"d", "x", "y", "width", "height", "rx", "cx", "cy", "r", "points", "fill", "stroke"}
    | {"stroke-width", "stroke-linecap", "stroke-linejoin", "fill-rule"}
)


def problems(labels: Mapping[str, Label], examples: Mapping[str, Sequence[str]] | None = None) -> list[str]:
    """Everything that does not fit together, one sentence each; empty where all is well.

    ``examples`` are certificate numbers per slug, by default those of the installed definitions.
    """
    given = certificate_examples() if examples is None else examples
    found = [] if tuple(labels) == SLUGS else [f"the labels are not {', '.join(SLUGS)}, in order"]
    known_groups = groups.load().slugs
    for label in labels.values():
        checks = (
            _names(label),
            _scheme(label),
            _groups(label, known_groups),
            _tiers(label),
            _certificates(label, given.get(label.slug, ())),
            _generations(label),
            _proves(label),
            _texts(label),
            _symbol(label),
        )
        found += [f"{label.slug}: {problem}" for check in checks for problem in check]
    found += _shared(labels)
    found += _readings(labels)
    return found


def _names(label: Label) -> Iterator[str]:
    for lang in LANGUAGES:
        if not label.names.get(lang):
            yield f"no name in {lang}"
    for lang in _WORD_LANGUAGES:
        if not label.certificate_word.get(lang):
            yield f"no word for its certificates in {lang}"


def _scheme(label: Label) -> Iterator[str]:
    for key in ("owner_url", "terms_url", "register_url", "certificate_url"):
        if not re.match(_ADDRESS, getattr(label, key)):
            yield f"{key} is no https address"
    if not set(re.findall(r"\{[^}]*\}", label.certificate_url)) <= {"{number}"}:
        yield "certificate_url has a placeholder other than {number}"
    if label.scheme_basis not in _BASES:
        yield f"scheme_basis is none of {', '.join(_BASES)}"
    if set(label.covers) != set(AREAS) or not set(label.covers.values()) <= set(REACH):
        yield "covers does not answer yes, partly or no for every area"


def _groups(label: Label, known: Sequence[str]) -> Iterator[str]:
    for group in sorted(label.product_groups - set(known)):
        yield f"product group {group!r} is unknown"


def _tiers(label: Label) -> Iterator[str]:
    ranks = [tier.rank for tier in label.tiers]
    if ranks != sorted(set(ranks)):
        yield "tiers do not rise in rank"
    for tier in label.tiers:
        if tier.slug not in _TIERS:
            yield f"tier {tier.slug!r} is none of {', '.join(_TIERS)}"
    for vocabulary, codes in label.codes.items():
        if vocabulary not in _VOCABULARIES:
            yield f"code list {vocabulary!r} is none of {', '.join(_VOCABULARIES)}"
        for code, tier_slug in codes.items():
            if tier_slug and label.tier(tier_slug) is None:
                yield f"code {code} names the tier {tier_slug!r}, which it has not"


def _certificates(label: Label, examples: Sequence[str]) -> Iterator[str]:
    if not examples:
        yield "no example of a certificate number"
    for example in examples:
        if not re.fullmatch(label.certificate_shape, example):
            yield f"certificate number {example!r} does not fit its shape"


def _generations(label: Label) -> Iterator[str]:
    if label.generation_pattern and re.compile(label.generation_pattern).groups != 1:
        yield "generation_pattern needs exactly one group: the generation"
    slugs = [generation.slug for generation in label.generations]
    if len(slugs) != len(set(slugs)):
        yield "two generations share a slug"


def _proves(label: Label) -> Iterator[str]:
    """The matrix answers for every area in every language, and its words do not contradict its answers."""
    for generation in (Generation("", ""), *label.generations):
        whose = f"generation {generation.slug}: " if generation.slug else ""
        if generation.url and not re.match(_ADDRESS, generation.url):
            yield f"{whose}url is no https address"
        for area in sorted({*generation.covers, *generation.proves} - set(AREAS)):
            yield f"{whose}{area!r} is no area"
        for area in generation.covers:
            if area not in generation.proves:
                yield f"{whose}covers.{area} differs, but says nothing in words"
        for item in matrix(label, generation.slug):
            yield from (f"{whose}{item.area}: {fault}" for fault in _wording(item))
    missing = set(AREAS) - {item.area for item in matrix(label)}
    if missing:
        yield f"proves says nothing of {', '.join(sorted(missing))}"


def _wording(item: Proof) -> Iterator[str]:
    for lang in _TEXT_LANGUAGES:
        text = item.texts.get(lang, "")
        if not text.endswith(".") or len(text) > _LONGEST_PROOF:
            yield f"one or two short sentences in {lang} are expected"
        # "no" has to be said in words: a table is read aloud, and in black and white.
        if item.reach == "no" and not re.search(_NEGATIONS[lang], text.lower()):
            yield f"the answer is no, but the words in {lang} do not say so"


def _texts(label: Label) -> Iterator[str]:
    for lang in _TEXT_LANGUAGES:
        text = label.texts.get(lang, "")
        if text.count("\n## ") < _HEADINGS:
            yield f"the text in {lang} lacks its sections"
        for line in text.splitlines():
            if re.match(r"#(?!# \S)|[*>`|]|\s", line) or "<" in line:
                yield f"the text in {lang} has more than paragraphs, '## ' and '- ': {line[:40]!r}"


def _symbol(label: Label) -> Iterator[str]:
    rest = _ELEMENT.sub("", label.symbol).strip()
    if rest or not label.symbol:
        yield f"the symbol has more than path, rect, circle and polygon: {rest[:40]!r}"
    for element in _ELEMENT.finditer(label.symbol):
        attributes = dict(_ATTRIBUTE.findall(element[1]))
        if set(attributes) - _SHAPES:
            yield f"the symbol uses {', '.join(sorted(set(attributes) - _SHAPES))}"
        colours = {attributes.get("fill"), attributes.get("stroke", "none")}
        if not colours <= {"none", "currentColor"} or colours == {"none"}:
            yield "the symbol does not take its colour from the text around it"


def _shared(labels: Mapping[str, Label]) -> Iterator[str]:
    """Names, codes and symbols that two labels share."""
    seen: dict[tuple[str, object], str] = {}
    for label in labels.values():
        keys: list[tuple[str, object]] = [("symbol", label.symbol)]
        keys += [("name", " ".join(words)) for words in sorted(names.phrases(label))]
        for vocabulary, codes in label.codes.items():
            keys += [(f"{vocabulary} code", code) for code in codes]
        for kind, key in keys:
            if seen.setdefault((kind, key), label.slug) != label.slug:
                yield f"{label.slug}: its {kind} {key!r} is also of {seen[kind, key]}"


def _readings(labels: Mapping[str, Label]) -> Iterator[str]:
    """Names and tiers that do not read back as what they are."""
    wordings = Wordings(labels)
    for label in labels.values():
        for text in (*label.wordings, *label.names.values(), label.short):
            claims = wordings.read(text)
            if [(claim.label, claim.held) for claim in claims] != [(label.slug, True)]:
                yield f"{label.slug}: {text!r} is not read as its own name"
        for tier in label.tiers:
            for name in tier.names.values():
                claims = wordings.read(f"{label.names['en']} {name}")
                if [claim.tier for claim in claims] != [tier.slug]:
                    yield f"{label.slug}: {name!r} is not read as its tier {tier.slug}"
