"""What officers of a party do with an operation, in one place for whoever wires it."""

from tansiq.operations.checking import Mark, mark_point, waive_point
from tansiq.operations.now import OperationNow
from tansiq.operations.ordering import OrderDraft, bound_sites, commit_tactical, issue_order
from tansiq.operations.reporting import report_site, tell_readiness
from tansiq.operations.voting import acknowledge, close, vote

__all__ = [
    "Mark",
    "OperationNow",
    "OrderDraft",
    "acknowledge",
    "bound_sites",
    "close",
    "commit_tactical",
    "issue_order",
    "mark_point",
    "report_site",
    "tell_readiness",
    "vote",
    "waive_point",
]
