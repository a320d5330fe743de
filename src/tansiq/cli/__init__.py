"""The command line: one file per family of verbs, the same words in four languages.

Every command works for a person and, with `--json`, for a program; no command shows a traceback.
"""
