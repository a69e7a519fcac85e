"""The everyday words beside the choices of the report form, and the names offered for a body."""

from typing import Any

from portal.attachments.operations import limits_sentence
from portal.cases.identity import NO_CUSTODY
from portal.cases.vocabulary import Conduct, Elsewhere, PublicationChoice, ReporterKind
from portal.custody import data_keys
from portal.routing.queries import areas
from portal.web.units import unit_names

MANNERS = {
    ReporterKind.PERSON: "姓名和电话加密保存。承办人要看，须由身份保管人批准，每次您都能看到。",
    ReporterKind.ORGANISATION: "企业名称和联系人加密保存。承办人要看，须由身份保管人批准，每次您都能看到。",
    ReporterKind.WITNESS: "姓名密封保存，平台自己也打不开；要两位不同单位的保管人一起才能打开。",
    ReporterKind.ANONYMOUS: "我们收不到您的联系方式，只能用查询码联系；查询码丢失无法找回。材料只留去掉隐藏信息的副本。",
}
CONDUCTS = {
    Conduct.ARREARS: "比如：工程早已验收，工程款、货款、保证金一直不付。",
    Conduct.BREACH: "比如：签了合同又不履行，或者单方面改合同。",
    Conduct.PROMISE_BROKEN: "比如：招商时答应的补贴、土地、税费优惠没有给。",
    Conduct.JUDGMENT_DEFAULT: "比如：法院判了，单位一直不执行。",
    Conduct.PURCHASER_FAULT: "比如：货到了，采购单位拖着不验收、不签字。",
    Conduct.COLLUSION: "比如：招标条件像是给某一家定做的。",
    Conduct.BID_EVASION: "比如：把大工程拆成小块，不公开招标。",
    Conduct.UNLAWFUL_DEBT: "比如：单位违规借钱，或者违规给别人担保。",
    Conduct.COMMITMENT_UNMET: "比如：公开说年底修好的路，到现在没有动工。",
    Conduct.POLICY_REVERSAL: "比如：刚出台的政策，没多久就不认了。",
    Conduct.SUCCESSOR_REFUSAL: "比如：换了领导，前任签的合同就不算数。",
    Conduct.INACTION: "比如：材料齐全，却总说再等等。",
    Conduct.SELF_DEALING: "比如：要好处才办事。这类线索会转给纪检监察机关。",
    Conduct.UNFAIR: "比如：同样的条件，有的给办，有的不给办。",
    Conduct.UNSURE: "没关系，工作人员看了以后会归类。",
}
ELSEWHERE = {
    Elsewhere.COURT: "已经起诉或仲裁的，一般要等那边的结果。",
    Elsewhere.PETITION: "同一件事信访正在办的，我们会先和信访部门核对。",
}
PUBLICATION = {
    PublicationChoice.PREVIEW_FIRST: "公开前，您可以在进度页看到公开稿。",
    PublicationChoice.AGREE: "只公开隐去姓名和单位的处理结果。",
    PublicationChoice.REFUSE: "结果只告诉您。",
}


def words_for(number: int) -> dict[str, Any]:
    """What the page with this number shows besides its form."""
    if number == 1:
        return {"hints": MANNERS if data_keys.is_ready() else {**MANNERS, ReporterKind.WITNESS: NO_CUSTODY}}
    if number == 2:
        return {"hints": CONDUCTS, "area_hints": {area.key: area.hint for area in areas()}}
    if number == 3:
        return {"units": unit_names()}
    return {"hints": ELSEWHERE} if number == 5 else {"limits": limits_sentence()}
