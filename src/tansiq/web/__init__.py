"""The pages of a node: a thin Django shell, in Arabic, Spanish, French and English.

Promises: shows what ``tansiq.node`` gives it and nothing else; every page obeys one content policy
without inline script or style; nobody passes the gate without a passkey and an officer's record.
Django keeps accounts, sessions and CSRF; rights, content and acts are the node's.
"""
