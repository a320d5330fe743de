"""Categories of data subjects, which data about a person must carry.

Source: Directive (EU) 2016/680, Article 6. Promises: the list. Does not: start the countdown of an
uncategorised person; the slice that stores persons does.
"""

from __future__ import annotations

from tansiq.terms.vocabulary import DomainWord


class Category(DomainWord):
    """In what capacity a person appears in the data."""

    SUSPECT = "suspect"
    CHARGED = "charged"
    CONVICTED = "convicted"
    VICTIM = "victim"
    WITNESS = "witness"
    INFORMANT = "informant"
    CONTACT_OR_ASSOCIATE = "contact_or_associate"
    OTHER = "other"
