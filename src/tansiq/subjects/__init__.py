"""Common subjects: what two agencies both know is found, and nothing else (REQUIREMENTS part 2).

Promises: pure steps of a private match and the normal forms it rests on. Does not: say that two
records are one person; a hit is a reason for a human verdict, never an identity.
"""
