"""The words of dishonesty records. What a member means in law stands in ``catalogue``."""

from portal.vocabulary import Labelled


class SubjectKind(Labelled):
    """What kind of body a record is about. Persons are never among them: see ``records.officials``."""

    GOVERNMENT = "government", "人民政府"
    DEPARTMENT = "department", "政府部门"
    INSTITUTION = "institution", "事业单位"
    TOWNSHIP = "township", "街道、乡镇"


class RecordConduct(Labelled):
    """What a body did; the closed catalogue of records (domain §2). Nothing outside it can be recorded."""

    BREACH = "breach", "违约毁约"
    ARREARS = "arrears", "拖欠账款"
    JUDGMENT_DEFAULT = "judgment_default", "拒不履行司法裁判"
    PROMISE_BROKEN = "promise_broken", "政策或招商承诺不兑现"
    PURCHASER_FAULT = "purchaser_fault", "采购人违约、拖延验收"
    BID_EVASION = "bid_evasion", "规避招标"
    SHAM_BID = "sham_bid", "虚假招标"
    COLLUSION = "collusion", "围标串标"
    UNLAWFUL_DEBT = "unlawful_debt", "违法违规举债"
    UNLAWFUL_GUARANTEE = "unlawful_guarantee", "违规担保"
    COMMITMENT_UNMET = "commitment_unmet", "公开承诺未落实"
    INACTION = "inaction", "懒政怠政"
    SELF_DEALING = "self_dealing", "以权谋私"
    DERELICTION = "dereliction", "失职渎职"
    UNFAIR = "unfair", "有失公平公正"
    POLICY_REVERSAL = "policy_reversal", "朝令夕改"
    SUCCESSOR_REFUSAL = "successor_refusal", "新官不理旧账"


class DocumentKind(Labelled):
    """What a record can rest on."""

    JUDGMENT = "judgment", "司法判决、仲裁裁决"
    PENALTY = "penalty", "行政处罚决定"
    RULING = "ruling", "行政裁决"
    DISCIPLINE = "discipline", "纪律处分决定"
    ACCOUNTABILITY = "accountability", "问责处理决定"
    STATUTORY = "statutory", "其他法定文件"
    REFUSAL = "refusal", "拒不整改认定书"


class Pretext(Labelled):
    """What never excuses a breach (优化营商环境条例 31; 保障中小企业款项支付条例 14)."""

    REGION_CHANGE = "region_change", "行政区划调整"
    NEW_GOVERNMENT = "new_government", "政府换届"
    REORGANISATION = "reorganisation", "机构或者职能调整"
    NEW_PERSON = "new_person", "相关责任人更替"
    NEW_REPRESENTATIVE = "new_representative", "法定代表人变更"
    INTERNAL_PAYMENT = "internal_payment", "内部付款流程"
    ACCEPTANCE_FILING = "acceptance_filing", "等待竣工验收备案"
    FINAL_AUDIT = "final_audit", "等待决算审计"


class SocialImpact(Labelled):
    """How far the harm reached."""

    LOCAL = "local", "只影响个别当事人"
    WIDE = "wide", "影响多个当事人，或者被媒体报道"
    GRAVE = "grave", "引起群体性事件、停工停产，或者被上级通报"


class Severity(Labelled):
    """The class of a record; periods follow from it (信用修复管理办法, 发展改革委令第36号)."""

    MINOR = "minor", "轻微"
    GENERAL = "general", "一般"
    SERIOUS = "serious", "严重"


class RecordSource(Labelled):
    """How a record came in."""

    CASE = "case", "拒不整改"
    ENTRY = "entry", "手工录入"
    IMPORT = "import", "批量导入"
    LEAD = "lead", "线索"


class RecordStatus(Labelled):
    """Where a record stands. Whether its display or effect is over today is told by its dates."""

    RECORDED = "recorded", "已认定"
    SUBMITTED = "submitted", "待审核"
    REVIEWED = "reviewed", "待发布"
    PUBLISHED = "published", "公示中"
    KEPT = "kept", "不公示，仅留存"
    ENDED = "ended", "公示期满"
    REPAIRED = "repaired", "已修复"
    REVOKED = "revoked", "已撤销"
    ARCHIVED = "archived", "已归档"


class RectificationState(Labelled):
    """How far the wrong was put right, as the public record tells it."""

    OPEN = "open", "尚未整改"
    UNDER_WAY = "under_way", "整改中"
    DONE = "done", "已整改"
    REFUSED = "refused", "拒不整改"


class RepairState(Labelled):
    """Where the repair of credit stands."""

    NONE = "none", "没有申请修复"
    APPLIED = "applied", "修复申请办理中"
    REFUSED = "refused", "修复申请未通过"
    REPAIRED = "repaired", "已修复"
