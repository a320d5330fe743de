"""The commands on drafts: one class for all of a draft, and what is judged stays judged."""

import msgspec
import pytest

from tansiq.intake.commands import DraftNow, TakeDraft, judge_draft, set_aside, take_draft
from tansiq.intake.commands import VerdictNow as Now
from tansiq.record.intake import Captured, DraftJudged, DraftTaken, ProposalJudged
from tansiq.record.material import Attachment
from tansiq.record.plan import NewClass
from tansiq.terms.errors import TansiqError
from tansiq.terms.ids import HOME, ClassId, new_record_id

DATES = NewClass(review="2027-02-01", erase="2027-11-01")
FILE = Attachment(
    name="page.html", media_type="text/html", size=3, sha256="0" * 64, blob="1" * 64, key="k"
)
CAPTURE = Captured(
    file="page.html", url="https://press.example/1", captured="2026-11-01T08:00:00Z",
    tool="reader", tool_version="1", sha256="0" * 64, size=3, operator="A. Velin",
    kind="page", outcome="read",
)  # fmt: skip


def taken(**changes: str) -> DraftTaken:
    wish = TakeDraft(
        draft=new_record_id(), number=1, officer="of-a",
        capture=msgspec.structs.replace(CAPTURE, **changes),
        original=FILE, reading=msgspec.structs.replace(FILE, blob="2" * 64),
        proposals=3, contradictions=0,
    )  # fmt: skip
    (planned,) = take_draft(wish, DATES)
    assert isinstance(planned.payload, DraftTaken)
    assert (planned.channel, planned.retention, planned.act) == (HOME, DATES, False)
    assert planned.blobs == ("1" * 64, "2" * 64)
    return planned.payload


def now(verdicts: dict[int, str] | None = None, aside: str = "") -> DraftNow:
    held = {
        number: Now(
            said=ProposalJudged(number=number, verdict=verdict),
            channel="case:x",
            document="",
            officer="of-a",
        )
        for number, verdict in (verdicts or {}).items()
    }
    return DraftNow(said=taken(), class_id=ClassId("rc-x"), verdicts=held, set_aside=aside)


def code(work: object, *what: object) -> str:
    with pytest.raises(TansiqError) as caught:
        work(*what)  # type: ignore[operator]
    return caught.value.code


def one(number: int, verdict: str = "accepted", **told: str) -> ProposalJudged:
    return ProposalJudged(number=number, verdict=verdict, **told)


def test_what_a_file_says_of_itself_is_cut_and_never_refused() -> None:
    said = taken(title="\0 A\u0301" * 900, author="x" * 5_000, url="u" * 5_000).capture
    assert len(said.title) <= 500
    assert "\0" not in said.title
    assert said.title.startswith("Á")
    assert (len(said.author), len(said.url)) == (300, 1_000)


def test_verdicts_lie_in_the_class_of_their_draft_in_order() -> None:
    (planned,) = judge_draft(now(), ("case:x", "r-d"), (one(3), one(1, "rejected", reason="no")))
    assert (planned.channel, planned.retention, planned.act) == (HOME, "rc-x", True)
    assert isinstance(planned.payload, DraftJudged)
    assert [each.number for each in planned.payload.verdicts] == [1, 3]


@pytest.mark.parametrize(
    ("before", "wish", "why"),
    [
        ({}, (one(0),), "draft_proposal"),
        ({}, (one(4),), "draft_proposal"),
        ({}, (), "draft_verdicts"),
        ({}, (one(1), one(1)), "draft_verdicts"),
        ({}, tuple(one(each) for each in range(501)), "draft_verdicts"),
        ({}, (one(1, "perhaps"),), "word_unknown"),
        ({}, (one(1, "changed"),), "desk_field_missing"),
        ({}, (one(1, "rejected"),), "desk_field_missing"),
        ({1: "accepted"}, (one(1, "rejected", reason="no"),), "draft_judged"),
        ({1: "changed"}, (one(1),), "draft_judged"),
        ({1: "rejected"}, (one(1, "rejected", reason="no"),), "draft_judged"),
    ],
    ids=["0", "4", "none", "twice", "501", "perhaps", "changed", "rejected", "a", "c", "r"],
)
def test_no_batch_says_what_cannot_be(
    before: dict[int, str], wish: tuple[ProposalJudged, ...], why: str
) -> None:
    assert code(judge_draft, now(before), ("", ""), wish) == why


def test_only_a_rejection_is_taken_back() -> None:
    (planned,) = judge_draft(now({1: "rejected"}), ("case:x", "r-d"), (one(1),))
    assert isinstance(planned.payload, DraftJudged)


def test_a_draft_is_set_aside_whole_once_and_with_a_reason() -> None:
    (planned,) = set_aside(now({1: "rejected"}), " useless ")
    assert planned.retention == "rc-x"
    assert code(set_aside, now(), " ") == "desk_field_missing"
    assert code(set_aside, now({1: "accepted"}), "x") == "draft_used"
    assert code(set_aside, now(aside="x"), "x") == "draft_set_aside"
    assert code(set_aside, None, "x") == "draft_unknown"
    assert code(judge_draft, now(aside="x"), ("", ""), (one(1),)) == "draft_set_aside"
