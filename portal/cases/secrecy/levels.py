"""Which level protects a report: a table of the reporter's answers. Pure; nobody changes a level afterwards."""

from portal.cases.vocabulary import Conduct, ReporterKind, ReportKind, Secrecy

# Claims of payment or contract cannot be examined without knowing whose they are (保障中小企业款项支付条例 art. 25).
NEEDS_CLAIMANT = frozenset({Conduct.ARREARS, Conduct.BREACH, Conduct.PROMISE_BROKEN, Conduct.JUDGMENT_DEFAULT, Conduct.PURCHASER_FAULT})
# The words under which consent was given, by version. A version that was ever shown is never changed: a new wording is a new version.
CONSENT_WORDINGS = {
    1: "需要时，可以把我的名称告诉被反映单位",
    2: "我同意承办部门查看我的身份，用于核实这件事；核对合同、付款确有需要时，可以把我的名称告诉被反映单位",
}
CONSENT_VERSION = max(CONSENT_WORDINGS)


def may_consent(reporter_kind: ReporterKind, conduct: Conduct) -> bool:
    """Whether consent to open the identity is worth asking for: a named complaint whose claim needs the claimant."""
    return reporter_kind.is_named and reporter_kind.report_kind is ReportKind.COMPLAINT and conduct in NEEDS_CLAIMANT


def level_of(reporter_kind: ReporterKind, conduct: Conduct, consents: bool) -> Secrecy:
    """The level of a report with these answers. Consent counts only where it may be asked for; a named tip-off is always sealed."""
    if not reporter_kind.is_named:
        return Secrecy.ANONYMOUS
    if reporter_kind.report_kind is ReportKind.TIP_OFF:
        return Secrecy.SEALED
    return Secrecy.OPEN if consents and may_consent(reporter_kind, conduct) else Secrecy.CONFIDENTIAL
