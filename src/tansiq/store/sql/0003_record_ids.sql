-- The ids of records that arrived from partners: an id counts once in a log, so that a signed record
-- cannot be said a second time with the officer's own act still upon it.
CREATE TABLE ledger.record_id (
    log_id    integer NOT NULL,
    record_id text NOT NULL,
    seq       bigint NOT NULL,
    PRIMARY KEY (log_id, record_id)
);
