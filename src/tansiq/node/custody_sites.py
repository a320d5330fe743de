"""Which sites an officer may write and read about in the register of persons held.

Promises: whoever only leads teams reads and writes of the sites whose team names them as leader in
our own tactical part, and of no other; everybody else of the matrix of all sites of our agency.
"""

from dataclasses import dataclass, field

from tansiq.node.access import sees_every_site
from tansiq.node.actions import Action
from tansiq.node.compose import Node
from tansiq.officers.people import Officer
from tansiq.operations import queries
from tansiq.store.connect import Tx
from tansiq.terms.roles import Role

# Who knows the name of a minor (LAW L26).
_CASE_ROLES = frozenset({Role.CASE_OFFICER, Role.PROSECUTOR})


@dataclass(slots=True)
class Sites:
    """What one officer may see; own parts of operations are read once."""

    node: Node
    tx: Tx
    officer: Officer
    led: dict[str, frozenset[str]] = field(default_factory=dict)

    @property
    def every(self) -> bool:
        """Whether the officer is bound to no site."""
        return sees_every_site(self.node.roles(self.officer), Action.READ_CUSTODY)

    @property
    def names_minors(self) -> bool:
        """Whether the officer is told who a minor is."""
        return not self.node.roles(self.officer).isdisjoint(_CASE_ROLES)

    def may(self, operation: str, site: str) -> bool:
        """Whether a site of our agency is theirs to write and read about."""
        return self.every or site in self.of(operation)

    def of(self, operation: str) -> frozenset[str]:
        """The sites that the officer leads in an operation."""
        if operation not in self.led:
            part = queries.own_part(self.tx, operation)
            sites = () if part is None else part[0].sites
            self.led[operation] = frozenset(
                one.site for one in sites if one.team.leader == self.officer.officer
            )
        return self.led[operation]
