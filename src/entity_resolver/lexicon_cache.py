"""Where compiled data is kept between runs: a folder of the user's, named by what it was made from, and never needed.

A file is used only where the names, sizes and times of everything it was made from are the same; otherwise it is made
anew. Where the folder cannot be written, everything works from memory.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from zlib import crc32

_KEPT = 12
"""Compiled lexicons that stay, some 10 MB each: several checkouts and lists of one's own take turns."""


def cache_folder() -> Path:
    """The user's cache folder of this package; it need not exist."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home())
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "entity-resolver"


def stamp(files: Iterable[Path]) -> str:
    """Sixteen hex digits over names, sizes and times of files, in their order."""
    told = []
    for file in files:
        status = file.stat()
        told.append(f"{file}\0{status.st_size}\0{status.st_mtime_ns}\n")
    data = "".join(told).encode(errors="surrogatepass")
    return f"{crc32(data):08x}{crc32(data[::-1]):08x}"  # hashlib brings OpenSSL along, a tenth of a look-up


def forget_old(folder: Path, suffix: str) -> None:
    """Delete all but those used last, with what was derived from them."""
    with contextlib.suppress(OSError):
        newest_first = sorted(folder.glob(f"*{suffix}"), key=lambda file: file.stat().st_mtime_ns, reverse=True)
        kept = {file.stem for file in newest_first[:_KEPT]}
        for file in folder.iterdir():
            if file.stem not in kept and not file.name.startswith("."):  # those are being written
                file.unlink()


def read_kept(path: Path) -> bytes | None:
    """What `keep` wrote, or None where it is not there or damaged."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    return data[4:] if len(data) >= 4 and crc32(data[4:]) == int.from_bytes(data[:4], "little") else None


def keep(path: Path, data: bytes) -> None:
    """Write data with its checksum; a folder that cannot be written is no error."""
    from entity_resolver.atomic import write_bytes

    with contextlib.suppress(OSError):
        write_bytes(path, crc32(data).to_bytes(4, "little") + data)
