"""What every endpoint of a closed area must ask for, said a second time on purpose: a slip in a view shows in the matrix.

Steps of a case are not listed: the table of the state machine says their permission. ``None`` means that the area and the row are all
that is asked. An endpoint that is missing here fails the matrix.
"""

from portal.access import Permission as P
from portal.cases.workflow import TRANSITIONS
from portal.web.desk.steps import STEPS

NEEDS: dict[str, P | None] = {
    "desk.home": None,
    "desk.list_cases": None,
    "desk.show_case": P.CASE_READ,
    "desk.download_file": P.CASE_READ,
    "desk.show_identity": P.IDENTITY_READ,
    "desk.list_identity_requests": None,
    "desk.show_identity_request": None,
    "desk.withdraw_identity_request": None,
    "desk.download_original": None,
    "desk.hold_case": P.CASE_HOLD,
    "desk.lift_hold": P.CASE_HOLD,
    "desk.write_letter": P.LETTER_WRITE,
    "desk.case_letter": P.CASE_READ,
    "desk.case_letter_file": P.CASE_READ,
    "desk.list_letters": None,
    "desk.show_letter": None,
    "desk.letter_file": None,
    "custody.home": None,
    "custody.list_acts": P.CUSTODY_ACT,
    "custody.show_act": P.CUSTODY_ACT,
    "custody.refuse_act": P.CUSTODY_ACT,
    "custody.set_passphrase": P.CUSTODY_ACT,
    "custody.show_sheet": P.CUSTODY_ACT,
    "custody.recover": P.CUSTODY_ACT,
    "custody.list_identity_requests": None,
    "custody.decide_identity_request": None,
    "admin.custody": P.CUSTODY_FOUND,
    "admin.make_custody_key": P.CUSTODY_FOUND,
    "admin.rotate_custody_key": P.CUSTODY_FOUND,
    "admin.export_audit": P.AUDIT_READ,
    "desk.preview_reply": P.CASE_HANDLE,
    "desk.answer_order": P.CASE_READ,
    "desk.list_notices": None,
    "desk.open_notice": None,
    "desk.read_notices": None,
    "oversight.show_overview": P.FIGURES_READ,
    "oversight.permissions": None,
    "oversight.list_orders": None,
    "oversight.show_order": P.CASE_SUPERVISE,
    "oversight.issue_order": P.CASE_SUPERVISE,
    "oversight.close_order": P.CASE_SUPERVISE,
    "oversight.return_order": P.CASE_SUPERVISE,
    "publication.list_drafts": None,
    "publication.correct_publication": P.PUBLICATION_DRAFT,
    "publication.show_correction": P.CASE_READ,
    "publication.list_objections": None,
    "publication.show_objections": P.PUBLICATION_WITHDRAW,
    "publication.ask_reply": P.CASE_READ,
    "publication.list_replies": None,
    "publication.show_reply": None,
    "publication.change_term": P.PUBLICATION_WITHDRAW,
    "publication.begin_draft": P.CASE_READ,
    "publication.edit_draft": P.CASE_READ,
    "publication.preview": P.CASE_READ,
    "publication.show_publication": P.CASE_READ,
    "publication.withdraw_publication": P.PUBLICATION_WITHDRAW,
    "admin.edit_publication_rules": P.PROFILE_LOAD,
    "admin.home": None,
    "admin.departments": P.DEPARTMENT_EDIT,
    "admin.add_department": P.DEPARTMENT_EDIT,
    "admin.edit_department": P.DEPARTMENT_EDIT,
    "admin.activate_department": P.DEPARTMENT_EDIT,
    "admin.deactivate_department": P.DEPARTMENT_EDIT,
    "admin.users": P.ACCOUNT_READ,
    "admin.user": P.ACCOUNT_READ,
    "admin.create_user": P.ACCOUNT_CREATE,
    "admin.edit_user": P.ACCOUNT_CREATE,
    "admin.invite_user": P.ACCOUNT_CREATE,
    "admin.invitation": P.ACCOUNT_CREATE,
    "admin.disable_user": P.ACCOUNT_CREATE,
    "admin.enable_user": P.ACCOUNT_CREATE,
    "admin.unlock_user": P.ROLE_GRANT,
    "admin.user_roles": P.ROLE_GRANT,
    "admin.reset_second_factor": P.ROLE_GRANT,
    "admin.permissions": P.ACCOUNT_READ,
    "admin.reply_templates": P.TEMPLATE_EDIT,
    "admin.add_reply_template": P.TEMPLATE_EDIT,
    "admin.edit_reply_template": P.TEMPLATE_EDIT,
    "admin.preview_reply_template": P.TEMPLATE_EDIT,
    "admin.calendar": P.CALENDAR_EDIT,
    "admin.import_calendar": P.CALENDAR_EDIT,
    "admin.profile": P.PROFILE_LOAD,
    "admin.edit_site": P.PROFILE_LOAD,
    "admin.load_profile": P.PROFILE_LOAD,
    "admin.routing_table": P.PROFILE_LOAD,
    "admin.audit_log": P.AUDIT_READ,
    "admin.check_audit": P.AUDIT_READ,
    "admin.health": P.HEALTH_READ,
    "admin.retry_mail": P.HEALTH_READ,
}
# Rows that belong to somebody else than the case does: who gets them, by role and by the place of the department.
LETTER_READERS = {("officer", "respondent"), ("head", "respondent")}
IMPARTIAL = {"respondent": False, "below": False, "lead": False, "recused": False, "none": False}
STEP_NEEDS = {f"desk.{step.endpoint}": frozenset(TRANSITIONS[action].permission for action in step.actions) for step in STEPS}


def permissions_of(endpoint: str) -> frozenset[P] | None:
    """The permissions of which one is needed; empty when none is; None when nobody said."""
    if endpoint in STEP_NEEDS:
        return STEP_NEEDS[endpoint]
    if endpoint not in NEEDS:
        return None
    wanted = NEEDS[endpoint]
    return frozenset() if wanted is None else frozenset({wanted})
