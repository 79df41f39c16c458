"""What a wheel carries beyond the files of the tree: the bundled lexicon, compiled."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledLexicon(BuildHookInterface):  # type: ignore[type-arg]
    """Compiles the lexicon into a wheel; an editable install has none, it follows the tables."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable" or self.target_name != "wheel":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root / "src"))
        try:
            from entity_resolver.bundled import SHIPPED
            from entity_resolver.derived import compile_bundled
        finally:
            sys.path.pop(0)
        file = root / "build" / SHIPPED
        compile_bundled(file)
        build_data["force_include"][str(file)] = f"entity_resolver/_lexicon/{SHIPPED}"
