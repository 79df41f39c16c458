"""Where the bundled data is: inside the installed package, else beside the source tree."""

from __future__ import annotations

from pathlib import Path

from entity_resolver.errors import LexiconError, Problem


def bundled_path() -> Path:
    """The folder of the bundled lexicon. Raises LexiconError naming both places where there is none."""
    packaged = Path(__file__).resolve().parent / "_lexicon"
    checkout = Path(__file__).resolve().parents[2] / "lexicon"
    for path in (packaged, checkout):
        if (path / "entities").is_dir():
            return path
    message = f"no bundled lexicon here, nor in {checkout}; reinstall entity-resolver"
    raise LexiconError([Problem(str(packaged), 1, 1, message)])


def rules_path() -> Path:
    """The folder of the rules that serve every lexicon."""
    return bundled_path() / "rules"
