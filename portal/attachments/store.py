"""Where the bytes lie: encrypted, under random names, outside the web root."""

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from portal.config import settings
from portal.crypto import SealBroken, random_token, seal_bytes, seal_with, unseal_bytes, unseal_with

CHUNK_BYTES = 1024 * 1024
_LENGTH_BYTES = 4
_TEMPORARY = ".part"


def _folder() -> Path:
    return settings().data_dir / "evidence"


def path_of(storage_name: str) -> Path:
    """Where a stored file lies. Names are made here only, so they hold nothing but hexadecimal digits."""
    if set(storage_name) - set("0123456789abcdef") or len(storage_name) != 32:
        raise ValueError("not a storage name")
    return _folder() / storage_name[:2] / storage_name


def write(data: bytes, key: bytes | None = None) -> str:
    """Store bytes, sealed under a data key or else the server key, and return their storage name.

    When this returns they are on the disk, whole or not at all.
    """
    storage_name = os.urandom(16).hex()
    path = path_of(storage_name)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = path.with_name(storage_name + "-" + random_token(6) + _TEMPORARY)
    try:
        with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.writelines(_sealed_chunks(data, storage_name, key))
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)
    return storage_name


def _sealed_chunks(data: bytes, storage_name: str, key: bytes | None) -> Iterator[bytes]:
    """Each chunk is sealed to its file and place, the last one as the last: none can be swapped, and no end cut off."""
    count = max(1, -(-len(data) // CHUNK_BYTES))
    for index in range(count):
        chunk = data[index * CHUNK_BYTES : (index + 1) * CHUNK_BYTES]
        context = _context(storage_name, index, index == count - 1)
        sealed = seal_bytes(chunk, context) if key is None else seal_with(key, chunk, context)
        yield len(sealed).to_bytes(_LENGTH_BYTES, "big") + sealed


def _context(storage_name: str, index: int, is_last: bool) -> str:
    return f"evidence:{storage_name}:{index}:{'last' if is_last else 'more'}"


def read_chunks(storage_name: str, key: bytes | None = None) -> Iterator[bytes]:
    """The stored bytes, chunk by chunk; ``key`` must be what ``write`` was given.

    Raises ``FileNotFoundError``, or ``SealBroken`` when the file was changed or the key is another.
    """
    with path_of(storage_name).open("rb") as file:
        index, sealed = 0, _next_sealed(file)
        while sealed:
            following = _next_sealed(file)
            context = _context(storage_name, index, not following)
            yield unseal_bytes(sealed, context) if key is None else unseal_with(key, sealed, context)
            index, sealed = index + 1, following
    if index == 0:
        raise SealBroken(storage_name)


def _next_sealed(file: object) -> bytes:
    length = file.read(_LENGTH_BYTES)  # type: ignore[attr-defined]
    return file.read(int.from_bytes(length, "big")) if length else b""  # type: ignore[attr-defined]


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def erase(storage_name: str) -> None:
    """Take a stored file away; that it is gone already is no error."""
    path_of(storage_name).unlink(missing_ok=True)


def list_older_than(before: datetime, prefix: str) -> list[str]:
    """Names of the stored files under a two-digit prefix that were written before an aware instant. Left-over parts are removed."""
    found = []
    with suppress(FileNotFoundError):
        for path in (_folder() / prefix).iterdir():
            if path.stat().st_mtime < before.timestamp():
                if path.name.endswith(_TEMPORARY):
                    path.unlink(missing_ok=True)
                else:
                    found.append(path.name)
    return found
