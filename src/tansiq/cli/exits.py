"""Exit codes: what a program can rely on, also printed by `tansiq --help`.

0 done · 1 a check ran and found something wrong · 2 the command line is wrong · 3 refused by a rule
· 4 input invalid · 5 not found · 6 the state moved meanwhile · 7 another machine failed, try again
· 8 evidence is damaged, stop · 70 a fault of this program · 130 interrupted
"""

from tansiq.terms.errors import (
    Conflict,
    Damaged,
    Invalid,
    Missing,
    PartnerFault,
    Refused,
    TansiqError,
)

DONE, WRONG, USAGE, FAULT, INTERRUPTED = 0, 1, 2, 70, 130

_BY_KIND: dict[type[TansiqError], int] = {
    Refused: 3,
    Invalid: 4,
    Missing: 5,
    Conflict: 6,
    PartnerFault: 7,
    Damaged: 8,
}


def exit_code(error: TansiqError) -> int:
    """The exit code of an error."""
    return next((code for kind, code in _BY_KIND.items() if isinstance(error, kind)), FAULT)
