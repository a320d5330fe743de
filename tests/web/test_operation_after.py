"""What is left of an operation: order and log on paper, figures, what each party says of it."""

import os
from collections.abc import Iterator
from io import BytesIO

import pypdfium2 as pdfium
import pytest
from tests.web.conftest import Client, House
from tests.web.joint_case import PARTNER, Joint
from tests.web.matching import database
from tests.web.operating import ADDRESS, Operation, operating, operation
from tests.web.signing import Signing, come_in_to_sign

from tansiq.node import lessons, operations
from tansiq.node.reading import SIGNED_IN, Reader
from tansiq.store.embedded import EmbeddedServer
from tansiq.terms.operating import CloseOutcome


@pytest.fixture(scope="module")
def joint(
    house: House, embedded_server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Joint]:
    dsn = database(embedded_server, f"after{os.getpid()}")
    with operating(house, dsn, tmp_path_factory.mktemp("partner")) as made:
        yield made


@pytest.fixture(scope="module")
def officer(joint: Joint) -> Signing:
    return come_in_to_sign(joint.house, "case_officer")


@pytest.fixture(scope="module")
def day(joint: Joint) -> Operation:
    """An operation that was decided, carried out at one site of ours, and that we ended."""
    made = operation(joint)
    made.begin()
    made.ours.votes()
    made.theirs.votes()
    made.carry()
    made.ours.reports("RABAT-1", "moving")
    made.ours.reports("RABAT-1", "entered")
    made.carry()
    operations.close(made.ours.node, made.ours.signer, made.ours.where, CloseOutcome.CARRIED_OUT)
    made.ours.stops("the way is blocked")
    made.carry()
    return made


def words_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    with pdfium.PdfDocument(BytesIO(answer.content)) as paper:
        return "\n".join(page.get_textpage().get_text_bounded() for page in paper)


def test_order_and_log_are_printed_without_anybodys_own_part(
    day: Operation, officer: Signing
) -> None:
    """REQUIREMENTS 6.7: a paper that leaves the room tells codes, never addresses."""
    order = words_of(officer.client, f"{day.at}/order.pdf?lang=en")
    assert "Operation order" in order
    assert "RABAT-1" in order
    log = words_of(officer.client, f"{day.at}/log.pdf?lang=en")
    assert "vote" in log
    assert "te1:" in log
    assert "carried out" in log
    assert "stop ordered" in log
    assert ADDRESS not in order + log


@pytest.mark.parametrize("language", ["ar", "es", "fr"])
def test_a_paper_is_in_the_readers_language(
    day: Operation, officer: Signing, language: str
) -> None:
    officer.client.get(f"{day.at}/lessons?lang={language}")
    assert words_of(officer.client, f"{day.at}/order.pdf?lang={language}")
    officer.client.get(f"{day.at}/lessons?lang=en")


def test_a_paper_that_there_is_none_of_is_refused(day: Operation, officer: Signing) -> None:
    assert officer.client.get(f"{day.at}/secrets.pdf?lang=en").status_code == 404


def test_the_page_tells_times_from_h_hour_and_who_owes_an_evaluation(
    day: Operation, officer: Signing
) -> None:
    """REQUIREMENTS 10.4."""
    page = officer.client.get(f"{day.at}/lessons?lang=en").text
    assert "RABAT-1" in page
    assert "evaluation owed" in page
    assert "−0:4" in page, "entered some forty minutes before H-hour, with a true minus"
    assert ADDRESS not in page


def test_an_evaluation_is_signed_and_read_by_the_partner(day: Operation, officer: Signing) -> None:
    """REQUIREMENTS 10.4: what, why, rule changed."""
    form = {
        "language": "en",
        "kept": "the word of the day",
        "area": ["timing", "order", "other"],
        "what": ["two sites were late", "", ""],
        "why": ["one van for both", "", ""],
        "change": ["a van for each", "", ""],
        "rule": ["instruction 4", "", ""],
    }
    officer.sign(f"{day.at}/lessons/new", form)
    day.carry()
    with day.theirs.node.store.reading() as tx:
        said = lessons.queries.evaluations(tx, day.theirs.where.channel, day.theirs.where.operation)
    assert [one.record.findings[0].what for one in said] == ["two sites were late"]
    assert len(said[0].record.findings) == 1


def test_nobody_evaluates_what_their_party_has_not_ended(day: Operation) -> None:
    reader = Reader(day.theirs.signer.officer, SIGNED_IN, "round")
    found = lessons.lessons(day.theirs.node, reader, day.theirs.where)
    assert {one.agency for one in found.closed} == {"rabat"}
    assert PARTNER not in {one.agency for one in found.closed}
