"""``merkbar review``: list, decide, undo, export and the link, through the commands themselves."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner, Result

from catalog import db, queries
from catalog.clock import Clock
from catalog.errors import InvalidRequest, MerkbarError, NotFound
from catalog.search.opening import open_index
from catalog.search.port import SearchRequest
from catalog.workspace import Workspace
from tests.conftest import TODAY, Loader
from web.cli.review import review
from web.config import Settings, SettingsError

COLUMNS = "supplier_number,gtin,mpn,brand,name,product_group,labels\n"
FEED = (
    COLUMNS
    + """\
1,,P2425H,Dell,Dell P2425H skjerm,displays,
2,5397184821671,P2425,Dell,Dell P2425 skjerm,displays,TCO Certified: nei
3,,X2,Acme,Acme X2 skjerm,displays,Grønn IT
"""
)
REGISTER = (
    "certificate,brand,model,product_group,valid_from,valid_to\n"
    "D1,Dell,P2425,displays,2024-01-01,2028-01-01\n"
)


@pytest.fixture
def settings(workspace: Workspace, load_feed: Loader, load_register: Loader) -> Settings:
    load_feed(FEED)
    load_register(REGISTER, "table", "tco.csv", label="tco-certified")
    return Settings(
        database_url=str(workspace.engine.url), search_url=f"whoosh:{workspace.index_dir}",
        var=workspace.var, data=workspace.data, base_url="https://merkbar.test",
        secret_key="only for this test", clock=Clock(pinned=TODAY),
    )  # fmt: skip


def run(settings: Settings, *arguments: str) -> Result:
    return CliRunner().invoke(review, arguments, obj=settings)


def said(settings: Settings, *arguments: str) -> str:
    result = run(settings, *arguments)
    assert result.exit_code == 0, (result.output, result.exception)
    return result.stdout


def found(space: Workspace, label: str = "tco-certified") -> list[int]:
    """What a search for the label finds: the published index, not only the database."""
    with db.reading(space.engine) as session:
        index = open_index(space.index_dir)
        return sorted(queries.search(session, index, SearchRequest(labels=(label,)), TODAY).ids)


def first_id(text: str, letter: str) -> str:
    match = re.search(rf"^({letter}\d+)\t", text, re.MULTILINE)
    assert match, text
    return match[1]


def test_the_list_shows_all_kinds_with_differences_and_rules(settings: Settings) -> None:
    text = said(settings, "list")
    assert re.search(r"^c\d+\tcandidate\ttco-certified D1\tlevel E \w+, score \d+$", text, re.MULTILINE)
    assert "model: P2425[H] | P2425\n" in text
    assert re.search(r"passed compared: p2425h ~ P2425", text)
    assert re.search(r"^w\d+\twording\t'Grønn IT'\t1 times, first feed.csv:4\tacme$", text, re.MULTILINE)
    assert "denied; in the register verified" in text and "acme says no: 'TCO Certified: nei'" in text
    for kind in ("candidate", "wording", "conflict"):
        assert f"{kind}: 1 of 1 shown" in text
        only = said(settings, "list", "--kind", kind)
        assert len(re.findall(r"^[ckw]\d+\t", only, re.MULTILINE)) == 1


def test_a_yes_is_published_at_once_and_undone_as_fast(settings: Settings, workspace: Workspace) -> None:
    assert found(workspace) == [2]
    item = first_id(said(settings, "list", "--kind", "candidate"), "c")
    stored = said(settings, "yes", item, "--reason", "same device", "--by", "Kari")
    assert stored == f"{item}: yes stored as j1\n"
    assert found(workspace) == [1, 2]
    assert said(settings, "undo", "j1", "--by", "Ola") == "j1: undone\n"
    assert found(workspace) == [2]
    (line,) = said(settings, "history", "--product", "1").splitlines()
    assert line.startswith("j1\tyes\ttco-certified\t'D1'\tproduct 1 Dell P2425H skjerm\tKari ")
    assert "'same device'" in line and "undone by Ola" in line


def test_a_no_takes_the_symbol_away_whatever_gave_it(settings: Settings, workspace: Workspace) -> None:
    item = first_id(said(settings, "list", "--product", "2"), "t")
    said(settings, "no", item, "--reason", "another configuration", "--by", "Kari")
    assert found(workspace) == []
    assert said(settings, "list", "--kind", "conflict") == "conflict: 0 of 0 shown\n"


def test_a_taught_wording_is_exported_and_says_when_it_counts(settings: Settings) -> None:
    item = first_id(said(settings, "list", "--kind", "wording"), "w")
    meaning = ("--label", "epeat", "--tier", "gold")
    text = said(settings, "yes", item, *meaning, "--reason", "the supplier's own word", "--by", "Kari")
    assert text == f"{item}: yes stored as l1; it takes effect when the feed is read next\n"
    (row,) = tomllib.loads(said(settings, "export"))["wording"]
    assert (row["text"], row["label"], row["tier"], row["held"]) == ("grønn it", "epeat", "gold", True)
    said(settings, "undo", "l1", "--by", "Ola")
    assert tomllib.loads(said(settings, "export")) == {}
    assert first_id(said(settings, "list", "--kind", "wording"), "w") == item


def test_a_wording_can_deny_or_speak_of_none(settings: Settings) -> None:
    item = first_id(said(settings, "list", "--kind", "wording"), "w")
    said(settings, "no", item, "--label", "epeat", "--reason", "why", "--by", "Kari")
    (row,) = tomllib.loads(said(settings, "export"))["wording"]
    assert (row["label"], row["held"]) == ("epeat", False)
    said(settings, "undo", "l1", "--by", "Kari")
    said(settings, "no", item, "--reason", "why", "--by", "Kari")
    (row,) = tomllib.loads(said(settings, "export"))["wording"]
    assert (row["label"], row["held"]) == ("", False)
    assert "denies\tepeat" in said(settings, "history") and "none of the labels" in said(settings, "history")


def test_a_taught_wording_counts_when_the_feed_is_read_next(
    settings: Settings, workspace: Workspace, load_feed: Loader
) -> None:
    item = first_id(said(settings, "list", "--kind", "wording"), "w")
    said(settings, "yes", item, "--label", "epeat", "--reason", "why", "--by", "Kari")
    load_feed(FEED)
    with db.reading(workspace.engine) as session:
        view = queries.product_view(session, workspace, 3, TODAY)
    assert [(label.label, label.state) for label in view.labels] == [("epeat", "declared")]


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (("yes", "c999", "--reason", "x", "--by", "Kari"), NotFound),
        (("yes", "nonsense", "--reason", "x", "--by", "Kari"), InvalidRequest),
        (("no", "t1", "--reason", " ", "--by", "Kari"), InvalidRequest),
        (("no", "t1", "--reason", "x", "--by", ""), InvalidRequest),
        (("undo", "j999", "--by", "Kari"), NotFound),
        (("undo", "x1", "--by", "Kari"), InvalidRequest),
        (("link", "--name", " "), InvalidRequest),
    ],
)
def test_refusals_are_the_houses_own_errors(
    settings: Settings, workspace: Workspace, arguments: tuple[str, ...], fault: type[MerkbarError]
) -> None:
    before = found(workspace)
    result = run(settings, *arguments)
    assert isinstance(result.exception, fault), result.output
    assert found(workspace) == before


@pytest.mark.parametrize("missing", ["--reason", "--by"])
def test_reason_and_name_are_part_of_the_command(settings: Settings, missing: str) -> None:
    options = {"--reason": "x", "--by": "Kari"}
    del options[missing]
    result = run(settings, "no", "t1", *(word for pair in options.items() for word in pair))
    assert result.exit_code == 2 and missing in result.output


def test_the_link_carries_the_name_and_lies_under_the_public_address(settings: Settings) -> None:
    address = urlsplit(said(settings, "link", "--name", "Kari Ås").strip())
    assert address.geturl().startswith("https://merkbar.test/review/enter?token=")
    assert parse_qs(address.query)["token"][0].count(".") == 2


def test_a_link_needs_the_sites_key_and_finds_the_demos(settings: Settings, tmp_path: Path) -> None:
    object.__setattr__(settings, "secret_key", "")
    assert isinstance(run(settings, "link", "--name", "Kari").exception, SettingsError)
    (settings.var / "demo-secret").write_text("key of the demo")
    assert "token=" in said(settings, "link", "--name", "Kari")
