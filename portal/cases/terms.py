"""Which legal term runs on a case, by what it is about. Pure: a case is anything with the attributes read here."""

from typing import Any

from portal.cases.vocabulary import Conduct, Matter, ReporterKind, ReportKind

# The terms of handling: exactly one of them runs on a case that was taken up.
HANDLING_RULES = ("handle", "sme_handle", "enquiry_answer", "suggestion_answer")
REVIEW_RULES = ("review", "final_review")
_OF_MATTER = {Matter.ENQUIRY: "enquiry_answer", Matter.SUGGESTION: "suggestion_answer"}


def is_sme_arrears(case: Any) -> bool:
    """Whether an enterprise complains that it was not paid: 保障中小企业款项支付条例 art. 25 then has terms of its own."""
    report = case.report
    is_enterprise = report.kind is ReportKind.COMPLAINT and report.reporter_kind is ReporterKind.ORGANISATION
    return is_enterprise and report.conduct is Conduct.ARREARS and case.matter is Matter.REPORT


def accuses_official(case: Any) -> bool:
    """Whether a tip-off names a member of staff: it may belong to the discipline organs (检举控告规则 art. 15, 16)."""
    return case.kind is ReportKind.TIP_OFF and bool(case.report.respondent_person.strip())


def may_be_called_back(case: Any) -> bool:
    """Whether the office owes the reporter a callback: somebody with a name who did not ask to be left in peace."""
    return case.report.reporter_kind.is_named and not case.report.no_more_contact


def handling_rule(case: Any) -> str:
    """The rule under which the case is handled: 信访条例 art. 34, unless another law or the sort of matter has its own."""
    return _OF_MATTER.get(case.matter) or ("sme_handle" if is_sme_arrears(case) else "handle")


def term_for(case: Any, rule_key: str) -> str | None:
    """The rule that really runs where the table of steps names ``rule_key``; None when it does not concern the case."""
    if rule_key == "handle":
        return handling_rule(case)
    if rule_key == "sme_transfer" and not is_sme_arrears(case):
        return None
    if rule_key == "discipline_transfer" and not accuses_official(case):
        return None
    if rule_key == "callback" and not may_be_called_back(case):
        return None
    if rule_key == "handle_internal_target" and case.matter in _OF_MATTER:  # their own term is shorter
        return None
    return rule_key
