"""The files of the published lists as they lie on the disk, with version and digest; made anew as soon as anything public has changed.

A file never outlives what it was made from: whoever asks after a withdrawal waits for the new one and does not get the old.
"""

import fcntl
import json
import os
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from portal import clock
from portal.config import settings
from portal.exchange.open_data.datasets import DATASETS, UrlOf
from portal.exchange.open_data.files import FORMATS
from portal.exchange.open_data.rows import Row

_MANIFEST = "manifest.json"


@dataclass(frozen=True)
class DataFile:
    """One file: its name, the list it holds, its format, bytes, rows and SHA-256."""

    name: str
    dataset: str
    format: str
    size_bytes: int
    rows: int
    sha256: str


@dataclass(frozen=True)
class Edition:
    """All files made at one moment. ``stamp`` tells what they were made from, ``version`` is the day and the beginning of its digest."""

    stamp: str
    version: str
    made_at: str
    files: tuple[DataFile, ...]

    def file(self, name: str) -> DataFile | None:
        """The file of that name."""
        return next((each for each in self.files if each.name == name), None)


def _folder() -> Path:
    return settings().data_dir / "open-data"


def path_of(file: DataFile) -> Path:
    """Where the bytes of a file lie; the digest in the name keeps editions apart."""
    return _folder() / f"{file.sha256[:16]}-{file.name}"


def present_edition(stamp: str, url_of: UrlOf) -> Edition:
    """The edition made from what ``stamp`` stands for; made now, by one process at a time, when there is none."""
    found = _read(stamp)
    if found is not None:
        return found
    _folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    with (_folder() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return _read(stamp) or _make(stamp, url_of)


def _read(stamp: str) -> Edition | None:
    try:
        kept = json.loads((_folder() / _MANIFEST).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    if kept["stamp"] != stamp:
        return None
    edition = Edition(kept["stamp"], kept["version"], kept["made_at"], tuple(DataFile(**each) for each in kept["files"]))
    return edition if all(path_of(each).exists() for each in edition.files) else None


def _make(stamp: str, url_of: UrlOf) -> Edition:
    files = []
    for dataset in DATASETS:
        rows: list[Row] = list(dataset.rows(url_of))
        for extension, (_media_type, write) in FORMATS.items():
            data = write(dataset.row, rows)
            file = DataFile(f"{dataset.name}.{extension}", dataset.name, extension, len(data), len(rows), sha256(data).hexdigest())
            _write(path_of(file), data)
            files.append(file)
    version = f"{clock.today():%Y%m%d}-{sha256(stamp.encode()).hexdigest()[:8]}"
    edition = Edition(stamp, version, clock.now().isoformat(timespec="seconds"), tuple(files))
    _write(_folder() / _MANIFEST, json.dumps(asdict(edition), ensure_ascii=False).encode("utf-8"))
    _forget_others(edition)
    return edition


def _write(path: Path, data: bytes) -> None:
    part = path.with_suffix(path.suffix + ".part")
    part.write_bytes(data)
    os.replace(part, path)


def _forget_others(edition: Edition) -> None:
    kept = {path_of(each) for each in edition.files} | {_folder() / _MANIFEST, _folder() / "lock"}
    for path in _folder().iterdir():
        if path not in kept:
            path.unlink(missing_ok=True)
