"""`tansiq entity`: entity files of a case, the claims in them, and what people say of those."""

from tansiq.cases.claiming import Claiming
from tansiq.cases.mentions import Accepting
from tansiq.cli.acting import plain, reader, signer
from tansiq.cli.case_edges import take_in
from tansiq.cli.casework import BECAUSE, CASE, EXPLANATION, HANDLING, LANGUAGE, written
from tansiq.cli.frame import ACT, READ, Answer, Call, Command, option, place, several
from tansiq.cli.intake import markings, retention
from tansiq.node import case_claims, cases
from tansiq.record.claims import Claim, ClaimJudged, EntityOpened
from tansiq.terms.errors import Invalid
from tansiq.terms.ids import channel_id, new_record_id

ENTITY = place("entity")
DOCUMENT = option("--document", "document", required=True)
GRADE = option("--grade", required=True)
ASSESSMENT = option("--assessment", action="store_true")
CATEGORY = option("--category", default="")
CLAIM = (
    option("--property", required=True),
    option("--value", "claim_value", required=True),
    GRADE,
    ASSESSMENT,
    option("--language", default=""),
    option("--since", "valid_since", default=""),
    option("--until", "valid_until", default=""),
    option("--about", action="store_true"),
    option("--note", default=""),
    several("--basis"),
    DOCUMENT,
    option("--place", "place_in_source", default=""),
    *HANDLING,
)


def _nature(call: Call) -> str:
    return "assessment" if call.args.assessment else "fact"


def _wish(call: Call) -> Claiming:
    args = call.args
    claim = Claim(
        property=args.property,
        value=args.value,
        grade=args.grade,
        nature=_nature(call),
        language=args.language,
        since=args.since,
        until=args.until,
        about=args.about,
        note=args.note,
        basis=tuple(args.basis),
    )
    return Claiming(
        document=args.document, handling=markings(args), claims=(claim,), place=args.place
    )


def _open(call: Call) -> Answer:
    args = call.args
    made = new_record_id()
    opened = EntityOpened(entity=made, schema=args.schema, category=args.category)
    done = case_claims.open_entity(
        call.node(), signer(call), channel_id(args.case), opened, retention(args)
    )
    return written(call, done, entity=made)


def _show(call: Call) -> Answer:
    args = call.args
    file, tied = cases.entity(call.node(), reader(call), channel_id(args.case), args.entity)
    named = [{"entity": one.entity, "caption": one.caption} for one in tied.files]
    data = {**plain(file), "caption": file.caption, "digest": file.digest, "links": named}
    data["more"] = tied.more
    return Answer(data)


def _claim(call: Call) -> Answer:
    args = call.args
    done = case_claims.claim(
        call.node(), signer(call), channel_id(args.case), args.entity, _wish(call)
    )
    made = f"{done[0].entry.entry_id}:0"
    return written(call, done, entity=args.entity, claim=made)


def _correct(call: Call) -> Answer:
    args = call.args
    named = (args.claim, args.explanation)
    done = case_claims.correct(call.node(), signer(call), channel_id(args.case), named, _wish(call))
    return written(call, done, claim=f"{done[0].entry.entry_id}:0")


def _withdraw(call: Call) -> Answer:
    args = call.args
    why = case_claims.Withdrawing(args.reason_code, args.explanation)
    done = case_claims.withdraw_claim(
        call.node(), signer(call), channel_id(args.case), args.claim, why
    )
    return written(call, done, claim=args.claim)


def _judge(call: Call) -> Answer:
    args = call.args
    judged = ClaimJudged(
        claim=args.claim,
        stance=args.stance,
        text=args.text,
        language=args.language,
        document=args.document,
    )
    done = case_claims.judge(call.node(), signer(call), channel_id(args.case), judged)
    return written(call, done, claim=args.claim)


def _category(call: Call) -> Answer:
    args = call.args
    said = (args.category, args.explanation)
    done = case_claims.set_category(
        call.node(), signer(call), channel_id(args.case), args.entity, said
    )
    return written(call, done, entity=args.entity)


def _status(call: Call) -> Answer:
    args = call.args
    said = (args.status, args.document, args.explanation)
    done = case_claims.change_status(
        call.node(), signer(call), channel_id(args.case), args.entity, said
    )
    return written(call, done, entity=args.entity)


def _merge(call: Call) -> Answer:
    args = call.args
    made, done = case_claims.merge(
        call.node(), signer(call), channel_id(args.case), tuple(args.entities), args.explanation
    )
    return written(call, done, merge=made)


def _split(call: Call) -> Answer:
    args = call.args
    done = case_claims.split(
        call.node(), signer(call), channel_id(args.case), args.merge, args.explanation
    )
    return written(call, done, merge=args.merge)


def _accept(call: Call) -> Answer:
    args = call.args
    how = Accepting(grade=args.grade, nature=_nature(call), handling=markings(args))
    named = (args.mention, args.entity)
    done = case_claims.accept_mention(call.node(), signer(call), channel_id(args.case), named, how)
    return written(call, done, entity=args.entity)


def _reject(call: Call) -> Answer:
    args = call.args
    if not args.explanation:
        raise Invalid("desk_field_missing", field="explanation")
    done = case_claims.reject_mention(
        call.node(), signer(call), channel_id(args.case), args.mention, args.explanation
    )
    return written(call, done)


WHY = option("--explanation", required=True)

COMMANDS = (
    Command(
        "entity open",
        _open,
        (
            CASE,
            option("--schema", required=True),
            CATEGORY,
            option("--review", default=""),
            option("--erase", default=""),
            *ACT,
        ),
    ),
    Command("entity show", _show, (CASE, ENTITY, *READ)),
    Command("entity claim", _claim, (CASE, ENTITY, *CLAIM, *ACT)),
    Command("entity correct", _correct, (CASE, place("claim"), WHY, *CLAIM, *ACT)),
    Command("entity withdraw", _withdraw, (CASE, place("claim"), BECAUSE, EXPLANATION, *ACT)),
    Command(
        "entity judge",
        _judge,
        (
            CASE,
            place("claim"),
            option("--stance", required=True),
            option("--text", required=True),
            LANGUAGE,
            option("--document", default=""),
            *ACT,
        ),
    ),
    Command(
        "entity category",
        _category,
        (CASE, ENTITY, option("--category", required=True), EXPLANATION, *ACT),
    ),
    Command(
        "entity status",
        _status,
        (CASE, ENTITY, option("--status", required=True), DOCUMENT, EXPLANATION, *ACT),
    ),
    Command(
        "entity merge", _merge, (CASE, place("entities", nargs="+", metavar="ENTITY"), WHY, *ACT)
    ),
    Command("entity split", _split, (CASE, place("merge"), WHY, *ACT)),
    Command(
        "entity import",
        take_in,
        (
            CASE,
            place("file", "edge_file"),
            option("--layout", "entity_layout", choices=("ftm", "stix", "misp"), default="ftm"),
            option("--grade", default=""),
            ASSESSMENT,
            option("--mentions", action="store_true"),
            CATEGORY,
            DOCUMENT,
            *HANDLING,
            *ACT,
        ),
    ),
    Command(
        "entity accept",
        _accept,
        (CASE, place("mention"), ENTITY, GRADE, ASSESSMENT, *HANDLING, *ACT),
    ),
    Command("entity reject", _reject, (CASE, place("mention"), WHY, *ACT)),
)
