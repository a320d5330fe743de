"""What lies in a file reaches nobody it should not: administrators, guessers, journals, faults."""

import logging
import re
from collections.abc import Iterator

import pytest
from tests.web.conftest import Client, House
from tests.web.glimpse import Glimpse, glimpse
from tests.web.hiring import entered
from tests.web.test_matrix import METHODS, Address, addresses

from tansiq.ledger.acts import OfficerKey
from tansiq.node import overview, reports
from tansiq.node.access import ON_FILE
from tansiq.node.founding import FreshSigner
from tansiq.node.reading import SIGNED_IN, Reader
from tansiq.node.reports import Filing, LooseFile
from tansiq.record.material import Content, Markings, Source
from tansiq.record.plan import NewClass
from tansiq.terms.errors import Missing
from tansiq.terms.ids import entry_id
from tansiq.terms.roles import Role
from tansiq.web.journal import Sparing

MARK = "Zerqalim"
ABSENT = "absent-7"
NO_ENTRY = entry_id(bytes(32))
VARIES = re.compile(
    r'data-(csrf|nonce|now)="[^"]*"|name="csrfmiddlewaretoken" value="[^"]*"|\d\d:\d\d'
)


@pytest.fixture(scope="module")
def real(house: House) -> dict[str, str]:
    """A report of the liaison officer's file, and what its parts are called in addresses."""
    filing = Filing(
        content=Content(
            title=f"{MARK} at the quay",
            text=f"{MARK} was seen at the quay.",
            language="en",
            grade="europol_4x4:B2",
            nature="fact",
        ),
        source=Source(description=f"{MARK} told it", identifiers=(MARK,)),
        handling=Markings(code="H0"),
        retention=NewClass(review="2027-01-01", erase="2028-01-01"),
        files=(LooseFile(f"{MARK}.txt", "text/plain", MARK.encode()),),
    )
    held: OfficerKey = house.keys["liaison"]
    made = reports.file(house.node, FreshSigner(held), (filing,))[0]
    with house.node.store.reading() as tx:
        row = tx.one("SELECT origin FROM ledger.log ORDER BY id LIMIT 1")
    assert row
    return {
        "report": made.report,
        "what": made.report,
        "release": made.report,
        "asked": made.report,
        "entry": made.entry,
        "named": made.class_id,
        "agency": house.node.me,
        "partner": house.node.me,
        "officer": held.officer,
        "origin": row["origin"],
    }


@pytest.fixture(scope="module")
def known(house: House) -> list[Address]:
    """All addresses."""
    assert house.app
    return list(addresses())


