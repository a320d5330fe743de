"""Oversight: read-log seals, holds, erasures by two people, and who saw what."""
