"""What suppliers write, read as claims: whole words only, the value read, nothing guessed.

A text is read line by line, a line part by part. A part is a claim only where every word of it is
understood: the label's name, a tier, a generation, a value, a word such as "certified". One word too
many ("meets ENERGY STAR 5.0 criteria", "not EPEAT registered") and the whole line says nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from labels import tokens
from labels.model import Claim, Label
from labels.names import Names, generation
from labels.tokens import Word

_LONGEST_RAW = 300
_LONGEST_OTHER = 4


@dataclass(frozen=True, slots=True)
class _Reading:
    """A part that was understood; ``valued`` where it says more than the label's name."""

    label: Label
    held: bool
    tier: str
    generation: str
    valued: bool


class Wordings:
    """Reads texts and codes of feeds. Built once from the labels; safe to share."""

    def __init__(self, labels: Mapping[str, Label]) -> None:
        self._labels = labels
        self._names = Names(labels)
        self._words = tokens.load_vocabulary()
        self._values = self._words.yes | self._words.no
        self._small = self._words.status | self._words.fields | self._names.tier_words

    def read(self, text: str, field: str = "") -> tuple[Claim, ...]:
        """The claims that a text of one structured field makes; empty where none is clear.

        "EPEAT Gold, ENERGY STAR: nei" is two claims, one of them a denial. Lines that mention a label
        and are not understood are in ``unclear``. A label both claimed and denied gives nothing.
        """
        return self._read(text, field)[0]

    def unclear(self, text: str) -> tuple[str, ...]:
        """The lines that mention a label and give no claim, as written: a person should look."""
        return self._read(text, "")[1]

    def mentions(self, text: str) -> bool:
        """Whether a text names one of the labels in whole words, whatever it says of it."""
        folded = tokens.fold(text[: tokens.LONGEST_TEXT])
        return bool(self._names.find(tokens.words(folded)))

    def read_code(self, vocabulary: str, code: str, value: str = "", field: str = "") -> tuple[Claim, ...]:
        """The claim of a code of ``gs1`` (T3777), ``icecat`` (feature id) or ``google``.

        A GS1 or Google code is a claim by being there; an Icecat feature only with its value. A value
        is read like any text, and an unclear one gives nothing.
        """
        code, value = code.strip(), value.strip()
        phrase = self._names.code(vocabulary, code)
        if phrase is None or (not value and vocabulary == "icecat"):
            return ()
        if not value:
            return (Claim(phrase.slug, True, phrase.tier, "", field, code),)
        claims, unclear = self._read(f"{self._labels[phrase.slug].wordings[0]}: {value}", field)
        if unclear or len(claims) != 1 or claims[0].label != phrase.slug:
            return ()
        if phrase.tier and (not claims[0].held or claims[0].tier not in ("", phrase.tier)):
            return ()
        raw = f"{code}: {value}"[:_LONGEST_RAW]
        return (replace(claims[0], tier=phrase.tier or claims[0].tier, raw=raw),)

    def is_known_other(self, text: str) -> bool:
        """Whether a text names marks that are none of ours (RoHS, CE, FSC ...) and nothing else.

        Such a text is ignored, not unknown: it needs no issue.
        """
        if len(text) > tokens.LONGEST_TEXT:
            return False
        found = [
            part
            for line in tokens.lines(text)
            for part in tokens.parts(tokens.fold(line), self._words.joiners)
        ]
        return bool(found) and all(self._other(part) for part in found)

    def _read(self, text: str, field: str) -> tuple[tuple[Claim, ...], tuple[str, ...]]:
        if len(text) > tokens.LONGEST_TEXT:
            return (), (text[:_LONGEST_RAW],) if self.mentions(text) else ()
        lines = tokens.lines(text)
        naming = {line: self.mentions(line) for line in lines}
        claims = {line: self._claims(line, field) for line in lines if naming[line]}
        if any(self._retracts(line) for line in lines if not naming[line]):
            return (), tuple(claims)
        merged, contradicted = _merge([claim for said in claims.values() for claim in said])
        unclear = [
            line
            for line in claims
            if not claims[line] or any(claim.label in contradicted for claim in claims[line])
        ]
        return merged, tuple(unclear)

    def _claims(self, line: str, field: str) -> list[Claim]:
        raw = line[:_LONGEST_RAW]
        return [
            Claim(said.label.slug, said.held, said.tier, said.generation, field, raw)
            for said in self._line(line)
        ]

    def _line(self, line: str) -> list[_Reading]:
        """What a line says; empty as soon as one part of it leaves doubt."""
        readings: list[_Reading] = []
        if tokens.announces_nothing(tokens.fold(line), self._words.joiners):
            return readings
        for part in self._parts(line):
            if self._names.find(part):
                reading = self._part(part)
                if reading is None:
                    return []
                readings.append(reading)
            elif not (_attached(part, readings) or self._harmless(part)):
                return []
        # "ENERGY STAR, EPEAT: nei" may deny both.
        denied = any(not reading.held for reading in readings)
        if denied and any(reading.held and not reading.valued for reading in readings):
            return []
        return readings

    def _parts(self, line: str) -> list[tuple[Word, ...]]:
        folded = tokens.fold(line)
        heading, colon, rest = folded.partition(":")
        if colon and " ".join(heading.split()) in self._words.headings:
            folded = rest
        return tokens.parts(folded, self._words.joiners)

    def _part(self, part: tuple[Word, ...]) -> _Reading | None:
        """One label with what is said of it, or None where any word is not understood."""
        named = self._names.find(part)
        slugs = {phrase.slug for phrase, _length in named.values()}
        if len(slugs) != 1:
            return None
        label = self._labels[slugs.pop()]
        covered = {at + step for at, (_, length) in named.items() for step in range(length)}
        rest = [word for at, word in enumerate(part) if at not in covered]
        value = self._value(part[-1]) if len(part) - 1 not in covered else None
        if value is not None:
            rest.pop()
        names = self._names.tiers[label.slug]
        said = {word.text for word in rest}
        tiers = {phrase.tier for phrase, _length in named.values() if phrase.tier}
        tiers |= {names[text] for text in said & names.keys()}
        small = self._words.status | self._words.fields | names.keys()
        edition = generation(label, " ".join(word.text for word in rest if word.text not in small))
        if edition is None or len(tiers) > 1:
            return None
        detailed = bool(tiers or edition)
        if value is False and detailed:
            return None
        if said & self._words.fields and value is None and not detailed:
            return None
        valued = detailed or value is not None
        return _Reading(label, value is not False, "".join(tiers), edition, valued)

    def _value(self, word: Word) -> bool | None:
        if word.text in self._words.yes or (word.signed and word.text in self._words.signed_yes):
            return True
        if word.text in self._words.no or (word.signed and word.text in self._words.signed_no):
            return False
        return None

    def _harmless(self, part: tuple[Word, ...]) -> bool:
        """Whether a part without a label's name cannot change what its neighbours say."""
        if " ".join(word.text for word in part) in self._words.scopes or self._other(part):
            return True
        doubtful = self._words.doubt | self._values | self._names.tier_words
        if any(word.text in doubtful for word in part):
            return False
        alone = self._words.signed_yes | self._words.signed_no | self._words.status
        return len(part) > 1 or part[0].text not in alone

    def _retracts(self, line: str) -> bool:
        """Whether a line without a label's name may belong to the line before or after it."""
        said = tokens.words(tokens.fold(line))
        doubtful = self._words.doubt | self._values
        return bool(said) and (said[0].text in doubtful or said[-1].text in doubtful)

    def _other(self, part: tuple[Word, ...]) -> bool:
        """Whether a part names another mark, with its class, number, tier or value."""
        said = tuple(word.text for word in part)
        if self._names.find(part):
            return False
        covered: set[int] = set()
        for at in range(len(said)):
            for length in range(1, _LONGEST_OTHER + 1):
                if said[at : at + length] in self._words.others:
                    covered.update(range(at, min(at + length, len(said))))
        return bool(covered) and all(
            at in covered or text in self._small | self._values or _is_detail(text)
            for at, text in enumerate(said)
        )