class Journal(logging.Handler):
    """Everything that the server's journal would say."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(Sparing())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def journal() -> Iterator[Journal]:
    """The journal of this test."""
    made = Journal()
    loggers = [logging.getLogger(name) for name in ("django", "uvicorn", "asyncio")]
    for one in loggers:
        one.addHandler(made)
    yield made
    for one in loggers:
        one.removeHandler(made)


def everywhere(client: Client, known: list[Address], named: dict[str, str]) -> Iterator[Glimpse]:
    """Every address, read and written, as page and as part."""
    for one in known:
        if one.route == "sign-out":
            continue
        path = one.filled(**named)
        for method in METHODS:
            for part in ("", "true"):
                yield glimpse(client, method, path, part=part)
        yield glimpse(client, "HEAD", path)
        yield glimpse(client, "GET", f"{path}?q={MARK[:-1]}&words={MARK[:-1]}&lang=ar")


@pytest.mark.parametrize("reason", ["", "curiosity"])
def test_the_administrator_gets_no_content_anywhere(
    house: House, known: list[Address], real: dict[str, str], journal: Journal, reason: str
) -> None:
    """Requirement 11.2: pages, parts, downloads, error pages, headers, the journal."""
    client = entered(house, Role.SYSTEM_ADMINISTRATOR, reason)
    for named in (real, {**real, "named": real["report"]}):
        for found in everywhere(client, known, named):
            assert MARK not in found.text, found.asked
            assert MARK not in str(found.headers), found.asked
    assert MARK not in "\n".join(journal.lines)


def test_what_a_fault_had_in_hand_reaches_neither_page_nor_journal(
    house: House, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError(f"{MARK} in hand")

    monkeypatch.setattr(overview, "overview", broken)
    client = entered(house, Role.LIAISON_OFFICER)
    for part in ("", "true"):
        found = glimpse(client, "GET", "/desk", part=part)
        assert found.status == 500
        assert MARK not in found.text
    assert "RuntimeError" in "\n".join(journal.lines)
    assert MARK not in "\n".join(journal.lines)


def test_a_guessed_report_is_as_absent_as_any_other(house: House, real: dict[str, str]) -> None:
    guesser = Reader(house.keys["case"].officer, SIGNED_IN, "inquiry 31/26")
    told = []
    for identifier in (real["report"], ABSENT):
        with pytest.raises(Missing) as problem:
            reports.show(house.node, guesser, identifier)
        told.append((problem.value.code, dict(problem.value.facts)))
    assert told[0] == told[1]


def test_a_guessed_address_answers_like_an_absent_one(
    house: House, known: list[Address], real: dict[str, str]
) -> None:
    """An officer of another file learns nothing from an id, not even that it exists."""
    client = entered(house, Role.CASE_OFFICER)
    for one in known:
        if one.rule is None or one.rule.action not in ON_FILE or "<" not in one.route:
            continue
        paths = one.filled(**real), one.filled(agency=real["agency"], entry=NO_ENTRY)
        if paths[0] == paths[1]:
            continue  # It names nothing of the file; and a print holds the second of its printing.
        for method in METHODS:
            found, absent = (glimpse(client, method, path) for path in paths)
            assert found.status == absent.status, (found.asked, found.code)
            assert told(found, real) == told(absent, real), found.asked


def test_a_guessed_log_answers_like_an_absent_one(house: House, real: dict[str, str]) -> None:
    """Whoever neither is on its file nor looks after the node is told of no log."""
    client = entered(house, Role.EVIDENCE_CUSTODIAN)
    absent = real["origin"].replace("/g1/", "/g9/")
    assert absent != real["origin"]
    for path, field in (("/logs/{}", {}), ("/logs/verify", {"origin": "{}"})):
        seen = []
        for origin in (real["origin"], absent):
            form = {key: held.format(origin) for key, held in field.items()}
            answer = client.post(path, **form) if form else client.get(path.format(origin))
            assert "log_missing" in answer.text, path
            text = VARIES.sub("", answer.text)
            seen.append((answer.status_code, re.sub(r"\bg[19]\b|%2Fg[19]", "·", text)))
        assert seen[0] == seen[1], path


def told(found: Glimpse, real: dict[str, str]) -> str:
    """An answer without what differs in every answer: names in addresses, nonces, time."""
    text = VARIES.sub("", found.text)
    for name in sorted(
        {*real.values(), ABSENT, NO_ENTRY} - {real["agency"]}, key=len, reverse=True
    ):
        text = text.replace(name, "·")
    return text


def test_every_read_of_content_stands_in_the_read_log(
    house: House, known: list[Address], real: dict[str, str]
) -> None:
    """Requirement 11.1: whatever shows content left one line, with the reason."""
    client = entered(house, Role.LIAISON_OFFICER, reason="round of the read log")
    read = 0
    for one in known:
        if one.rule is None or one.rule.action not in ON_FILE:
            continue
        before = lines(house)
        found = glimpse(client, "GET", one.filled(**real))
        after = lines(house)
        # A blank form shows nothing of a file.
        if found.status != 200 or one.route.endswith("/new"):
            continue
        read += 1
        assert len(after) == len(before) + 1, one.route
        assert after[-1]["officer"] == house.keys["liaison"].officer
        assert after[-1]["reason"] == "round of the read log"
    assert read


def lines(house: House) -> list[dict[str, object]]:
    """The read log."""
    with house.node.store.reading() as tx:
        return tx.rows("SELECT officer, reason FROM ledger.read_log ORDER BY number")
