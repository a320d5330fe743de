"""Proof: what was said, by whom, in which order, and what an outsider can check of it.

Promises the byte formats of public standards (RFC 6962, RFC 8032, C2SP signed-note, checkpoint,
cosignature, tlog-tiles, tlog-proof, DSSE, in-toto). Knows no database, no network and no officer.
"""
