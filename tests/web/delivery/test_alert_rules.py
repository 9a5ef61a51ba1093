"""What the operator may write in alerts.toml."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import ROOT
from web.delivery import alert_rules
from web.delivery.alert_rules import AlertsError
from web.delivery.settings import Webhook

WHOLE = '[webhooks.ops]\nurl = "https://x.example/hook"\nsecret_env = "OPS_KEY"\n'


def load(folder: Path, text: str) -> dict[str, Webhook]:
    (folder / "alerts.toml").write_text(text, "utf-8")
    return alert_rules.load(folder / "alerts.toml")


def test_a_webhook_is_read_with_its_defaults(tmp_path: Path) -> None:
    assert load(tmp_path, WHOLE) == {
        "ops": Webhook("ops", "https://x.example/hook", "OPS_KEY", ("failed", "held", "late"), False)
    }
    assert load(tmp_path, WHOLE + "events = []\n")["ops"].events == ()
    assert load(tmp_path, WHOLE + 'events = ["held"]\nallow_private = true\n')["ops"].events == ("held",)


def test_no_file_and_the_shipped_file_tell_nobody(tmp_path: Path) -> None:
    assert alert_rules.load(tmp_path / "none.toml") == {}
    assert alert_rules.load(ROOT / "data" / "alerts.toml") == {}


def test_the_shipped_example_is_valid(tmp_path: Path) -> None:
    text = (ROOT / "data" / "alerts.toml").read_text("utf-8")
    example = text[text.index("# [webhooks.") :].replace("# ", "")
    assert load(tmp_path, example)["operations"].url.startswith("https://")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (WHOLE + 'colour = "red"', "key colour: is no key"),
        (WHOLE + 'events = ["late", "lost"]', "key events"),
        (WHOLE + 'allow_private = "yes"', "key allow_private"),
        (WHOLE.replace("https", "http"), "key url: https is expected"),
        (WHOLE.replace("https://", "https://me:secret@"), "without credentials"),
        (WHOLE.replace("https", "ftp"), "key url"),
        (WHOLE.replace("OPS_KEY", "whsec_secret"), "key secret_env: the name"),
        ('[webhooks.ops]\nurl = "https://x.example"\n', "key secret_env"),
        ('[webhooks."Ops!"]\n', "letters a-z"),
        ('[mail.ops]\nto = "x"', "only [webhooks.<name>]"),
        ("webhooks = 1", "only [webhooks.<name>]"),
        ("x = [", "cannot be read"),
    ],
)
def test_a_fault_names_file_table_and_key_and_no_secret(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(AlertsError) as fault:
        load(tmp_path, text)
    assert said in str(fault.value)
    assert "alerts.toml" in str(fault.value)
    assert "secret@" not in str(fault.value)
    assert "whsec" not in str(fault.value)
