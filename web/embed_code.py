"""What people paste into their own pages, and what oEmbed answers: one picture, linked to its evidence.

The alternative text never names a label: it is pasted once, and labels come and go.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from markupsafe import Markup, escape

from web.badge_wishes import PREFIX, Wish
from web.product_json import product_url

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+!|<>~&-])")


@dataclass(frozen=True, slots=True)
class Picture:
    """A badge on somebody else's page. Addresses are absolute."""

    src: str
    href: str
    alt: str
    height: int

    def html(self, width: int | None = None) -> str:
        """An HTML link around the picture. Without ``width`` the picture takes its own: badges grow and
        shrink with what they say."""
        wide = Markup(' width="{}"').format(width) if width else ""
        link = Markup(
            '<a href="{}"><img src="{}" alt="{}"{} height="{}" loading="lazy" decoding="async"></a>'
        )
        return str(link.format(self.href, self.src, self.alt, wide, self.height))

    def markdown(self) -> str:
        """The same in Markdown."""
        alt = _MARKDOWN.sub(r"\\\1", " ".join(self.alt.split()))
        return f"[![{alt}]({self.src})]({self.href})"


def badge_address(wish: Wish, base_url: str) -> str:
    """The absolute address of the badge that a wish asks for, with what differs from the usual only."""
    usual = Wish(wish.identifier, wish.form, wish.label)
    names = ("labels", "style", "mode", "lang", "size")
    asked = {name: getattr(wish, name) for name in names if getattr(wish, name) != getattr(usual, name)}
    if wish.labels:
        asked["labels"] = ",".join(wish.labels)
    path = f"{base_url}{PREFIX}{quote(wish.identifier, safe=':%')}"
    path += f"/{wish.label}{wish.form}" if wish.label else wish.form
    return path + (f"?{urlencode(asked, safe=',')}" if asked else "")


def element(wish: Wish, evidence: str, words: str) -> str:
    """The custom element that ``embed.js`` fills; where scripts are off its ``words`` stay, linked to the
    evidence."""
    usual = Wish(wish.identifier, wish.form)
    said = [("identifier", wish.identifier)]
    if wish.labels:
        said.append(("labels", ",".join(wish.labels)))
    # "style" is taken: on any element it would be CSS.
    for name, attribute in (("style", "design"), ("mode", "mode"), ("lang", "lang"), ("size", "size")):
        if getattr(wish, name) != getattr(usual, name):
            said.append((attribute, str(getattr(wish, name))))
    attributes = Markup(" ").join(Markup('{}="{}"').format(name, value) for name, value in said)
    made = Markup('<merkbar-badge {}><a href="{}">{}</a></merkbar-badge>')
    return str(made.format(attributes, evidence, words))


def script(base_url: str) -> str:
    """The one line that makes the elements of a page badges."""
    return f'<script src="{escape(base_url)}/embed.js" async></script>'


def oembed_address(product_id: int, base_url: str) -> str:
    """Where a page that is given the address of a product asks what to show for it."""
    asked = urlencode({"url": product_url(product_id, base_url), "format": "json"})
    return f"{base_url}/oembed?{asked}"
