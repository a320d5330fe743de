"""Joint cases: agreements, sources, entities and graded claims, told side by side by parties."""
