"""Import of records from a table."""

from flask import Response as FlaskResponse
from flask import url_for
from werkzeug.wrappers import Response

from portal.access import Permission, require
from portal.records import importing
from portal.web import sessions
from portal.web.importing import Importer, run, template_file
from portal.web.records.blueprint import blueprint, office


def _importer() -> Importer:
    actor = sessions.actor()
    require(actor, Permission.RECORD_ENTER, office())
    return Importer(
        "records/import_records.html",
        "records",
        importing.COLUMNS,
        importing.EXAMPLE,
        importing.read_rows,
        importing.dry_run,
        importing.dry_run,
        lambda rows: importing.enter_rows(actor, rows),
        lambda number: f"已导入 {number} 条。请逐条上传认定文书，确定严重程度。",
        lambda: url_for("records.list_records", status="recorded"),
        lambda extension: url_for("records.import_template", extension=extension),
    )


@blueprint.route("/records/import", methods=["GET", "POST"])
def import_records() -> str | Response:
    """Look at a file without changing anything; then enter its rows."""
    return run(_importer())


@blueprint.get("/records/import/template.<extension>")
def import_template(extension: str) -> FlaskResponse:
    """An empty file with the headings and one example."""
    return template_file(_importer(), extension)
