"""Where heavy work runs: here, in threads, in processes, or on a cluster, with the same results.

Promises: every executor speaks the interface of `concurrent.futures`. Does not: carry keys; what
needs a key of this node runs in its own threads.
"""
