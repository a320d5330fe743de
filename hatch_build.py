"""Build hook: a built wheel carries the files of `assets/manifest.toml`; its users need no Node."""

import importlib.util
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Assets(BuildHookInterface):  # type: ignore[type-arg, misc, unused-ignore]
    """Brings the files before a wheel is built; an editable install leaves that to `dev.py`."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Copy, or stop the build with a word."""
        del build_data
        if version == "editable":
            return
        path = Path(self.root) / "assets" / "bring.py"
        spec = importlib.util.spec_from_file_location("bring", path)
        if spec is None or spec.loader is None:
            raise FileNotFoundError(path)
        bring = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(bring)
        if bring.missing():
            bring.bring(bring.find_npm() or ["npm"])
