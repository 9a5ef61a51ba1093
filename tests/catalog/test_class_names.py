"""Class names: a loaded release names what the shipped table does not, and a broken file changes nothing."""

from __future__ import annotations

import gzip

import pytest

from catalog import db
from catalog.classes import class_names, code_names, replace_classes
from catalog.workspace import Workspace
from tests.conftest import Loader


def test_a_release_names_classes_and_a_broken_one_changes_nothing(workspace: Workspace) -> None:
    with db.writing(workspace.engine) as session:
        assert replace_classes(session, [("EC999999", {"nb": "Prøveklasse", "en": "Test"})]) == 1

    def broken():  # type: ignore[no-untyped-def]
        yield "EC999998", {"nb": "Halv"}
        raise ValueError("cut off")

    with pytest.raises(ValueError, match="cut off"), db.writing(workspace.engine) as session:
        replace_classes(session, broken())
    with db.reading(workspace.engine) as session:
        names = class_names(session, workspace.groups, ["EC999999", "EC999998", "EC000057"], "nb")
    assert names["EC999999"] == "Prøveklasse"
    assert "EC999998" not in names
    assert names["EC000057"]


def test_codes_of_features_and_values_have_names_in_the_readers_language(workspace: Workspace) -> None:
    release = [("EF000008", {"nb": "Antall ledere", "sv": "Antal ledare"}), ("EV000123", {"en": "Copper"}),
               ("EU570448", {"de": "mm²"})]  # fmt: skip
    with db.writing(workspace.engine) as session:
        replace_classes(session, release)
    with db.reading(workspace.engine) as session:
        names = code_names(session, ["EF000008", "EV000123", "EU570448", "EF000009", ""], "sv")
    assert names == {"EF000008": "Antal ledare", "EV000123": "Copper"}


def test_a_zipped_feed_is_read_and_the_evidence_names_the_kept_file(
    workspace: Workspace, load_feed: Loader
) -> None:
    feed = "supplier_number,name,labels\n1,Name,Svanemerket\n"
    report = load_feed(gzip.compress(feed.encode()), name="feed.csv.gz")
    assert (report.status, report.stored) == ("published", 1)
    assert list((workspace.var / "unpacked").iterdir()) == []
