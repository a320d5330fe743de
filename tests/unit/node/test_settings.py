"""Settings that are misspelt or unsafe are refused by name."""

from pathlib import Path

import pytest

from tansiq.node.settings import Settings, load, save
from tansiq.terms.errors import Invalid, Missing, TansiqError
from tansiq.terms.ids import node_id


def written(folder: Path, text: str) -> Path:
    (folder / "node.toml").write_text(text, encoding="utf-8")
    return folder


def test_saved_settings_are_read_back_equal(tmp_path: Path) -> None:
    settings = Settings(
        folder=tmp_path.resolve(),
        id=node_id("rabat"),
        names={"ar": "مكتب «التنسيق»", "fr": 'Bureau "1"\\'},
        zone="Africa/Casablanca",
        exercise=True,
        clock_offset_seconds=-86400,
        origins=("http://rabat.localhost:8101",),
    )
    save(settings)
    assert load(tmp_path) == settings
    assert (tmp_path / "node.toml").stat().st_mode & 0o777 == 0o600


def test_a_folder_without_a_node_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(Missing, match="node"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("id = ", "setting_syntax"),
        ('id = "a"\n', "setting_absent"),
        ('id = "a"\nblob = "x"\n[names]\nen = "A"\n', "setting_unknown"),
        ('id = "a"\nweb_port = "80"\n[names]\nen = "A"\n', "setting_type"),
        ('id = "a"\nweb_port = 70000\n[names]\nen = "A"\n', "setting_value"),
        ('id = "a"\nweb_workers = 0\n[names]\nen = "A"\n', "setting_value"),
        ('id = "a"\nzone = "../etc"\n[names]\nen = "A"\n', "setting_value"),
        ('id = "a"\nproduction = true\n[names]\nen = "A"\n', "setting_unsafe"),
        ('id = "a"\nclock_offset_seconds = 60\n[names]\nen = "A"\n', "setting_unsafe"),
    ],
)
def test_a_bad_setting_is_refused(tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(TansiqError) as refused:
        load(written(tmp_path, text))
    assert refused.value.code == code


def test_a_clock_is_moved_only_on_an_exercise_node(tmp_path: Path) -> None:
    text = 'id = "a"\nclock_offset_seconds = 60\nexercise = true\n[names]\nen = "A"\n'
    assert load(written(tmp_path, text)).clock_offset_seconds == 60
    with pytest.raises(Invalid):
        load(written(tmp_path, text.replace("exercise = true", "exercise = false")))
