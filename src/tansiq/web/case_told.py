"""How a case is called and why it is shut, in the reader's language: for every page of a case."""

from typing import Any

from tansiq.node.cases import CaseSeen
from tansiq.terms.errors import Refused, words
from tansiq.web.gate import Visit


def told_of(visit: Visit) -> dict[str, Any]:
    """What the templates of a case ask for by name."""
    language = visit.speech.language

    def name_of(case: CaseSeen) -> str:
        bound = case.agreement
        names = {} if bound is None else {one.language: one.text for one in bound.terms.names}
        return visit.speech.name(names, case.channel)

    def shut_words(case: CaseSeen) -> str:
        return words(Refused(case.shut, case=case.channel), language)

    return {"name_of": name_of, "shut_words": shut_words, "me": visit.node.me}
