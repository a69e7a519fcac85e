"""Looking for words in everything that a portal leaves behind: tables, files on the disk, dumps, pages, mail, logs."""

import base64
import json
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import select

from portal import db
from portal.db import session
from tests.browser import apart


def shapes(word: str) -> list[bytes]:
    """A word as it may stand in bytes: plain, escaped, in hexadecimal, in base64."""
    plain = word.encode()
    escaped = json.dumps(word)[1:-1]
    inner = base64.b64encode(plain[: len(plain) // 3 * 3])
    return list(dict.fromkeys([plain, escaped.encode(), quote(word).encode(), plain.hex().encode(), word.encode("utf-16-le"), inner]))


def found_in(data: bytes, words: Iterable[str]) -> list[str]:
    """Which of the words stand in these bytes in any shape."""
    return [word for word in words if any(shape in data for shape in shapes(word))]


def in_tables(words: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Table, column and word of every hit in every row of the database."""
    wanted = list(words)
    with apart():
        for table in db.Base.metadata.sorted_tables:
            for row in session.execute(select(table)).mappings():
                for column, value in row.items():
                    for word in found_in(as_bytes(value), wanted):
                        yield table.name, column, word


def as_bytes(value: Any) -> bytes:
    """A value of a column as bytes."""
    if isinstance(value, bytes):
        return value
    return json.dumps(value, ensure_ascii=False, default=str).encode()


def in_files(folder: Path, words: Iterable[str]) -> list[tuple[str, str]]:
    """File and word of every hit under a folder: the database with its journal, evidence, keys, whatever lies there."""
    wanted = list(words)
    return [(path.name, word) for path in folder.rglob("*") if path.is_file() for word in found_in(path.read_bytes(), wanted)]


def dump_of(url: str) -> bytes:
    """What a backup of a PostgreSQL database holds."""
    plain = url.replace("+psycopg", "")
    return subprocess.run(["pg_dump", "--inserts", plain], check=True, capture_output=True).stdout
