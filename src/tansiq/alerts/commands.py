"""Every command of alerts in one place."""

from tansiq.alerts.answering import (
    acknowledge,
    notice_acknowledged,
    notice_ended,
    notice_tried,
    reach_contact,
)
from tansiq.alerts.issuing import approve_alert, propose_alert, refuse_alert, review_alert
from tansiq.alerts.register import change_site, register_site, remove_site

__all__ = [
    "acknowledge",
    "approve_alert",
    "change_site",
    "notice_acknowledged",
    "notice_ended",
    "notice_tried",
    "propose_alert",
    "reach_contact",
    "refuse_alert",
    "register_site",
    "remove_site",
    "review_alert",
]
