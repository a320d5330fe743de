"""One verb per thing an officer does.

The whole catalogue takes `--json`, and the rarer ones work.
"""

import contextlib
import io
import json
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from demo.desk import FOR, TERMS
from tests.nodes.lone import Lone, lone, staying_up
from tests.nodes.processes import agencies, patient

from tansiq.cli.catalogue import all_commands
from tansiq.cli.frame import Argument, Command
from tansiq.cli.main import main
from tansiq.record.officers import AnyChange
from tansiq.record.registry import kinds

pytestmark = pytest.mark.slow

CHARTER = """
regime = "crime"
controller = "General Directorate"
legitimacy = "Law of the file, article 3"
purposes = ["prevention of terrorism"]
categories = ["victim", "suspect"]
data = ["identity"]
sources = ["own services"]
recipients = ["madrid"]
security = "own node, two people"
"""


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lone]:
    with lone(tmp_path_factory.mktemp("verbs") / "rabat") as made, staying_up(made):
        made.officer("privacy", "data_protection_officer")
        yield made


def words_for(one: Argument) -> list[str]:
    """An argument as somebody might give it, if it must be given."""
    options = one.options
    if one.flags[0].startswith("-"):
        if not options.get("required"):
            return []
        choices = options.get("choices") or ("1",)
        return [one.flags[-1], str(choices[0])]
    return [str((options.get("choices") or ("1",))[0])]


# A batch answers each of its lines on its own; every test with two agencies talks to one.
SINGLE = [one for one in all_commands() if one.path != "batch"]


