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
        ('id = "a"\nsmtp_tls = "ssl"\n[names]\nen = "A"\n', "setting_value"),
        ('id = "a"\nsmtp_port = 0\n[names]\nen = "A"\n', "setting_value"),
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


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, ""),
        ({"smtp_tls": "none"}, "setting_unsafe"),
        ({"smtp_tls": "none", "smtp_host": "127.0.0.1"}, ""),
        ({"smtp_sender": ""}, "setting_value"),
        ({"smtp_sender": "notices@x.example\\nBcc: a@x.example"}, "setting_value"),
        ({"smtp_username": "notices"}, "setting_absent"),
        ({"smtp_password_file": "secret"}, "setting_absent"),
        ({"smtp_username": "notices", "smtp_password_file": "secret"}, ""),
        ({"notice_url": ""}, "setting_absent"),
        ({"smtp_password": "secret"}, "setting_unknown"),
    ],
)
def test_mail_goes_out_under_tls_and_no_password_is_a_setting(
    tmp_path: Path, changes: dict[str, str], code: str
) -> None:
    """A password lies in a private file; without TLS mail goes to this very machine alone."""
    usual = {
        "id": "a", "smtp_host": "mail.x.example", "smtp_sender": "notices@x.example",
        "notice_url": "https://notices.x.example",
    }  # fmt: skip
    lines = [f'{name} = "{value}"' for name, value in {**usual, **changes}.items()]
    text = "\n".join((*lines, "[names]", 'en = "A"', ""))
    told = ""
    try:
        load(written(tmp_path, text))
    except TansiqError as problem:
        told = problem.code
    assert told == code


def test_in_production_notices_are_opened_over_https(tmp_path: Path) -> None:
    text = (
        'id = "a"\nproduction = true\ndsn = "x"\nsmtp_host = "mail.x.example"\n'
        'smtp_sender = "a@x.example"\nnotice_url = "{url}"\n[names]\nen = "A"\n'
    )
    assert load(written(tmp_path, text.format(url="https://n.x.example"))).notice_host
    with pytest.raises(Invalid) as refused:
        load(written(tmp_path, text.format(url="http://n.x.example")))
    assert refused.value.facts["setting"] == "notice_url"
