"""Foreign files, read by a process that can do no harm: text out, with what was left aside.

Promises: the node never parses evidence itself; whatever a file does, it does to a worker without
network, without files and with little memory and time. Nothing here knows what a text means.
"""
