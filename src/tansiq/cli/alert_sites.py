"""`tansiq alert site`: the register of protected sites and people, for those who warn them."""

from argparse import Namespace

from tansiq.cli.acting import plain, reader, signer
from tansiq.cli.frame import ACT, READ, Answer, Call, Command, option, place, several
from tansiq.cli.intake import retention
from tansiq.cli.wording import sentence
from tansiq.node import alert_sites
from tansiq.node.alert_sites import Registering
from tansiq.record.alerts import SiteContact, SiteDetails
from tansiq.terms.errors import Invalid
from tansiq.terms.ids import new_record_id


def contact(text: str) -> SiteContact:
    """A contact written as `NAME;ADDRESS;LANGUAGE;MINUTES[;PHONE]`; Invalid `cli_contact`."""
    parts = [one.strip() for one in text.split(";")]
    if len(parts) not in {4, 5} or not parts[3].isdecimal() or len(parts[3]) > 6:
        raise Invalid("cli_contact", value=text[:80])
    name, email, language, minutes, *phone = parts
    return SiteContact(
        contact=new_record_id(),
        name=name,
        email=email,
        language=language,
        minutes=int(minutes),
        phone=phone[0] if phone else "",
    )


def _details(args: Namespace) -> SiteDetails:
    return SiteDetails(
        name=args.name,
        kind=args.kind,
        address=args.address,
        area=args.area,
        contacts=tuple(contact(one) for one in args.contact),
        circles=tuple(args.circle),
        polygons=tuple(args.polygon),
    )


def _add(call: Call) -> Answer:
    args = call.args
    wish = Registering(_details(args), args.explanation, retention(args))
    done = alert_sites.add(call.node(), signer(call), wish)
    return Answer(plain(done), said=sentence("signed", call.language))


def _change(call: Call) -> Answer:
    args = call.args
    wish = Registering(_details(args), args.explanation)
    done = alert_sites.change(call.node(), signer(call), args.protected_site, wish)
    return Answer(plain(done), said=sentence("signed", call.language))


def _remove(call: Call) -> Answer:
    args = call.args
    done = alert_sites.remove(call.node(), signer(call), args.protected_site, args.explanation)
    return Answer(plain(done), said=sentence("signed", call.language))


def _list(call: Call) -> Answer:
    found = alert_sites.listed(call.node(), reader(call))
    return Answer({"sites": [plain(one) for one in found], "count": len(found)})


def _show(call: Call) -> Answer:
    return Answer(plain(alert_sites.show(call.node(), reader(call), call.args.protected_site)))


WHY = option("--explanation", required=True)
DETAILS = (
    option("--name", "site_name", required=True),
    option("--kind", "site_kind", required=True),
    option("--address", "site_address", default=""),
    option("--area", "site_area", default=""),
    several("--contact", "site_contact"),
    several("--circle"),
    several("--polygon"),
    WHY,
)

SITES = (
    Command(
        "alert site add",
        _add,
        (*DETAILS, option("--review", default=""), option("--erase", default=""), *ACT),
    ),
    Command("alert site change", _change, (place("protected_site"), *DETAILS, *ACT)),
    Command("alert site remove", _remove, (place("protected_site"), WHY, *ACT)),
    Command("alert site list", _list, READ),
    Command("alert site show", _show, (place("protected_site"), *READ)),
)
