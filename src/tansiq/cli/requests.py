"""`tansiq request`, `permission`, `recall`, `correction`: what is asked and what is answered."""

from tansiq.cli.acting import plain, reader, signer
from tansiq.cli.frame import ACT, READ, Answer, Call, Command, Run, option, place, several
from tansiq.cli.intake import grounds, instant, long_text, markings, mention, retention
from tansiq.cli.wording import sentence
from tansiq.node import asked, permissions, recalls, requests
from tansiq.terms.errors import Invalid
from tansiq.terms.ids import channel_id

AGENCY = option("--agency", default="")
BECAUSE = option("--because", "reason_code", required=True, dest="reason_code")
EXPLANATION = option("--explanation", default="")
MEASURE = option("--measure", "measure_taken", default="")
ANSWER = (
    option("--comply", action="store_true"),
    option("--refuse", default="", metavar="CODE"),
    EXPLANATION,
    *ACT,
)


def _signed(call: Call, value: object) -> Answer:
    return Answer(plain(value), said=sentence("signed", call.language))


def _make(call: Call) -> Answer:
    args, node = call.args, call.node()
    wish = requests.Asking(
        channel=channel_id(args.channel),
        to=args.to,
        urgency=args.urgency,
        question=long_text(args.question),
        language=args.language,
        mentions=tuple(mention(one) for one in args.mention),
        purpose=args.purpose,
        legal_basis=args.legal_basis,
        grounds=lambda recipients: grounds(args.ground, node.me, recipients),
        handling=markings(args),
        retention=retention(args),
    )
    return _signed(call, requests.make(node, signer(call), wish))


def _requests(call: Call) -> Answer:
    found = requests.listed(call.node(), reader(call), channel_id(call.args.channel))
    return Answer({"requests": plain(found), "count": len(found)})


def _acknowledge(call: Call) -> Answer:
    args = call.args
    return _signed(call, requests.acknowledge(call.node(), signer(call), args.agency, args.request))


def _answer(call: Call) -> Answer:
    args = call.args
    # Saying that nothing is held is a statement of its own, never what a forgotten word leaves.
    if bool(args.release) == args.nothing_held:
        raise Invalid("cli_one_of", flags="--release, --nothing-held")
    releases = tuple(args.release)
    done = requests.answer(call.node(), signer(call), args.agency, args.request, releases)
    return _signed(call, done)


def _refuse(call: Call) -> Answer:
    args = call.args
    why = (args.reason_code, args.explanation)
    return _signed(call, requests.refuse(call.node(), signer(call), args.agency, args.request, why))


def _ask(call: Call) -> Answer:
    args = call.args
    wish = permissions.Asking(
        args.agency, args.release, tuple(args.recipient), args.purpose, args.court
    )
    return _signed(call, permissions.ask(call.node(), signer(call), wish))


def _give(call: Call) -> Answer:
    args = call.args
    wish = permissions.Giving(
        agency=args.agency,
        permission=args.permission,
        recipients=tuple(args.recipient),
        expiry=instant(args.expiry),
        court=args.court,
        conditions=args.conditions,
    )
    return _signed(call, permissions.give(call.node(), signer(call), wish))


def _refuse_permission(call: Call) -> Answer:
    args = call.args
    why = (args.reason_code, args.explanation)
    done = permissions.refuse(call.node(), signer(call), args.agency, args.permission, why)
    return _signed(call, done)


def _permissions(call: Call) -> Answer:
    found = permissions.listed(call.node(), reader(call), channel_id(call.args.channel))
    return Answer({"permissions": plain(found), "count": len(found)})


def _answer_of(call: Call) -> recalls.Answering:
    args = call.args
    if bool(args.refuse) == args.comply:
        raise Invalid("cli_one_of", flags="--comply, --refuse")
    return recalls.Answering(
        complied=args.comply,
        reason=args.refuse,
        explanation=args.explanation,
        measure=getattr(args, "measure", ""),
    )


def _answer_recall(call: Call) -> Answer:
    args = call.args
    done = recalls.answer_recall(
        call.node(), signer(call), args.agency, args.release, _answer_of(call)
    )
    return _signed(call, done)


def _answer_correction(call: Call) -> Answer:
    args = call.args
    done = recalls.answer_correction(
        call.node(), signer(call), args.agency, args.correction, _answer_of(call)
    )
    return _signed(call, done)


def _shower(kind: str) -> Run:
    def run(call: Call) -> Answer:
        args = call.args
        named = getattr(args, "release" if kind == "recall" else kind)
        found = asked.show(call.node(), reader(call), kind, args.agency, named)
        duty = None if found.duty is None else plain(found.duty)
        return Answer({**plain(found.asked), "duty": duty, "acts": plain(found.acts)})

    return run


def _recalls(call: Call) -> Answer:
    found = recalls.listed(call.node(), reader(call), channel_id(call.args.channel), "recall")
    return Answer(plain(found))


def _corrections(call: Call) -> Answer:
    found = recalls.listed(call.node(), reader(call), channel_id(call.args.channel), "correction")
    return Answer(plain(found))


IN = option("--channel", required=True)
WHOSE = option("--agency", required=True)
COURT = option("--court", action="store_true")
TO = several("--to", "recipient", dest="recipient")
REQUEST = (
    IN,
    option("--to", "recipient", required=True),
    option("--urgency", required=True),
    option("--question", required=True),
    option("--language", required=True),
    several("--mention"),
    option("--purpose", required=True),
    option("--legal-basis", required=True),
    several("--ground", "transfer_ground"),
    option("--handling", required=True),
    option("--tlp", default=""),
    option("--conditions", default=""),
    option("--review", default=""),
    option("--erase", default=""),
    *ACT,
)
ANSWERING = (several("--release"), option("--nothing-held", action="store_true"))

COMMANDS = (
    Command("request make", _make, REQUEST),
    Command("request list", _requests, (IN, *READ)),
    Command("request show", _shower("request"), (place("request"), WHOSE, *READ)),
    Command("request acknowledge", _acknowledge, (place("request"), WHOSE, *ACT)),
    Command("request answer", _answer, (place("request"), WHOSE, *ANSWERING, *ACT)),
    Command("request refuse", _refuse, (place("request"), WHOSE, BECAUSE, EXPLANATION, *ACT)),
    Command(
        "permission ask",
        _ask,
        (place("release"), WHOSE, TO, option("--purpose", required=True), COURT, *ACT),
    ),
    Command(
        "permission give",
        _give,
        (
            place("permission"),
            WHOSE,
            TO,
            option("--expiry", required=True),
            COURT,
            option("--conditions", default=""),
            *ACT,
        ),
    ),
    Command(
        "permission refuse",
        _refuse_permission,
        (place("permission"), WHOSE, BECAUSE, EXPLANATION, *ACT),
    ),
    Command("permission list", _permissions, (IN, *READ)),
    Command("permission show", _shower("permission"), (place("permission"), WHOSE, *READ)),
    Command("recall list", _recalls, (IN, *READ)),
    Command("recall show", _shower("recall"), (place("release"), WHOSE, *READ)),
    Command("recall answer", _answer_recall, (place("release"), WHOSE, MEASURE, *ANSWER)),
    Command("correction list", _corrections, (IN, *READ)),
    Command("correction show", _shower("correction"), (place("correction"), WHOSE, *READ)),
    Command("correction answer", _answer_correction, (place("correction"), WHOSE, *ANSWER)),
)
