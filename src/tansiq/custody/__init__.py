"""Arrest and custody: rule sets of the law, and the clocks that run by them."""
