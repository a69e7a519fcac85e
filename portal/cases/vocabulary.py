"""The words of a report and of a case."""

from portal.vocabulary import Labelled


class ReportKind(Labelled):
    """A complaint claims something for the reporter; a tip-off accuses and has the strictest secrecy."""

    COMPLAINT = "complaint", "投诉"
    TIP_OFF = "tip_off", "举报"


class Matter(Labelled):
    """What a case turned out to be about; enquiries and suggestions get an answer within a short term, and no finding."""

    REPORT = "report", "投诉举报"
    ENQUIRY = "enquiry", "咨询"
    SUGGESTION = "suggestion", "建议"


class ReporterKind(Labelled):
    """How the reporter chose to speak; decides kind, secrecy and which pages are asked."""

    PERSON = "person", "我自己遇到的事，留姓名"
    ORGANISATION = "organisation", "我们企业（单位）遇到的事，留名称"
    WITNESS = "witness", "我知道的线索，留姓名"
    ANONYMOUS = "anonymous", "匿名反映"

    @property
    def report_kind(self) -> ReportKind:
        """Whoever tells of their own affair complains; the others tip off."""
        return ReportKind.COMPLAINT if self in {ReporterKind.PERSON, ReporterKind.ORGANISATION} else ReportKind.TIP_OFF

    @property
    def is_named(self) -> bool:
        """Whether an identity is kept at all."""
        return self is not ReporterKind.ANONYMOUS


class Secrecy(Labelled):
    """Who may learn the reporter's identity. Set by the reporter's answers, never lowered by staff."""

    OPEN = "open", "同意经办人员查看身份"
    CONFIDENTIAL = "confidential", "身份保密"
    SEALED = "sealed", "身份密封"
    ANONYMOUS = "anonymous", "匿名"


class Channel(Labelled):
    """How the report came in."""

    WEB = "web", "网上反映"
    PHONE = "phone", "电话"
    WINDOW = "window", "窗口"
    LETTER = "letter", "来信"
    HOTLINE = "hotline", "12345 热线"
    MAILBOX = "mailbox", "信箱"
    SUPERIOR = "superior", "上级交办"
    LIAONING_HOTLINE = "liaoning_hotline", "12346 平台"
    LIAONING_NET = "liaoning_net", "民心网"
    MONITORING = "monitoring", "监测"
    PROPOSAL = "proposal", "人大建议、政协提案"
    MEDIA = "media", "媒体"
    AUDIT = "audit", "审计"


class Conduct(Labelled):
    """What the body complained of did, in everyday words."""

    ARREARS = "arrears", "拖欠款项"
    BREACH = "breach", "不按合同办"
    PROMISE_BROKEN = "promise_broken", "答应的政策或优惠不兑现"
    JUDGMENT_DEFAULT = "judgment_default", "不执行法院判决或仲裁裁决"
    PURCHASER_FAULT = "purchaser_fault", "采购单位违约、拖延验收"
    COLLUSION = "collusion", "招标弄虚作假、围标串标"
    BID_EVASION = "bid_evasion", "该招标的不招标"
    UNLAWFUL_DEBT = "unlawful_debt", "违规举债或担保"
    COMMITMENT_UNMET = "commitment_unmet", "公开承诺没有做到"
    POLICY_REVERSAL = "policy_reversal", "政策朝令夕改"
    SUCCESSOR_REFUSAL = "successor_refusal", "新官不理旧账"
    INACTION = "inaction", "该办的事拖着不办"
    SELF_DEALING = "self_dealing", "以权谋私、失职渎职"
    UNFAIR = "unfair", "办事不公平"
    UNSURE = "unsure", "说不准"

    @property
    def has_amount(self) -> bool:
        """Whether a sum of money and a contract date are worth asking for."""
        return self in {Conduct.ARREARS, Conduct.BREACH, Conduct.PROMISE_BROKEN, Conduct.JUDGMENT_DEFAULT, Conduct.PURCHASER_FAULT}


class Elsewhere(Labelled):
    """Whether another organ has the matter already (信访条例 art. 19, 31)."""

    NONE = "none", "没有"
    COURT = "court", "法院、仲裁"
    PETITION = "petition", "信访"
    HOTLINE = "hotline", "12345 热线"
    OTHER = "other", "其他地方"
    UNSURE = "unsure", "不清楚"


class PublicationChoice(Labelled):
    """What the reporter wants before an anonymised outcome is published."""

    PREVIEW_FIRST = "preview_first", "先给我看"
    AGREE = "agree", "可以公开"
    REFUSE = "refuse", "不要公开"


