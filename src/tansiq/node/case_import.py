"""Whole files of entities into a case: batch by batch, each batch whole or not at all."""

from collections.abc import Callable, Sequence

from tansiq.cases import commands, queries
from tansiq.cases.agreeing import CaseNow
from tansiq.cases.importing import ImportTerms
from tansiq.formats.ftm_entities import DraftEntity
from tansiq.node.actions import Action
from tansiq.node.cases import in_case
from tansiq.node.compose import Node
from tansiq.node.signing import Signer
from tansiq.record.plan import Planned
from tansiq.store.connect import Tx
from tansiq.terms.ids import ChannelId

BATCH = 200
"""Entities in one transaction."""


def import_entities(
    node: Node,
    signer: Signer,
    channel: ChannelId,
    what: tuple[ImportTerms, Sequence[DraftEntity]],
    progress: Callable[[int], None] = lambda _done: None,
) -> int:
    """Open every entity of a file and claim what it says; how many records were written."""
    terms, drafts = what
    written = 0
    for start in range(0, len(drafts), BATCH):
        part = drafts[start : start + BATCH]

        def command(
            tx: Tx, now: CaseNow, part: Sequence[DraftEntity] = part
        ) -> tuple[Planned, ...]:
            document, ended = queries.document_now(tx, now, terms.document)
            return commands.import_entities(now, None if ended else document, terms, part)

        done = in_case(node, signer, (Action.MAKE_CLAIM, channel), command)
        written += len(done)
        progress(start + len(part))
    return written
