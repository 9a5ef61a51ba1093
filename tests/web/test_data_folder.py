"""An operator's own data folder, copied from an earlier version."""

from __future__ import annotations

from pathlib import Path

from web.config import from_environment, open_workspace


def test_a_file_that_a_copied_data_folder_lacks_is_the_shipped_one(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    environment = {"MERKBAR_VAR": str(tmp_path / "var"), "MERKBAR_DATA": str(data)}
    shipped = open_workspace(from_environment(environment))
    assert shipped.comparables.key("displays", '24" FHD skjerm')
    (data / "comparable.toml").write_text("", "utf-8")
    own = open_workspace(from_environment(environment))
    assert own.comparables.key("displays", '24" FHD skjerm') == ""
