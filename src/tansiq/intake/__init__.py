"""Intake: what a foreign text says, as proposals with the words they stand on.

Promises: pure and explainable: each proposal comes from a rule and a lexicon of its language, and
names the exact stretch of text. Nothing here is a claim; a person makes it one or rejects it.
"""
