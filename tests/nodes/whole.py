"""All of a node that a bundle could change, as queries."""

EVERYTHING = (
    "SELECT origin, size, encode(frontier, 'hex'), state, frozen_at FROM ledger.log ORDER BY 1",
    "SELECT log_id, seq, encode(leaf, 'hex') AS l FROM ledger.entry ORDER BY 1, 2",
    "SELECT log_id, seq, state, reason FROM ledger.entry_state ORDER BY 1, 2",
    "SELECT log_id, size, note FROM ledger.checkpoint ORDER BY 1, 2",
    "SELECT log_id, size, witness FROM ledger.cosignature ORDER BY 1, 2, 3",
    "SELECT encode(digest, 'hex') AS d FROM ledger.root_statement ORDER BY 1",
    "SELECT encode(digest, 'hex') AS d, node FROM ledger.channel_part ORDER BY 1, 2",
    "SELECT encode(id, 'hex') AS i, origin FROM ledger.fork ORDER BY 1",
    "SELECT sender, origin, seq, code FROM ledger.quarantine ORDER BY 1, 2, 3",
    "SELECT entry_id, text FROM rig_spoken ORDER BY 1",
    "SELECT entry_id, stop FROM stop_event ORDER BY 1",
)
