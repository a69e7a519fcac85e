"""What citizens and enterprises use: file a report, track it, read published outcomes."""

from flask import Blueprint

blueprint = Blueprint("public", __name__)

from portal.web.public import (  # noqa: E402, F401  (views attach themselves to the blueprint)
    appraisals,
    bulletins,
    commitment_report,
    criticisms,
    data,
    deadline,
    department,
    departments,
    evaluations,
    figures,
    home,
    leaving,
    links,
    objection,
    outcome_preview,
    outcomes,
    pages,
    records,
    registers,
    repair,
    report,
    report_done,
    report_files,
    request_progress,
    requesting,
    robots,
    track,
    track_acts,
    track_choice,
    track_code,
    track_erase,
    verify,
    verify_log,
)
