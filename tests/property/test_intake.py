"""Whatever a text or page holds: nothing is lost, every span cuts out its words, in time."""

import time
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tansiq.extract.outcome import Extracted, Piece
from tansiq.extract.parsers import hypertext, plain
from tansiq.intake.drafting import draft
from tansiq.intake.texts import read
from tansiq.intake.values import About, Draft
from tansiq.node.drafting import Capture, Drafted
from tansiq.terms.intake import ReadOutcome

WORDS = st.sampled_from(
    (
        "Home | News | Sport", "Share this", "All rights reserved", "شارك الخبر", "Inicio", ".",
        "،", "\n", "\n\n", "\r\n", "14 March 2026", "Friday", "الجمعة", "١٤ مارس", "no", "nadie",
        "five men were arrested", "+44 20 7946 0123", "«", "»", "GB82 WEST 1234", "3,4", "2.5 kg",
        "of", "in", "à", "The Ministry of", "Dirección General de", "مديرية", "بمدينة", "a",
        "seized", "documents", "Karim", "Oslo", "\u200f", "\u0640", "de de de", "1 1 1 1 1",
        "@x.y", "(((", "---", "é́", "\u202e", "ﷺ", "ﬃ", "x",
    )
)  # fmt: skip
TEXTS = st.one_of(st.lists(WORDS, max_size=40).map(" ".join), st.text(max_size=300))
SLOW = 4.0
CAPTURE = Capture("f", "", "2026-01-01T00:00:00Z", "t", "1", "0" * 64, 0, "")


def joined(pieces: tuple[Piece, ...]) -> str:
    """The kept text with what was set aside put back in its places."""
    read_ = Extracted(outcome=ReadOutcome.READ, kind="text", pieces=pieces)
    told = Drafted(CAPTURE, read_, Draft(read_.text, (), (), ""))
    whole, last = [], 0
    for at, words in told.dropped:
        whole += [told.draft.text[last:at], words]
        last = at
    return "".join([*whole, told.draft.text[last:]])


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_text_and_dropped_put_together_are_the_raw_text(text: str) -> None:
    """No silent loss: `text` and `dropped`, joined in order, equal the reader's raw text."""
    pieces = plain.pieces_of(text)
    assert joined(pieces) == text


@given(
    st.lists(
        st.tuples(st.sampled_from(["p", "nav", "div", "li", "footer", "td", "b"]), TEXTS),
        max_size=12,
    )
)
@settings(max_examples=150, deadline=None)
def test_every_word_of_a_page_stands_in_its_raw_text(parts: list[tuple[str, str]]) -> None:
    clean = [(tag, "".join(c for c in said if c.isalnum() or c == " ")) for tag, said in parts]
    page = "".join(f"<{tag}>{said}</{tag}>" for tag, said in clean)
    told = hypertext.of_text(f"<html><body><p>begin</p>{page}</body></html>")
    assert joined(told.pieces) == told.raw
    wanted = "begin" + "".join(said for _, said in clean)
    assert "".join(told.raw.split()) == "".join(wanted.split())


@given(TEXTS, st.sampled_from(["", "2026-03-16", "nonsense"]))
@settings(max_examples=300, deadline=None)
@example("Mr. " * 50, "")
@example("14 " * 80 + "March", "2026-03-16")
def test_every_span_cuts_out_its_words(text: str, published: str) -> None:
    made = draft(text, About(published))
    for one in made.proposals:
        assert text[slice(*one.span)] == one.value
        assert one.value.strip()
        assert one.reserve is None or text[slice(*one.reserve)].strip()
    for clash in made.contradictions:
        assert all(text[slice(*span)].strip() for span in clash.spans)


@given(st.text(max_size=200))
def test_folding_never_loses_its_way(text: str) -> None:
    made = read(text)
    assert len(made.plain) == len(made.shape) == len(made.places)
    assert list(made.places) == sorted(made.places)


def test_hostile_runs_cost_no_more_than_their_length() -> None:
    """No pattern takes time that grows faster than the text: a file may be made to be slow."""
    draft("five men were arrested", About("2026-03-16"))
    units = (
        "a ", "A ", "Aa ", "1 ", "1", "1,1", "de ", "of the ", "Ministry of ", "ب", "ال ", "وزارة ",
        "(", "«", "@a", "a@", "a.", "+1 ", "GB82 ", "in A", "plan ", "attack ", "14 March ", "no ",
        "five ", "A. ", "- ", "\n", "a\n", "ministerio de A ", "El A de B ", "arrested five men ",
    )  # fmt: skip
    slow = {}
    for unit in units:
        began = time.process_time()
        draft(unit * (20_000 // len(unit)), About("2026-03-16"))
        took = time.process_time() - began
        if took > SLOW:
            slow[unit] = round(took, 1)
    assert not slow


def test_the_lexicons_stand_beside_the_code() -> None:
    folder = Path(hypertext.__file__).parents[2] / "intake" / "lexicons"
    assert {one.stem for one in folder.glob("*.toml")} == {"ar", "es", "fr", "en"}
