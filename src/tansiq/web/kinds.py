"""Kinds of entries and changes in words, for lists of what was entered or proposed.

Promises: every kind and change this release knows has words; a newer one is shown by its name.
"""

from collections.abc import Mapping

import msgspec

from tansiq.record.officers import AnyChange
from tansiq.web.saying import Line, wire_lines
from tansiq.web.screens import N_

ENTRIES: Mapping[str, str] = {
    "change_approved": N_("a change approved"),
    "change_proposed": N_("a change proposed"),
    "change_refused": N_("a change refused"),
    "class_opened": N_("a retention class opened"),
    "correction_answered": N_("a correction answered"),
    "desk_agreement_proposed": N_("an agreement proposed"),
    "desk_agreement_signed": N_("an agreement signed"),
    "epoch_accepted": N_("a new epoch accepted"),
    "epoch_opened": N_("a new epoch opened"),
    "erasure_confirmed": N_("an erasure confirmed"),
    "erasure_ordered": N_("an erasure ordered"),
    "erasure_recorded": N_("an erasure carried out"),
    "erasure_refused": N_("an erasure refused"),
    "hold_lifted": N_("a hold on erasure lifted"),
    "hold_placed": N_("a hold on erasure placed"),
    "home_anchored": N_("the own log anchored"),
    "node_founded": N_("the node founded"),
    "officer_introduced": N_("an officer's key made known"),
    "officer_key_withdrawn": N_("an officer's key withdrawn"),
    "permission_asked": N_("a permission asked"),
    "permission_given": N_("a permission given"),
    "permission_refused": N_("a permission refused"),
    "read_log_sealed": N_("the read log sealed"),
    "recall_answered": N_("a recall answered"),
    "release_checked": N_("a release checked"),
    "report_corrected": N_("a report corrected"),
    "report_filed": N_("a report filed"),
    "report_recalled": N_("a report recalled"),
    "report_released": N_("a report released"),
    "request_acknowledged": N_("a request acknowledged"),
    "request_answered": N_("a request answered"),
    "request_made": N_("a request made"),
    "request_refused": N_("a request refused"),
    "review_done": N_("a review done"),
    "stop_lifted": N_("a stop lifted"),
    "stop_ordered": N_("a stop ordered"),
    "unopenable_reported": N_("an unopenable entry reported"),
}
CHANGES: Mapping[str, str] = {
    "case_assigned": N_("put an officer on a file"),
    "case_unassigned": N_("take an officer off a file"),
    "channel_membership": N_("consent to the members of a channel"),
    "charter_adopted": N_("adopt the charter of the file"),
    "duty_hours_set": N_("set an officer's duty hours"),
    "epoch_accepted": N_("accept that a log goes on"),
    "feed_closed": N_("close the feed of a partner's system"),
    "feed_opened": N_("let a partner's system read our releases"),
    "key_added": N_("put an officer's key on record"),
    "key_revoked": N_("withdraw an officer's key"),
    "officer_added": N_("add an officer"),
    "officer_named": N_("add an officer, without a key"),
    "officer_left": N_("let an officer leave"),
    "partner_enrolled": N_("enrol a partner"),
    "partner_left": N_("end the trust in a partner"),
    "role_granted": N_("give an officer a role"),
    "role_withdrawn": N_("take a role from an officer"),
    "setting_changed": N_("change a setting"),
}

FIELDS: Mapping[str, str] = {
    "agency": N_("Agency"),
    "card_digest": N_("Digest of the card"),
    "channels_used": N_("Paths used"),
    "channels": N_("Channels"),
    "checked": N_("Compared"),
    "feed": N_("Feed"),
    "fingerprint": N_("Fingerprint"),
    "generation": N_("Generation"),
    "members": N_("Members"),
    "name": N_("Name"),
    "names": N_("Names"),
    "new_origin": N_("New log"),
    "node": N_("Node"),
    "old_origin": N_("Old log"),
    "person": N_("Person"),
    "public": N_("Public key"),
    "rank": N_("Rank"),
    "recipient": N_("Recipient"),
    "roles": N_("Roles"),
    "scheme": N_("Kind of key"),
    "setting": N_("Setting"),
    "statement_digest": N_("Digest of the statement"),
    "unit": N_("Unit"),
    "url": N_("Address"),
    "value": N_("Value"),
}


def change_lines(change: AnyChange) -> tuple[Line, ...]:
    """Every field of a change that holds something."""
    told = {name: value for name, value in msgspec.to_builtins(change).items() if name != "change"}
    return wire_lines(told)
