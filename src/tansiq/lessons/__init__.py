"""Lessons: what was planned and what happened, in figures, and what each party makes of it."""