def _is_detail(text: str) -> bool:
    return len(text) == 1 or text == "class" or any(sign.isdigit() for sign in text)


def _attached(part: tuple[Word, ...], readings: list[_Reading]) -> bool:
    """Whether a part only names the generation of the label before it, which then has it."""
    if not readings or readings[-1].generation or not readings[-1].held:
        return False
    edition = generation(readings[-1].label, " ".join(word.text for word in part))
    if edition:
        readings[-1] = replace(readings[-1], generation=edition, valued=True)
    return bool(edition)


def _merge(claims: Sequence[Claim]) -> tuple[tuple[Claim, ...], set[str]]:
    """One claim a label, and the labels that are both claimed and denied."""
    by_label: dict[str, list[Claim]] = {}
    for claim in claims:
        by_label.setdefault(claim.label, []).append(claim)
    merged = []
    contradicted = set()
    for slug, said in by_label.items():
        if len({claim.held for claim in said}) > 1:
            contradicted.add(slug)
            continue
        tiers = {claim.tier for claim in said} - {""}
        editions = {claim.generation for claim in said} - {""}
        one = said[0]
        merged.append(
            replace(
                one,
                tier=tiers.pop() if len(tiers) == 1 else "",
                generation=editions.pop() if len(editions) == 1 else "",
            )
        )
    return tuple(merged), contradicted
