"""What the demo cases tell: invented, believable, and about nobody. Data only."""

from dataclasses import dataclass

from portal.cases.vocabulary import Conduct as C
from portal.cases.vocabulary import ReporterKind as R


@dataclass(frozen=True)
class Story:
    """One matter. ``area`` is an area key, used where the profile has it; ``{unit}`` and ``{amount}`` are filled in."""

    area: str
    conduct: C
    reporter: R
    narrative: str
    measures: str = ""
    commitment: str = ""


STORIES: tuple[Story, ...] = (
    Story(
        "gov_procurement",
        C.ARREARS,
        R.ORGANISATION,
        "我公司承建{unit}的办公用房维修工程，合同约定验收合格后 60 日内付清。工程验收已经十四个月，"
        "还有 {amount} 万元没有支付。我们多次去问，答复都是“资金紧张，再等等”。请求督促尽快支付，并说明付款时间。",
        "责成{unit}与企业核对账目，分两期支付剩余合同款。",
        "分两期付清剩余合同款",
    ),
    Story(
        "gov_procurement",
        C.PURCHASER_FAULT,
        R.ORGANISATION,
        "我公司中标{unit}的办公设备采购项目，货物去年已经全部送到并投入使用。采购单位一直不组织验收，"
        "没有验收单就不能申请付款，涉及 {amount} 万元。请求依法组织验收。",
        "{unit}已组织验收并出具验收单，进入付款程序。",
        "按合同约定支付货款",
    ),
    Story(
        "gov_procurement",
        C.BREACH,
        R.ORGANISATION,
        "{unit}与我公司签订三年保洁服务合同，第二年口头通知终止，没有书面说明理由，也不结算已经发生的费用 {amount} 万元。"
        "我们按合同提供了全部服务，有每月考核表。",
        "{unit}书面说明终止理由，并结算已发生的服务费用。",
        "结清已发生的服务费用",
    ),
    Story(
        "investment_promotion",
        C.PROMISE_BROKEN,
        R.ORGANISATION,
        "三年前我公司落户时，{unit}书面承诺给予厂房租金补贴，合计 {amount} 万元。前两年按时兑现，"
        "今年换了负责人以后答复“以前的承诺现在不认了”。承诺文件有盖章原件。",
        "确认承诺有效，列入年度资金安排并书面答复企业。",
        "兑现租金补贴",
    ),
    Story(
        "investment_promotion",
        C.SUCCESSOR_REFUSAL,
        R.PERSON,
        "我经营的小型加工厂按{unit}的搬迁方案搬进园区，方案写明补助 {amount} 万元，分三次发放。"
        "发了第一次以后负责人换了，新负责人说不了解情况，一直没有下文。",
        "核对搬迁方案，确认剩余补助应当发放。",
        "发放剩余搬迁补助",
    ),
    Story(
        "bidding",
        C.COLLUSION,
        R.WITNESS,
        "{unit}的道路养护项目招标，三家投标单位的报价文件错别字完全一样，联系电话也相同。"
        "开标以后第二天中标单位就进场，说明早就准备好了。希望查一查招标过程。",
        "已责成重新审查招标过程，并将线索移送有关部门。",
    ),
    Story(
        "bidding",
        C.BID_EVASION,
        R.ANONYMOUS,
        "{unit}把一个 {amount} 万元的绿化工程拆成几个小合同，每个都刚好不到招标限额，全部给了同一个施工队。"
        "周围单位都知道这件事，但没有人敢说。",
        "认定存在拆分项目规避招标的问题，责令整改。",
    ),
    Story(
        "ppp",
        C.BREACH,
        R.ORGANISATION,
        "我公司参与{unit}的停车场合作项目，协议约定政府方按年支付可用性服务费 {amount} 万元。"
        "项目运营两年，只付了第一年的一半。多次发函没有正式回复。",
        "双方核对绩效考核结果，确定应付金额和支付计划。",
        "按核对结果支付服务费",
    ),
    Story(
        "gov_debt",
        C.ARREARS,
        R.ORGANISATION,
        "我公司五年前借给{unit}所属项目的工程垫资款 {amount} 万元，约定两年归还，至今没有归还本金，也没有书面说明。"
        "公司经营困难，职工工资都受影响。",
        "确认债务真实，列入化债计划。",
        "按化债计划归还",
    ),
    Story(
        "subdistrict_township",
        C.COMMITMENT_UNMET,
        R.PERSON,
        "{unit}去年公开承诺，半年内修好小区门口的路面和路灯，承诺书贴在公告栏。现在已经一年多，路面还是坑，路灯有一半不亮，"
        "老人晚上出门很不安全。",
        "路面修补和路灯更换已经列入计划并开工。",
        "完成路面修补和路灯更换",
    ),
    Story(
        "subdistrict_township",
        C.INACTION,
        R.PERSON,
        "我按{unit}公布的办事指南申请便民服务点位，指南写明二十个工作日答复。材料交了三个月，每次去问都说在研究，"
        "不给受理单，也不说缺什么。",
        "{unit}已当面说明情况并办结申请。",
    ),
    Story(
        "contract",
        C.JUDGMENT_DEFAULT,
        R.ORGANISATION,
        "法院判决{unit}支付我公司货款 {amount} 万元，判决生效已经一年，对方没有履行，也不说什么时候履行。我们是小企业，等着这笔钱发工资。",
        "{unit}制定履行计划，首期款项已支付。",
        "履行生效判决确定的付款义务",
    ),
    Story(
        "environment",
        C.POLICY_REVERSAL,
        R.PERSON,
        "我按{unit}发布的补助办法更换了环保设备，花了 {amount} 万元。办法写明当年申报当年兑现，申报以后又说办法作废了，"
        "没有给任何补助。同一批的有的人拿到了。",
        "确认申报时办法有效，按办法核算补助。",
        "按办法发放补助",
    ),
    Story(
        "guarantee",
        C.UNLAWFUL_DEBT,
        R.WITNESS,
        "{unit}给一家平台公司出具过承诺函，承诺由财政资金兜底还款 {amount} 万元。承诺函盖了公章，据说没有经过集体研究。希望上级部门核实。",
        "已责令收回承诺函并依法处理。",
    ),
    Story(
        "subdistrict_township",
        C.UNFAIR,
        R.ANONYMOUS,
        "{unit}评定扶持商户名额，公示的条件和最后入选的商户对不上，有的商户开业不到半年也评上了。问评分标准，工作人员说不能公开。",
        "重新公示评分标准和结果。",
    ),
)

PEOPLE = ("赵明远", "钱淑芳", "孙立新", "李文静", "周建军", "吴晓兰", "郑国强", "王秋月", "冯大伟", "陈玉梅", "褚向东", "卫小红")
COMPANIES = (
    "示例建筑工程有限公司",
    "示例商贸有限公司",
    "示例物业服务有限公司",
    "示例机械制造有限公司",
    "示例市政工程有限公司",
    "示例信息技术有限公司",
)
RESPONDENTS = (
    "城市管理中心（演示）",
    "第一街道办事处（演示）",
    "第二街道办事处（演示）",
    "园区管理委员会（演示）",
    "市政工程处（演示）",
)
