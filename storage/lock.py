"""One service per database: a lock on a file beside it, which the system frees when the process dies."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from storage.errors import AlreadyRunning


class InstanceLock:
    """Held from construction to `release`. Raises AlreadyRunning when another process, or another object,
    holds it.
    """

    def __init__(self, database: Path) -> None:
        self.path = database.with_name(database.name + ".lock")
        self._handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as held:
            holder = os.read(self._handle, 20).decode("ascii", "replace").strip() or "unknown"
            os.close(self._handle)
            raise AlreadyRunning(
                f"{database} is in use by process {holder}: stop it first, one instance serves one file"
            ) from held
        os.truncate(self._handle, 0)
        os.write(self._handle, f"{os.getpid()}\n".encode("ascii"))

    def release(self) -> None:
        """Free the lock. The file stays: removing it would let two processes lock two different files."""
        os.close(self._handle)
