"""What each page says of itself: who may enter it, and whether it shows the content of a file.

Promises: every page carries its rule where a test can read it, so that no page is without one.
Judges nobody: the gate and `node.access` do.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from tansiq.node.actions import Action

View = Callable[..., Any]
_RULE = "rule"


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may enter: anybody where `open`, else whoever signed in and may do the action."""

    action: Action | None
    content: bool = False
    open: bool = False


def ruled(view: View, rule: Rule) -> None:
    """Note the rule of a page."""
    view.__dict__[_RULE] = rule


def rule_of(view: View) -> Rule | None:
    """The rule of a page; None for a view that no door guards."""
    found: Rule | None = getattr(view, _RULE, None)
    return found


def by_method(shown: View, posted: View) -> View:
    """One address for a page and the form on it; both are for the same officers."""
    rule = rule_of(shown)
    if rule is None or rule != rule_of(posted):
        raise TypeError(f"{shown.__name__} and {posted.__name__} have different rules")

    @wraps(shown)
    def either(request: Any, **named: Any) -> Any:
        return (posted if request.method == "POST" else shown)(request, **named)

    return either
