"""Warnings to those a plot aims at: who is registered, what is said to whom, who knows of it."""
