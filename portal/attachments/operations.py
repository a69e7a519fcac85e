"""What is done with evidence files: take, remove, hand over, open, sweep."""

import hashlib
import io
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from portal.attachments import clamd, queries, refusals, store
from portal.attachments.cleaned import Cleaned
from portal.attachments.models import NAME_CONTEXT, Attachment, OwnerKind, ScanState
from portal.attachments.sandbox import clean_apart
from portal.attachments.scanning import Scan, scan
from portal.clock import now
from portal.config import settings
from portal.crypto import SealBroken, seal_with, unseal, unseal_with
from portal.custody import data_keys
from portal.custody.queries import get_data_key
from portal.db import add, flush, session
from portal.errors import NotFound

MAX_NAME = 200
MAX_DESCRIPTION = 200


@dataclass(frozen=True)
class CheckedFile:
    """A file that was read, recognised, cleaned and scanned, and is not stored yet."""

    original: bytes
    original_name: str
    cleaned: Cleaned
    scan: Scan


def limits_sentence() -> str:
    """What may be uploaded, to be said before somebody chooses a file."""
    limits = settings()
    return (
        f"每个文件不超过 {refusals.size_cn(limits.max_file_bytes)}，最多 {limits.max_files} 个，"
        f"合计不超过 {refusals.size_cn(limits.max_total_bytes)}。可以上传{refusals.ALLOWED_CN}。"
    )


def check_file(upload: IO[bytes] | bytes, original_name: str) -> CheckedFile:
    """Read, recognise, clean and scan a file. Needs no transaction and may take seconds: call it before ``transaction()``.

    Raises ``RuleBroken("file", sentence)`` when the file is empty, too big, broken, protected or of a kind that is not taken.
    """
    name = safe_name(original_name)
    data = _read(upload)
    return CheckedFile(data, name, clean_apart(data, name), scan(data))


def check_files(uploads: Sequence[tuple[IO[bytes] | bytes, str]]) -> list[CheckedFile]:
    """``check_file`` for several (bytes, name) of one submission; too many are refused before any is opened, as opening costs seconds."""
    most = settings().max_files
    if len(uploads) > most:
        raise refusals.refusal(f"最多上传 {most} 个文件，这次选了 {len(uploads)} 个。请减少后再提交。")
    return [check_file(upload, name) for upload, name in uploads]


def keep_file(owner_kind: str, owner_id: str | int, checked: CheckedFile, description: str = "") -> Attachment:
    """Store a checked file for its owner. Raises ``RuleBroken("file", sentence)`` for too many files or too much in all.

    An infected one is stored too, in quarantine: it may be the only proof, its sender may not have another copy, and a scanner may be
    wrong. It counts, it can be removed, and nobody is given either copy; ``quarantine_words`` tells the sender.
    """
    _check_room(owner_kind, owner_id, len(checked.original))
    position = queries.last_position(owner_kind, owner_id) + 1
    cleaned = checked.cleaned
    key, raw_key = data_keys.new_data_key(in_custody=False)
    attachment = Attachment(
        owner_kind=OwnerKind(owner_kind),
        owner_id=str(owner_id),
        position=position,
        display_name=_display_name(position, cleaned.extension),
        original_name=seal_with(raw_key, checked.original_name.encode(), NAME_CONTEXT),
        description=_printable(" ".join(description.split()))[:MAX_DESCRIPTION],
        media_type=cleaned.media_type,
        size_bytes=len(cleaned.data),
        original_size_bytes=len(checked.original),
        sha256=hashlib.sha256(checked.original).hexdigest(),
        storage_name=store.write(cleaned.data),
        original_storage_name=store.write(checked.original, raw_key),
        original_key_id=key.id,
        page_count=cleaned.page_count,
        width=cleaned.width,
        height=cleaned.height,
    )
    note_scan(attachment, checked.scan)
    add(attachment)
    flush()
    return attachment


def add_file(owner_kind: str, owner_id: str | int, upload: IO[bytes] | bytes, original_name: str, description: str = "") -> Attachment:
    """``check_file`` and ``keep_file`` in one, for callers that do not mind holding the transaction meanwhile."""
    return keep_file(owner_kind, owner_id, check_file(upload, original_name), description)


def remove_file(attachment: Attachment) -> None:
    """Take a file away from its owner. Its bytes go with the next sweep, so that an undone transaction loses nothing."""
    attachment.removed_at = now()


def remove_all(owner_kind: str, owner_id: str | int) -> int:
    """Take away all files of an owner (a deleted draft); returns how many there were."""
    attachments = queries.list_for(owner_kind, owner_id)
    for attachment in attachments:
        remove_file(attachment)
    return len(attachments)


