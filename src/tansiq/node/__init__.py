"""The only place that wires: settings, compose, perform (the one way to write), reading (the one
way to read), worker and server. It decides nothing about the domain; the slices do."""
