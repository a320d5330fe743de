"""The only place that wires: settings, compose, perform, reading, worker and server.

`perform` is the one way to write, `reading` the one way to read. Nothing here decides about the
domain; the slices do.
"""
