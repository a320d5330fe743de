"""Rule sets from anybody's file, and hours of entry in every zone."""

from datetime import UTC, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tansiq.terms.errors import Invalid
from tansiq.terms.rule_checks import checked
from tansiq.terms.rule_files import read_rule_set, template_text, templates
from tansiq.terms.rule_words import Circumstance, SiteDocument, WindowState
from tansiq.terms.search_hours import Entry, entry_hours
from tansiq.terms.zones import local_time

FIRST = datetime(2025, 1, 1, tzinfo=UTC)
ZONES = ("Africa/Casablanca", "Africa/El_Aaiun", "Europe/Madrid", "Atlantic/Canary", "Africa/Ceuta")
KNOWN = st.frozensets(st.sampled_from(tuple(Circumstance)))
PAPERS = st.frozensets(st.sampled_from(tuple(SiteDocument)))


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(tuple(templates())), st.data())
def test_a_set_with_a_line_lost_doubled_or_scribbled_is_sound_or_refused(
    name: str, data: st.DataObject
) -> None:
    """A hostile or careless file ends in a set that can be reckoned with, or in one code."""
    lines = template_text(name).splitlines()
    at = data.draw(st.integers(0, len(lines) - 1))
    scribble = data.draw(st.text(max_size=30))
    lines[at : at + 1] = data.draw(
        st.sampled_from(([], [lines[at], lines[at]], [scribble], [lines[at] + scribble]))
    )
    code = ""
    try:
        found = read_rule_set("\n".join(lines))
        assert checked(found) == found
    except Invalid as refused:
        code = refused.code
    assert code in ("", "rule_set_malformed")


@settings(deadline=None)
@given(
    st.sampled_from(tuple(templates())), st.integers(0, 2 * 365 * 24 * 60), st.sampled_from(ZONES),
    KNOWN, PAPERS,
)  # fmt: skip
def test_within_the_hours_of_the_wall_and_only_there_no_document_is_needed(
    name: str, minute: int, zone: str, known: frozenset[Circumstance],
    papers: frozenset[SiteDocument],
) -> None:  # fmt: skip
    """LAW L19: the legal time of the place decides, whatever the season."""
    entry = Entry(
        at=FIRST + timedelta(minutes=minute), zone=zone, circumstances=known, documents=papers
    )
    verdict = entry_hours(templates()[name], entry)
    assert verdict.local == local_time(entry.at, zone)
    if Circumstance.HOME_SEARCH not in known:
        assert verdict.state is WindowState.NO_RULE
        return
    hour = verdict.local.wall.time()
    within = time.fromisoformat(verdict.since) <= hour <= time.fromisoformat(verdict.until)
    if within:
        assert (verdict.state, verdict.used) == (WindowState.INSIDE, "")
    else:
        assert (verdict.state is WindowState.NEEDS_DOCUMENT) == bool(verdict.needs)
        assert papers.isdisjoint(verdict.needs)
        more = Entry(at=entry.at, zone=zone, circumstances=known, documents=frozenset(SiteDocument))
        assert (verdict.state is WindowState.OUTSIDE) == (
            entry_hours(templates()[name], more).state is WindowState.OUTSIDE
        )
