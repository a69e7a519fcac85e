"""Which column of the site a public page belongs to, for the tags that government sites carry (国办发〔2017〕47号)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """A column as ``ColumnName``, ``ColumnDescription``, ``ColumnKeywords`` and ``ColumnType`` tell it; no name: that of the 信用 page."""

    name: str
    description: str
    keywords: str
    kind: str


OUTCOMES = Column("", "政务诚信投诉举报的办理结果", "政务诚信,信用公示,办理结果", "数据发布")
RECORDS = Column("失信记录", "经法定文书认定的政务失信记录", "政务诚信,失信记录,整改", "数据发布")
_REPORTING = Column("我要反映", "反映政府部门不守信用的事", "政务诚信,投诉,举报", "咨询投诉")
_TRACKING = Column("查进度", "用查询码查反映的事办到哪一步", "政务诚信,办理进度,查询码", "咨询投诉")
_RIGHTS = Column("异议和信用修复", "对公示的信息提出异议，申请信用修复", "异议,信用修复,信用公示", "办事服务")
_VERIFYING = Column("核对回执", "核对回执，查看平台的公开账本", "回执,核对,公开账本", "办事服务")
_DEPARTMENTS = Column("各单位办理情况", "各单位办理政务诚信投诉举报的情况", "政务诚信,按时办结率", "数据发布")
_CRITICISMS = Column("通报批评", "对办理不力的单位的公开通报", "政务诚信,通报批评", "数据发布")
_REGISTERS = Column("承诺、案例和评价", "公开承诺、典型案例、第三方评价、政策和动态", "政务诚信,公开承诺,典型案例", "数据发布")
_LINKS = Column("相关网站", "政府采购、招标投标和黑名单、政府债务公开的网址", "政府采购,招标投标,黑名单,政府债务", "办事服务")
_APPRAISALS = Column("网上评议", "群众和企业评议各单位", "网上评议,政务诚信", "征集调查")
_BULLETINS = Column("办理情况通报", "政务诚信投诉举报办理情况的季度、半年和年度通报", "政务诚信,办理情况,通报", "数据发布")
_EVALUATIONS = Column("考评排名", "政务诚信考评的排名和办法", "政务诚信,考评,排名", "数据发布")
_OF_ENDPOINT = {
    "public.register": _REGISTERS,  # the page says which of them
    "public.register_entry": _REGISTERS,
    "public.links": _LINKS,
    "public.leave_site": _LINKS,
    "public.appraisals": _APPRAISALS,
    "public.appraisal": _APPRAISALS,
    "public.appraise": _APPRAISALS,
    "public.commitment_report": _REPORTING,
    "public.home": Column("首页", "政务诚信投诉举报平台", "政务诚信,投诉举报,信用公示", "首页"),
    "public.report": _REPORTING,
    "public.report_step": _REPORTING,
    "public.report_paper": _REPORTING,
    "public.track": _TRACKING,
    "public.outcomes": OUTCOMES,
    "public.outcome": OUTCOMES,
    "public.records": RECORDS,
    "public.record": RECORDS,
    "public.objection_start": _RIGHTS,
    "public.repair_start": _RIGHTS,
    "public.criticisms": _CRITICISMS,
    "public.criticism": _CRITICISMS,
    "public.bulletins": _BULLETINS,
    "public.bulletin": _BULLETINS,
    "public.evaluations": _EVALUATIONS,
    "public.evaluation": _EVALUATIONS,
    "public.evaluation_method": _EVALUATIONS,
    "public.departments_table": _DEPARTMENTS,
    "public.department": _DEPARTMENTS,
    "public.figures": Column("办理数字", "政务诚信投诉举报的统计数字", "政务诚信,统计", "数据发布"),
    "public.data": Column("开放数据", "公示数据的文件、接口和数据字典", "开放数据,数据字典", "数据开放"),
    "public.deadline": Column("期限计算", "按法律规定的数法计算期限", "期限,工作日,计算", "办事服务"),
    "public.verify": _VERIFYING,
    "public.verify_file": _VERIFYING,
    "public.verify_heads": _VERIFYING,
    "public.help": Column("帮助", "怎样反映，怎样查询，期限和程序", "政务诚信,投诉指南,联系方式", "咨询投诉"),
    "public.about": Column("关于本平台", "主办单位，依据，数字怎样统计", "政务诚信,主办单位,依据", "概况信息"),
    "public.privacy": Column("隐私说明", "保存哪些信息，谁能看到，保存多久", "个人信息,隐私", "概况信息"),
    "public.accessibility": Column("无障碍说明", "无障碍的程度、不足和联系方式", "无障碍,长者版", "概况信息"),
    "public.sitemap": Column("网站地图", "本平台的全部页面", "网站地图", "概况信息"),
}


def column_of(endpoint: str | None) -> Column | None:
    """The column of a page; None for pages that belong to no column, such as errors and the pages of a reporter."""
    return _OF_ENDPOINT.get(endpoint or "")
