"""Who signs in: accounts, passkeys, invitations. Never who may do what: the records of home say.

Promises: an account is nothing but a pseudonym with passkeys; without an officer of that pseudonym
in `home` it can do nothing. Lies in a schema of its own, is never exchanged, and is not backed up:
an officer's own key makes the next invitation.
"""