def hand_over(from_kind: str, from_id: str | int, to_kind: str, to_id: str | int) -> list[Attachment]:
    """Give all files of one owner to another (a draft's to its report), behind those it has; returns the files."""
    first = queries.last_position(to_kind, to_id) + 1
    attachments = queries.list_for(from_kind, from_id)
    for position, attachment in enumerate(attachments, start=first):
        attachment.owner_kind = OwnerKind(to_kind)
        attachment.owner_id = str(to_id)
        attachment.position = position
        attachment.display_name = _display_name(position, attachment.display_name.rsplit(".", 1)[1])
    flush()
    return attachments


def stream_file(attachment: Attachment) -> Iterator[bytes]:
    """The cleaned copy, chunk by chunk. Serve it as an attachment with ``nosniff``. Raises ``NotFound`` for a file in quarantine."""
    if attachment.is_quarantined:
        raise NotFound(refusals.QUARANTINED)
    return store.read_chunks(attachment.storage_name)


def open_file(attachment: Attachment) -> bytes:
    """The cleaned copy. Raises ``FileNotFoundError`` or ``SealBroken`` when the store was damaged."""
    return b"".join(stream_file(attachment))


def open_original(attachment: Attachment, key: bytes | None = None) -> Iterator[bytes]:
    """The file as it came, with its metadata, chunk by chunk: it may identify the reporter, so callers check and log.

    ``key`` is given when it came out of custody. Raises ``KeyInCustody`` when it is needed, and ``refusals.OriginalClosed`` with a
    sentence when the original was destroyed, a virus was found, or the scanner of this house has not seen it and cannot see it now.
    """
    raw_key = _key_of(attachment, key)
    _require_clean(attachment, raw_key)
    return store.read_chunks(attachment.original_storage_name, raw_key)


def _require_clean(attachment: Attachment, raw_key: bytes | None) -> None:
    """An original no scanner has seen is scanned at the door; of one in custody this is the first moment it can be."""
    state = attachment.scan_state
    if state is ScanState.PENDING or state is ScanState.NOT_CONFIGURED and clamd.is_configured():
        state = scan(b"".join(store.read_chunks(attachment.original_storage_name, raw_key))).state
        if state is not ScanState.CLEAN and state is not ScanState.INFECTED:
            raise refusals.OriginalClosed(refusals.NOT_SCANNED)
    if state is ScanState.INFECTED:
        raise refusals.OriginalClosed(refusals.QUARANTINED)


def has_scanner() -> bool:
    """Whether this house scans its evidence."""
    return clamd.is_configured()


def scanner_version() -> str:
    """What the scanner calls itself; "" when it cannot be reached."""
    try:
        return clamd.version()
    except clamd.ScannerDown:
        return ""


def scan_original(attachment: Attachment) -> Scan | None:
    """Ask the scanner about a stored original whose key the server has; None where the store was damaged.

    Changes nothing: ``note_scan`` does.
    """
    try:
        data = b"".join(store.read_chunks(attachment.original_storage_name, _key_of(attachment, None)))
    except (OSError, SealBroken):
        return None
    return scan(data)


def note_scan(attachment: Attachment, result: Scan) -> None:
    """Write down what the scanner said; an infected file is in quarantine from here on."""
    attachment.scan_state, attachment.scanned_at, attachment.scan_signature = result.state, result.scanned_at, result.signature


def quarantine_words(attachments: Iterable[Attachment]) -> str:
    """The sentence that tells a sender which of the files just sent are in quarantine; "" when none is."""
    names = "、".join(each.display_name for each in attachments if each.is_quarantined)
    return f"{names}查出病毒，已隔离封存：办理人员和您都不能打开。请换一份没有病毒的文件，或者把内容拍照后再上传。" if names else ""


def original_name(attachment: Attachment, key: bytes | None = None) -> str:
    """The name the sender's machine gave the file. It may name a person: callers log why they read it. Raises as ``open_original``."""
    raw_key = _key_of(attachment, key)
    if raw_key is None:
        return unseal(attachment.original_name, NAME_CONTEXT)
    return unseal_with(raw_key, attachment.original_name, NAME_CONTEXT).decode()


def _key_of(attachment: Attachment, key: bytes | None) -> bytes | None:
    """The key of an original; None for an older file under the server key."""
    if attachment.original_destroyed_at is not None:
        raise refusals.OriginalClosed(refusals.DESTROYED)
    if key is not None or attachment.original_key_id is None:
        return key
    try:
        return data_keys.key_bytes(get_data_key(attachment.original_key_id))
    except data_keys.KeyDestroyed:
        raise refusals.OriginalClosed(refusals.DESTROYED) from None


