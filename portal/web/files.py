"""Evidence files on their way to a browser: as rows of a list, and as downloads."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from flask import Response, url_for

from portal.attachments import operations as attachments
from portal.attachments.models import Attachment


def file_rows(files: Iterable[Attachment], view_endpoint: str, delete_endpoint: str = "", **values: Any) -> list[dict[str, Any]]:
    """Rows for ``file_list``; the endpoints take ``token`` and ``values``. Without a delete endpoint nothing can be deleted."""
    return [
        {
            "name": each.display_name,
            "size": each.size_bytes,
            "note": each.description,
            "view_url": url_for(view_endpoint, token=each.token, **values),
            "delete_url": url_for(delete_endpoint, token=each.token, **values) if delete_endpoint else "",
        }
        for each in files
    ]


def sent(attachment: Attachment) -> Response:
    """The cleaned copy as a download: never shown in place, never guessed at by the browser."""
    response = Response(attachments.stream_file(attachment), mimetype=attachment.media_type)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(attachment.display_name)}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Length"] = str(attachment.size_bytes)
    return response