@pytest.mark.parametrize("command", SINGLE, ids=lambda one: one.path)
def test_every_verb_answers_a_program_with_one_document(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every command has `--json`, also when it fails."""
    monkeypatch.chdir(tmp_path)
    line = [
        *command.path.split(" "),
        *(word for one in command.arguments for word in words_for(one)),
    ]
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        main(["--node", str(tmp_path / "nowhere"), "--lang", "en", "--json", *line])
    told = json.loads(out.getvalue())
    assert isinstance(told, dict)
    if "error" in told:
        assert told["words"]
        assert told["do"]


def test_every_kind_of_change_that_two_people_make_has_a_verb() -> None:
    """A change that nobody can propose would be a rule without a door."""
    doors = {
        "ChannelMembership": "channel propose", "CharterAdopted": "charter propose",
        "CaseAssigned": "officer propose assign", "CaseUnassigned": "officer propose assign",
        "DutyHoursSet": "officer propose hours", "EpochAccepted": "epoch accept",
        "FeedClosed": "taxii credential revoke", "FeedOpened": "taxii credential create",
        "KeyAdded": "officer propose key",
        "KeyRevoked": "officer propose key", "OfficerAdded": "officer propose add",
        "OfficerLeft": "officer propose leave",
        "OfficerNamed": "officer propose add", "PartnerEnrolled": "partner enrol",
        "PartnerLeft": "partner leave", "RoleGranted": "officer propose role",
        "RoleWithdrawn": "officer propose role",
    }  # fmt: skip
    paths = {one.path for one in all_commands()}
    assert set(doors.values()) <= paths
    changes = {one.__name__ for one in AnyChange.__args__}
    assert changes == set(doors)
    assert ("review_done", 1) in kinds()


def test_an_attachment_is_taken_out_by_whoever_may_read_its_report(
    node: Lone, tmp_path: Path
) -> None:
    slip = tmp_path / "slip.pdf"
    slip.write_bytes(b"%PDF-1.4 " + bytes(range(256)) * 40)
    digest = sha256(slip.read_bytes()).hexdigest()
    filed = node.file("with a slip", "words", "--attach", str(slip))
    out = tmp_path / "out.pdf"
    words = ("report", "attachment", filed["report"], "slip.pdf", str(out))
    refused = node.ask(*words, who="privacy", reason="curious", expect=3)
    assert refused["error"] == "access_role"
    assert node.ask(*words, who="liaison", expect=4)["error"] == "reason_missing"
    assert not out.exists()
    taken = node.ask(*words, who="liaison", reason="inquiry 7/26")
    assert out.read_bytes() == slip.read_bytes()
    assert (taken["sha256"], taken["size"]) == (digest, slip.stat().st_size)
    again = node.ask(*words, who="liaison", reason="inquiry 7/26", expect=6)
    assert again["error"] == "attachment_file_exists"
    by_digest = (*words[:3], digest[:10], str(tmp_path / "by-digest.pdf"))
    node.ask(*by_digest, who="liaison", reason="inquiry 7/26")
    wrong = (*words[:3], "other.pdf", str(tmp_path / "x"))
    assert node.ask(*wrong, who="liaison", reason="x", expect=5)["error"] == "attachment_unknown"
    seen = node.ask("audit", "who-saw", filed["report"], who="privacy", reason="check")
    assert "inquiry 7/26" in {one["reason"] for one in seen["reads"]}


def test_a_review_moves_the_date_and_what_is_due_is_listed(node: Lone) -> None:
    """REQUIREMENTS 11.3: each datum has a review date and an erase date."""
    today = datetime.now(UTC).date()
    later = (today + timedelta(days=40)).isoformat()
    dates = ("--review", (today + timedelta(days=1)).isoformat(), "--erase", later)
    filed = node.file("to be reviewed soon", "words", *dates)
    node.set(clock_offset_seconds=2 * 24 * 3600)
    due = node.ask("retention", "due")
    assert filed["class_id"] in {one["class_id"] for one in due["reviews"]}
    assert filed["class_id"] not in {one["class_id"] for one in due["erasures"]}
    beyond = node.act(
        "case", "retention", "review", filed["class_id"], "--ground", "inquiry goes on",
        "--next", (today + timedelta(days=41)).isoformat(), expect=3,
    )  # fmt: skip
    assert beyond["error"] == "review_too_late"
    node.act(
        "case", "retention", "review", filed["class_id"], "--ground", "inquiry goes on",
        "--next", later,
    )  # fmt: skip
    due = node.ask("retention", "due")
    assert filed["class_id"] not in {one["class_id"] for one in due["reviews"]}
    node.set(clock_offset_seconds=41 * 24 * 3600)
    due = node.ask("retention", "due")
    assert filed["class_id"] in {one["class_id"] for one in due["erasures"]}
    node.set(clock_offset_seconds=0)


def test_a_supervisor_counts_deeds_and_learns_no_name(node: Lone) -> None:
    node.file("counted", "Zahra Benkhaled was seen")
    today = datetime.now(UTC).date().isoformat()
    found = node.ask("audit", "statistics", "--since", today, who="privacy", reason="yearly")
    assert found["count"] > 0
    assert "report_filed" in {one["kind"] for one in found["deeds"]}
    assert "Zahra" not in json.dumps(found)
    refused = node.ask("audit", "statistics", "--since", today, who="liaison", reason="x", expect=3)
    assert refused["error"] == "access_role"


def test_a_charter_binds_what_is_filed_once_two_officers_adopted_it(tmp_path: Path) -> None:
    with lone(tmp_path / "rabat") as other, staying_up(other):
        assert other.ask("charter", "show")["charter"] is None
        path = tmp_path / "charter.toml"
        path.write_text(CHARTER, encoding="utf-8")
        other.decide("charter", "propose", str(path))
        shown = other.ask("charter", "show")["charter"]
        assert shown["categories"] == ["suspect", "victim"]
        other.file("a suspect", "words", "--mention", "Person/suspect:Omar Tazi")
        refused = other.act(
            "liaison", "report", "file", "--title", "a witness", "--text", "words",
            "--language", "en", "--grade", "europol_4x4:B2", "--handling", "H0",
            "--mention", "Person/witness:Omar Tazi", expect=3,
        )  # fmt: skip
        assert refused["error"] == "charter_category"
        path.write_text("regime = 7", encoding="utf-8")
        wrong = other.act("liaison", "charter", "propose", str(path), expect=4)
        assert wrong["error"] == "cli_terms"


SHELLS = {
    "bash": "source {script}; complete -p tansiq",
    "zsh": "autoload -U compinit; compinit -u -D; source {script}; whence -w _shtab_tansiq",
    "tcsh": "source {script}; complete tansiq",
}


@pytest.mark.parametrize("shell", sorted(SHELLS))
def test_a_shell_takes_its_completion(shell: str, tmp_path: Path) -> None:
    """Shell completion, judged by the shell itself where the machine has it."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert main(["completion", shell]) == 0
    script = tmp_path / f"completion.{shell}"
    script.write_text(out.getvalue(), encoding="utf-8")
    assert "release" in out.getvalue()
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"{shell} is not on this machine")
    line = SHELLS[shell].format(script=script)
    done = subprocess.run([program, "-c", line], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "tansiq" in done.stdout


def test_a_partner_opens_the_attachment_it_was_sent_and_classes_of_a_report_are_told(
    tmp_path: Path,
) -> None:
    """REQUIREMENTS 11.3: whoever erases a report learns of the copies that were released, too."""
    slip = tmp_path / "slip.pdf"
    slip.write_bytes(b"%PDF-1.4 the slip of the seizure")
    with agencies(tmp_path / "stage") as stage:
        rabat, madrid = stage.sides
        filed = rabat.act(
            "liaison", "report", "file", "--title", "with a slip", "--text", "words",
            "--language", "en", "--grade", "europol_4x4:B2", "--handling", "H0",
            "--attach", str(slip),
        )  # fmt: skip
        made = rabat.act("liaison", "report", "release", filed["report"], *FOR, *TERMS["rabat"])
        told = rabat.tansiq("retention", "classes", filed["report"], who="case", reason="erasure")
        assert {filed["class_id"], made["class_id"]} <= {one["class_id"] for one in told["classes"]}
        out = tmp_path / "at-madrid.pdf"

        def take() -> None:
            madrid.tansiq(
                "report", "attachment", f"rabat/{made['release']}", "slip.pdf", str(out),
                who="liaison", reason="inquiry 31/26",
            )  # fmt: skip

        patient(take)
        assert out.read_bytes() == slip.read_bytes()