def put_originals_in_custody(owner_kind: str, owner_id: str | int) -> int:
    """Let the server no longer open the originals of an owner, nor the names they came under; returns how many. Twice does no harm.

    A file from before originals had keys of their own is sealed anew first. Raises ``data_keys.NoCustodyKey``.
    """
    attachments = queries.list_originals(owner_kind, owner_id)
    for attachment in attachments:
        if attachment.original_key_id is None:
            _give_own_key(attachment)
        data_keys.put_in_custody(get_data_key(int(attachment.original_key_id or 0)))
    flush()
    return len(attachments)


def _give_own_key(attachment: Attachment) -> None:
    """The copy under the server key is left to the sweep, so that an undone transaction loses nothing."""
    name, data = original_name(attachment), b"".join(store.read_chunks(attachment.original_storage_name))
    key, raw_key = data_keys.new_data_key(in_custody=False)
    attachment.original_name = seal_with(raw_key, name.encode(), NAME_CONTEXT)
    attachment.original_storage_name = store.write(data, raw_key)
    attachment.original_key_id = key.id


def destroy_originals(owner_kind: str, owner_id: str | int) -> int:
    """Destroy the originals of an owner and the names they came under for good; returns how many.

    The keys go now, the bytes with the next sweep; the cleaned copies, sizes and hashes stay.
    """
    attachments = queries.list_originals(owner_kind, owner_id)
    for attachment in attachments:
        _destroy_original(attachment)
    flush()
    return len(attachments)


def _destroy_original(attachment: Attachment) -> None:
    attachment.original_destroyed_at, attachment.original_name = now(), b""
    if attachment.original_key_id is not None:
        data_keys.destroy(get_data_key(attachment.original_key_id))


def purge_orphans(before: datetime) -> int:
    """Forget files of drafts, and removed files, from before an aware instant; returns how many. ``sweep_store`` erases the bytes."""
    orphans = queries.list_orphans(before)
    for attachment in orphans:
        _destroy_original(attachment)
        session.delete(attachment)
    flush()
    return len(orphans)


def sweep_store(before: datetime) -> int:
    """Erase stored files older than an aware instant that no row names: left by purges and undone transactions. Returns how many.

    Needs no transaction. ``before`` must be so long ago (an hour) that the transaction that wrote the file has ended.
    """
    erased = 0
    for prefix in (f"{number:02x}" for number in range(256)):
        old = store.list_older_than(before, prefix)
        in_use = queries.list_storage_names(prefix) if old else set()
        for name in set(old) - in_use:
            store.erase(name)
            erased += 1
    return erased


def safe_name(name: str) -> str:
    """A sender's file name without folders and control or direction-changing characters."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    return _printable(base).strip()[-MAX_NAME:]


def _printable(text: str) -> str:
    return "".join(char for char in text if unicodedata.category(char)[0] != "C")


def _display_name(position: int, extension: str) -> str:
    return f"材料{position}.{extension}"


def _read(upload: IO[bytes] | bytes) -> bytes:
    """All bytes of an upload, or a refusal when there are none or too many; an oversized one is never read in whole."""
    stream = io.BytesIO(upload) if isinstance(upload, bytes) else upload
    limit = settings().max_file_bytes
    data = stream.read(limit + 1)
    if not data:
        raise refusals.refusal("文件是空的（0 字节）。请检查后重新选择文件。")
    if len(data) > limit:
        size = stream.seek(0, io.SEEK_END)
        raise refusals.refusal(f"文件太大：这个文件 {_over(size, limit)}，每个文件不超过 {refusals.size_cn(limit)}。请压缩或拆分后再上传。")
    return data


def _over(size: int, limit: int) -> str:
    """The size in words, never rounded down to the limit itself."""
    said = refusals.size_cn(size)
    return said if said != refusals.size_cn(limit) else f"比 {said} 略大"


def _check_room(owner_kind: str, owner_id: str | int, size: int) -> None:
    limits = settings()
    if queries.count_for(owner_kind, owner_id) >= limits.max_files:
        raise refusals.refusal(f"最多上传 {limits.max_files} 个文件，已经有 {limits.max_files} 个。要换一个，请先删除一个。")
    total = queries.total_bytes_for(owner_kind, owner_id) + size
    if total > limits.max_total_bytes:
        raise refusals.refusal(
            f"文件合计太大：加上这个文件共 {_over(total, limits.max_total_bytes)}，合计不超过 {refusals.size_cn(limits.max_total_bytes)}。"
        )
