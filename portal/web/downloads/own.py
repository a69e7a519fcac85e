"""A person's own files: what is being made, what is ready, until when it is kept."""

import io

from flask import Response, render_template, request, send_file
from werkzeug.wrappers import Response as Answer

from portal import clock
from portal.audit import operations as audit
from portal.db import transaction
from portal.errors import NotFound
from portal.prepared import queries
from portal.prepared.models import PreparedFile
from portal.prepared.vocabulary import FileState
from portal.web import sessions
from portal.web.downloads.blueprint import blueprint

PAGE_ROWS = 50


@blueprint.get("/")
def list_files() -> str:
    """The files this person asked for, the newest first."""
    before = request.args.get("before", type=int)
    rows = queries.list_own(sessions.actor().id, PAGE_ROWS + 1, before)
    older = rows[PAGE_ROWS - 1].id if len(rows) > PAGE_ROWS else None
    return render_template("downloads/list_files.html", rows=rows[:PAGE_ROWS], older=older, before=before, now=clock.now())


@blueprint.get("/<int:file_id>")
def download(file_id: int) -> Answer:
    """Hand out a finished file to the person who asked for it, and write down that it was taken."""
    person = sessions.actor()
    _ready(person.id, file_id)
    with transaction():
        file = _ready(person.id, file_id)
        audit.record(person, "files:download", "prepared_file", file.id, {"kind": file.kind, "title": file.title})
        content, name, media_type = file.content(), file.file_name, file.media_type
    answer: Response = send_file(io.BytesIO(content), mimetype=media_type, as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _ready(user_id: int, file_id: int) -> PreparedFile:
    """The person's finished file. Raises ``NotFound`` when it is not theirs, not finished, or its time is over."""
    file = queries.get_own(user_id, file_id)
    if file.state is not FileState.READY or file.expires_at <= clock.now():
        raise NotFound("这个文件还没有生成，或者已经过期。请回到「文件」看看，过期的请再申请一次。")
    return file
