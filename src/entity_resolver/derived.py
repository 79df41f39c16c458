"""All that is worked out from a lexicon for reading text, so that a compiled file can carry it."""

from __future__ import annotations

from pathlib import Path

from entity_resolver import glyph_classes, kanji_slips, runs, screen, sounds
from entity_resolver.bundled import bundled_path, sizes_of
from entity_resolver.lexicon import Lexicon


def compile_bundled(path: Path) -> None:
    """Write what a wheel carries, so that nobody who installs it has to compile. Raises OSError."""
    lexicon = Lexicon.bundled()
    lexicon.compile(path, derived_parts(lexicon), made_of=sizes_of(bundled_path()))


def derived_parts(lexicon: Lexicon) -> dict[str, bytes]:
    """Name → bytes, for `Lexicon.compile`: the sound index, names by confusable glyphs, names with a changed kanji,
    what stands behind katakana in a name, and what is respelt."""
    return {
        sounds.DERIVED: sounds.pack(lexicon),
        glyph_classes.derived_name(): glyph_classes.pack(lexicon),
        kanji_slips.derived_name(): kanji_slips.pack(lexicon),
        runs.DERIVED: runs.pack(lexicon),
        screen.DERIVED: screen.pack(lexicon),
    }
