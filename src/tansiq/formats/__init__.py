"""Other people's languages, pure: a foreign document in, drafts of reports out.

Nothing here writes, asks or decides; what a format cannot carry over is listed, never dropped in
silence.
"""
