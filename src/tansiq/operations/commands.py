"""What officers of a party do with an operation, in one place for whoever wires it."""

from tansiq.operations.now import OperationNow
from tansiq.operations.ordering import OrderDraft, commit_tactical, issue_order
from tansiq.operations.reporting import report_site, tell_readiness
from tansiq.operations.voting import acknowledge, close, vote

__all__ = [
    "OperationNow",
    "OrderDraft",
    "acknowledge",
    "close",
    "commit_tactical",
    "issue_order",
    "report_site",
    "tell_readiness",
    "vote",
]
