"""Names across scripts and spellings: keys under which a name is found however it was written.

Promises: pure functions of text, the same on every node of a version. Does not: say that two names
are one person; a met key is a reason to look, never an identity.
"""
