"""`tansiq report import`: many reports from a document of others, batch by batch."""

import argparse
from collections.abc import Callable
from hashlib import sha256

from tansiq.cli.acting import plain, signer
from tansiq.cli.batches import Work, in_batches
from tansiq.cli.frame import ACT, Answer, Call, Command, option, place, several
from tansiq.cli.intake import counted, from_draft, read_bytes
from tansiq.cli.wording import sentence
from tansiq.formats.draft import Reading
from tansiq.formats.ftm import read_entities
from tansiq.formats.mail import read_mail
from tansiq.formats.name_lists import read_names
from tansiq.formats.tables import read_table
from tansiq.node import reports
from tansiq.node.reports import Filing
from tansiq.record.material import Provenance
from tansiq.terms.ids import channel_id

DATES = (option("--review", default=""), option("--erase", default=""))
FILED_IN = option("--file", "case_file", default="home", dest="case_file")
IMPORT = (
    place("files", "file", nargs="+"),
    option("--language", default="en"),
    option("--grade", "default_grade", default=""),
    option("--handling", "default_handling", default=""),
    option("--category", "default_category", default=""),
    option("--source", default=""),
    option("--from", "from_row", type=int, default=1, dest="from_row"),
    FILED_IN,
    *DATES,
    *ACT,
)


def _importer(
    layout: str, read: Callable[[argparse.Namespace], Reading]
) -> Callable[[Call], Answer]:
    def run(call: Call) -> Answer:
        args = call.args
        reading = read(args)
        digest = sha256(b"".join(sha256(read_bytes(one)).digest() for one in args.files))
        if len(args.files) == 1:
            digest = sha256(read_bytes(args.files[0]))
        origin = Provenance(layout=layout, sha256=digest.hexdigest(), dropped=reading.left[:500])
        filings = tuple(from_draft(one, args, origin) for one in reading.drafts)
        before = counted(args.from_row, "--from", most=max(1, len(filings))) - 1
        node, officer, folder = call.node(), signer(call), channel_id(args.case_file)
        work: Work[Filing, reports.Filed] = Work(
            "reports",
            reports.BATCH,
            lambda batch: reports.file(node, officer, batch, folder),
            lambda one: one.report,
        )
        done = in_batches(call, work, filings[before:], before)
        data = {"filed": len(done), "reports": plain(done), "left": list(reading.left)}
        return Answer(data, said=sentence("written", call.language))

    return run


def _one(read: Callable[[bytes], Reading]) -> Callable[[argparse.Namespace], Reading]:
    def whole(args: argparse.Namespace) -> Reading:
        found = [read(read_bytes(one)) for one in args.files]
        return Reading(
            tuple(draft for one in found for draft in one.drafts),
            tuple(left for one in found for left in one.left),
        )

    return whole


def _names(args: argparse.Namespace) -> Reading:
    return read_names((read_bytes(one) for one in args.files), frozenset(args.only))


COMMANDS = (
    Command("report import csv", _importer("csv", _one(read_table)), IMPORT),
    Command("report import ftm", _importer("ftm", _one(read_entities)), IMPORT),
    Command("report import eml", _importer("eml", _one(read_mail)), IMPORT),
    Command("report import names", _importer("names", _names), (*IMPORT, several("--only"))),
)
