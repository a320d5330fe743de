"""Tansiq: a node for joint investigations between sovereign agencies.

The packages stand in layers, each importing only those below it:
``web | cli``, ``node``, the slices, ``exchange | formats``, ``store``, ``ledger``, ``record``,
``terms``. The import contracts in ``pyproject.toml`` hold them there.
"""
