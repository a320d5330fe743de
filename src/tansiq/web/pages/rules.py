"""The rule sets that this node holds, for reading; the command line is the way to change them."""

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from tansiq.node import rule_sets
from tansiq.terms.digits import digest_code
from tansiq.terms.rule_sets import basis
from tansiq.web.gate import Visit, page


@page("rules", None, content=False)
def shown(visit: Visit) -> HttpResponse:
    """Every set with its standing, clocks and checklist; law is nobody's secret."""
    return visit.page(
        "rules/rules.html",
        here=rule_sets.here(visit.node),
        basis=basis,
        code_of=lambda digest: digest_code(bytes.fromhex(digest)),
    )


ADDRESSES = (path("rules", require_safe(shown)),)
