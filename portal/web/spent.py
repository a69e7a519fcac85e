"""What may be used once: remembered in Redis where it is configured, else as empty files that all processes of this machine share.

A file made with ``O_EXCL`` is made by exactly one process, without a lock and without the database, which an attack must not keep busy.
"""

import os
import shutil
from contextlib import suppress
from hashlib import sha256
from math import ceil
from pathlib import Path

from portal import clock
from portal.config import settings
from portal.web import throttle

_SHELF_SECONDS = 3600


def first_use(mark: str, ends_at: float, owner: str = "") -> bool:
    """Whether ``mark`` is used for the first time; marks are forgotten some time after ``ends_at`` (seconds since 1970).

    With an ``owner``, the same owner may use it again: a second press of one button is the same use.
    """
    name, owner_hash = sha256(mark.encode()).hexdigest(), sha256(owner.encode()).hexdigest() if owner else ""
    told = throttle.first_use(name, owner_hash, ceil(max(1.0, ends_at - clock.now().timestamp())))
    return _first_file(_shelf(ends_at) / name, owner_hash) if told is None else told


def _first_file(path: Path, owner_hash: str) -> bool:
    # The owner is part of the name of the file that a link leads to, so that it is there as soon as the mark is.
    try:
        os.symlink(owner_hash or "-", path)
    except FileExistsError:
        return owner_hash != "" and os.readlink(path) == owner_hash
    return True


def _shelf(ends_at: float) -> Path:
    """The directory of the marks that end in the same hour; a new one is the moment to throw away those that are over."""
    shelves = settings().data_dir / "spent"
    shelf = shelves / str(int(ends_at // _SHELF_SECONDS))
    if not shelf.is_dir():
        shelf.mkdir(parents=True, exist_ok=True, mode=0o700)
        over = clock.now().timestamp() // _SHELF_SECONDS
        for old in [each for each in shelves.iterdir() if each.name.isdigit() and int(each.name) < over]:
            with suppress(OSError):
                shutil.rmtree(old)
    return shelf
