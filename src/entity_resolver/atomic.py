"""Writing files so that a reader sees the old one or the new one, never half of either."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path


class AtomicFile:
    """A file's new contents, written piece by piece beside it; `commit` puts them in its place, `discard` drops them.

    Mode bits are kept, a symbolic link is followed. Everything raises OSError.
    """

    def __init__(self, path: Path) -> None:
        import tempfile  # nothing is written by most commands, and it comes with the archive formats

        self._path = path.resolve() if path.is_symlink() else path
        handle, self._name = tempfile.mkstemp(dir=self._path.parent, prefix=f".{self._path.name}.", suffix=".tmp")
        self._file = os.fdopen(handle, "wb")

    def write(self, data: bytes) -> None:
        """Append to the new contents."""
        self._file.write(data)

    def commit(self) -> None:
        """Replace the file by what was written."""
        with self._file:
            self._file.flush()
            os.fsync(self._file.fileno())
        if self._path.exists():
            import shutil

            shutil.copymode(self._path, self._name)
        else:
            umask = os.umask(0)
            os.umask(umask)
            Path(self._name).chmod(0o666 & ~umask)
        Path(self._name).replace(self._path)

    def discard(self) -> None:
        """Leave the file as it was."""
        with contextlib.suppress(OSError):
            self._file.close()
        with contextlib.suppress(OSError):
            Path(self._name).unlink()


def write_bytes(path: Path, data: bytes) -> None:
    """Replace a file's contents at once. Raises OSError."""
    file = AtomicFile(path)
    try:
        file.write(data)
        file.commit()
    except BaseException:
        file.discard()
        raise
