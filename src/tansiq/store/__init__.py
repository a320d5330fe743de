"""Where entries and what is folded from them are kept: PostgreSQL, blob files, backups.

Promises: nothing is acknowledged before it is durable; no other part of the program sees the
database driver; everything outside the schema ``ledger`` can be thrown away and rebuilt.
Does not: decide who may read, verify a partner's signature, or hold a key.
"""