class Status(Labelled):
    """Where a case stands. Overdue and due soon are computed, never stored."""

    UNASSIGNED = "unassigned", "待分办"
    PENDING = "pending", "待受理"
    SUPPLEMENT = "supplement", "待补正"
    HANDLING = "handling", "办理中"
    SUSPENDED = "suspended", "已中止"
    REVIEWING = "reviewing", "答复待审核"
    REPLIED = "replied", "已答复"
    CLOSED = "closed", "已办结"
    UNDER_REVIEW = "under_review", "复查中"
    DECLINED = "declined", "不予受理"
    WITHDRAWN = "withdrawn", "已撤回"


OPEN_STATUSES = (
    Status.UNASSIGNED,
    Status.PENDING,
    Status.SUPPLEMENT,
    Status.HANDLING,
    Status.SUSPENDED,
    Status.REVIEWING,
    Status.UNDER_REVIEW,
)
DECIDED_STATUSES = (Status.REPLIED, Status.CLOSED)


class Finding(Labelled):
    """What the handling found out."""

    SUBSTANTIATED = "substantiated", "属实"
    PARTLY = "partly", "部分属实"
    UNSUBSTANTIATED = "unsubstantiated", "不属实"
    UNVERIFIABLE = "unverifiable", "无法核实"


class DeclineGround(Labelled):
    """Why a report is not taken up here, and so where to go instead (信访条例 art. 19, 31, 36)."""

    LITIGATION = "litigation", "已经或应当通过诉讼、仲裁、行政复议解决"
    PETITION = "petition", "同一事项正在信访办理或已有复核意见"
    DISCIPLINE = "discipline", "反映公职人员违纪违法，应由纪检监察机关处理"
    DISCLOSURE = "disclosure", "属于政府信息公开申请"
    OUT_OF_SCOPE = "out_of_scope", "不属于政务失信事项"
    OTHER_REGION = "other_region", "不属于本地区管辖"
    INCOMPLETE = "incomplete", "逾期没有补正，无法核查"


class Solved(Labelled):
    """The reporter's answer to 「问题解决了吗？」."""

    YES = "yes", "解决了"
    PARTLY = "partly", "部分解决"
    NO = "no", "没有解决"


class Satisfaction(Labelled):
    """The reporter's answer to 「对办理满意吗？」."""

    VERY_SATISFIED = "very_satisfied", "很满意"
    SATISFIED = "satisfied", "满意"
    FAIR = "fair", "一般"
    DISSATISFIED = "dissatisfied", "不满意"
    VERY_DISSATISFIED = "very_dissatisfied", "很不满意"

    @property
    def is_low(self) -> bool:
        """Whether a reason is asked for and a review offered."""
        return self in {Satisfaction.DISSATISFIED, Satisfaction.VERY_DISSATISFIED}


class ParticipationRole(Labelled):
    """In what role a department takes part in a case."""

    LEAD = "lead", "牵头"
    SUPPORT = "support", "配合"


class RespondentSource(Labelled):
    """Who named the respondent; conflict is checked on all of them."""

    REPORTED = "reported", "反映人填写"
    CONFIRMED = "confirmed", "经办确认"


class ExclusionKind(Labelled):
    """Why a member of staff keeps out of a case (信访条例 art. 28, 公务员法 art. 76–77)."""

    RESPONDENT = "respondent", "本人被反映"
    OWN_MOTION = "own_motion", "主动回避"
    REQUESTED = "requested", "申请回避"
    DECIDED = "decided", "决定回避"


class ReplyStatus(Labelled):
    """Where a reply stands."""

    SUBMITTED = "submitted", "待审核"
    REFUSED = "refused", "已驳回"
    APPROVED = "approved", "已发出"


class ExtensionStatus(Labelled):
    """Where a request for more time stands."""

    REQUESTED = "requested", "待批准"
    APPROVED = "approved", "已批准"
    REFUSED = "refused", "未批准"


class MessageSender(Labelled):
    """Who wrote a message in the exchange between office and reporter."""

    OFFICE = "office", "承办部门"
    REPORTER = "reporter", "反映人"


class CallbackWay(Labelled):
    """How the office asked the reporter after the reply whether it is settled."""

    MESSAGE = "message", "在平台上留言"
    PHONE = "phone", "电话"
    VISIT = "visit", "当面"


class ReviewGround(Labelled):
    """Why the reporter asks for a review."""

    FACTS = "facts", "事实没有查清"
    BASIS = "basis", "依据不对"
    UNFULFILLED = "unfulfilled", "承诺的没有做到"
    PROCEDURE = "procedure", "办理程序有问题"
    OTHER = "other", "其他"


class PublicationStage(Labelled):
    """How far the public text of a case has come; the publication package tells."""

    NONE = "none", "未起草公示"
    DRAFTED = "drafted", "公示起草中"
    SUBMITTED = "submitted", "待审核公开"
    APPROVED = "approved", "待发布"
    RELEASED = "released", "已公开"
    REFUSED = "refused", "不予公开"
    WITHDRAWN = "withdrawn", "已撤下"
