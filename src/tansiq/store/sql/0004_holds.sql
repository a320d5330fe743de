-- Operations that were held at H-hour because a party was silent: what this node's own people were
-- told then, and what news that comes later does not unsay. Never backed up.

CREATE TABLE link.hold (
    channel   text NOT NULL,
    operation text NOT NULL,
    plan      text NOT NULL,
    since     timestamptz NOT NULL,
    PRIMARY KEY (channel, operation, plan)
);
