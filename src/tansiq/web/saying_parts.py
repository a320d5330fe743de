"""The words of records by part of the pages, in one place for whoever shows a record or a log."""

from tansiq.web import (
    alert_saying,
    case_saying,
    custody_saying,
    intake_saying,
    lesson_saying,
    match_saying,
    operating_saying,
    rule_saying,
)

PARTS = (
    case_saying,
    match_saying,
    operating_saying,
    lesson_saying,
    custody_saying,
    rule_saying,
    alert_saying,
    intake_saying,
)
