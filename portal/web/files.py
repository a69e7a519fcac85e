"""Evidence files on their way to a browser: as rows of a list, and as downloads."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from flask import Response, stream_with_context, url_for
from werkzeug.datastructures import FileStorage

from portal.attachments import operations as attachments
from portal.attachments.models import Attachment
from portal.attachments.operations import CheckedFile

# A file that a browser shows after all may not run, load or send anything.
_CONTENT_SECURITY_POLICY = "default-src 'none'; sandbox; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def checked_uploads(field: Any) -> list[CheckedFile]:
    """The files chosen in a field, opened and cleaned; before any transaction, because it may take seconds."""
    chosen = [each for each in field.data or [] if isinstance(each, FileStorage) and each.filename]
    return attachments.check_files([(each.stream, each.filename or "") for each in chosen])


def file_rows(files: Iterable[Attachment], view_endpoint: str, delete_endpoint: str = "", **values: Any) -> list[dict[str, Any]]:
    """Rows for ``file_list``; the endpoints take ``token`` and ``values``. Without a delete endpoint nothing can be deleted."""
    return [
        {
            "name": each.display_name,
            "size": each.size_bytes,
            "note": file_note(each),
            "view_url": "" if each.is_quarantined else url_for(view_endpoint, token=each.token, **values),
            "delete_url": url_for(delete_endpoint, token=each.token, **values) if delete_endpoint else "",
        }
        for each in files
    ]


def file_note(attachment: Attachment) -> str:
    """What the sender said of the file, and what became of it."""
    said = [attachment.description] if attachment.description else []
    if attachment.is_quarantined:
        said.append("查出病毒，已隔离封存，不能打开")
    if attachment.original_destroyed_at is not None:
        said.append("原件已按期限销毁")
    return "；".join(said)


def sent(attachment: Attachment) -> Response:
    """The cleaned copy as a download: never shown in place, never guessed at by the browser, named 材料1 and nothing else.

    It comes whole: a request for a part of it is answered with all of it. Raises ``NotFound`` for a file in quarantine.
    """
    response = Response(stream_with_context(attachments.stream_file(attachment)), mimetype=attachment.media_type)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(attachment.display_name)}"
    response.headers["Content-Security-Policy"] = _CONTENT_SECURITY_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Download-Options"] = "noopen"
    response.headers["Accept-Ranges"] = "none"
    response.headers["Content-Length"] = str(attachment.size_bytes)
    return response
