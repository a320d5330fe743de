"""What can be said: one file per family of kinds, a registry, canonical bytes.

Promises: importing the package makes every kind of every family beside this file readable.
Does not: encrypt, sign or store.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

for _family in iter_modules(__path__, f"{__name__}."):
    import_module(_family.name)
