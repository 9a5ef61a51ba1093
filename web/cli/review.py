"""``merkbar review``: what waits for a person, and the decisions on it."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import click

from catalog import db
from catalog import review as desk
from catalog.learned import export_wordings
from catalog.review_history import history as decisions_made
from catalog.review_shapes import KINDS, WORDING, Comparison, JudgementView, ReviewItem
from web import decisions, reviewers
from web.cli.demo import SECRET_FILE
from web.config import Settings, SettingsError, open_workspace

_REASON = click.option("--reason", required=True, help="Why; 1 to 1000 characters.")
_BY = click.option("--by", "who", required=True, help="Your name.")
_LABEL = click.option("--label", default="", help="For a wording: the label it means.")


@click.group()
def review() -> None:
    """Weak matches, conflicts and unknown wordings that wait for a person."""


@review.command("list")
@click.option("--kind", type=click.Choice(KINDS), help="Only one kind.")
@click.option("--product", type=int, help="Every register match of one product, by its id, judged or not.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="Per kind.")
@click.pass_obj
def list_items(settings: Settings, kind: str | None, product: int | None, limit: int) -> None:
    """What waits. Differences stand in [brackets]; the first word of an item is its id."""
    workspace = open_workspace(settings)
    today = workspace.clock.today()
    with db.reading(workspace.engine) as session:
        if product is not None:
            for item in desk.of_product(session, workspace, today, product):
                click.echo("\n".join(_item(item)))
            return
        counts = desk.counts(session, today)
        for name in [kind] if kind else KINDS:
            items = desk.queue(session, workspace, today, name, limit)
            for item in items:
                click.echo("\n".join(_item(item)))
            click.echo(f"{name}: {len(items)} of {counts[name]} shown")


@review.command("yes")
@click.argument("item")
@_REASON
@_BY
@_LABEL
@click.option("--tier", default="", help="For a wording: the tier it means.")
@click.pass_obj
def say_yes(settings: Settings, item: str, reason: str, who: str, label: str, tier: str) -> None:
    """The certificate belongs to the product, or the wording means --label."""
    _decide(settings, item, True, reason, who, label, tier)


@review.command("no")
@click.argument("item")
@_REASON
@_BY
@_LABEL
@click.pass_obj
def say_no(settings: Settings, item: str, reason: str, who: str, label: str) -> None:
    """The certificate does not belong to the product. Of a wording: it denies --label, or without
    --label it speaks of none of the labels."""
    _decide(settings, item, False, reason, who, label, "")


@review.command("undo")
@click.argument("judgement")
@_BY
@click.pass_obj
def undo(settings: Settings, judgement: str, who: str) -> None:
    """Undo JUDGEMENT (an id of `review history`). It stays in history."""
    decisions.undo(open_workspace(settings), judgement, who)
    click.echo(f"{judgement}: undone{_when(judgement.strip())}")


@review.command("history")
@click.option("--product", type=int, help="Of one product, by its id.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
@click.pass_obj
def show_history(settings: Settings, product: int | None, limit: int) -> None:
    """What was decided, newest first; what was undone stays in it."""
    workspace = open_workspace(settings)
    with db.reading(workspace.engine) as session:
        for view in decisions_made(session, limit, product_id=product):
            click.echo(_decision(view))


@review.command("export")
@click.pass_obj
def export(settings: Settings) -> None:
    """Print every wording that was taught, as TOML."""
    workspace = open_workspace(settings)
    with db.reading(workspace.engine) as session:
        click.echo(export_wordings(session), nl=False)


@review.command("link")
@click.option("--name", required=True, help="The reviewer's name: every decision is signed with it.")
@click.pass_obj
def link(settings: Settings, name: str) -> None:
    """Print an address that opens the review pages for twelve hours. Whoever has it may decide."""
    demo_key = settings.var / SECRET_FILE
    key = settings.secret_key or (demo_key.read_text("ascii") if demo_key.is_file() else "")
    if not key:
        raise SettingsError("MERKBAR_SECRET_KEY: the link is signed with the key that the site runs with")
    token = reviewers.link_token(key, settings.clock, name)
    click.echo(f"{settings.base_url}/review/enter?{urlencode({'token': token})}")


def _decide(settings: Settings, item: str, held: bool, reason: str, who: str, label: str, tier: str) -> None:
    done = decisions.decide(open_workspace(settings), item, held, reason, who, label=label, tier=tier)
    click.echo(f"{item}: {'yes' if held else 'no'} stored as {done.id}{_when(done.id)}")


def _when(judgement_id: str) -> str:
    return "; it takes effect when the feed is read next" if judgement_id.startswith("l") else ""


def _item(item: ReviewItem) -> Iterator[str]:
    if item.kind == WORDING:
        feeds = ", ".join(item.feeds)
        yield f"{item.id}\twording\t{item.wording!r}\t{item.count} times, first {item.place}\t{feeds}"
        if item.cut:
            yield "    too long to be taught: the file may hold more than was kept"
        return
    score = f", score {item.score}" if item.score is not None else ""
    yield f"{item.id}\t{item.kind}\t{item.label} {item.certificate}\tlevel {item.level} {item.method}{score}"
    yield f"    product {item.product_id}: {item.product_name}"
    state = str(item.evidence.state) if item.evidence else "not valid yet"
    yield f"    {item.reason or 'counts'}; in the register {state}"
    for said in item.said:
        yield f"    {said.supplier} says {'yes' if said.held else 'no'}: {said.raw!r}"
    for compared in item.differences:
        yield f"    {compared.field}: {_side(compared, ours=True)} | {_side(compared, ours=False)}"
    for rule, passed, detail in item.evidence.steps if item.evidence else ():
        yield f"    {'passed' if passed else 'failed'} {rule}: {detail}"


def _side(compared: Comparison, *, ours: bool) -> str:
    joint = ", " if compared.field in ("gtin", "group") else ""
    parts = compared.ours if ours else compared.theirs
    return joint.join(text if same else f"[{text}]" for text, same in parts) or "-"


def _decision(view: JudgementView) -> str:
    said = "yes" if view.held else "no"
    about = f"{view.label} {view.tier}".strip() or "none of the labels"
    place = f"product {view.product_id} {view.product_name}" if view.product_id else "no product now"
    if view.id.startswith("l"):
        said, place = ("denies" if view.label and not view.held else "means"), "wording"
    undone = f"\tundone by {view.undone_by} {view.undone_at:%Y-%m-%d %H:%M}Z" if view.undone_at else ""
    return (
        f"{view.id}\t{said}\t{about}\t{view.subject!r}\t{place}\t{view.decided_by} "
        f"{view.decided_at:%Y-%m-%d %H:%M}Z\t{view.reason!r}{undone}"
    )
