"""Making sure that what was written under a name is still there, under that name, when the power comes
back.
"""

from __future__ import annotations

import os
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Put the folder's list of names on the disk: a file made or renamed is only then there for good."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
