"""An inbox that people work on: leads from every kind of source, a double, and one of each that became something or nothing."""

from dataclasses import dataclass, replace
from datetime import timedelta

from portal import clock
from portal.accounts import queries as accounts
from portal.accounts.models import User
from portal.cases.intake import NewReport
from portal.cases.models import Case
from portal.cases.vocabulary import OPEN_STATUSES, Channel, Conduct, Elsewhere, PublicationChoice, ReporterKind, ReportKind
from portal.db import flush
from portal.demo.stories import RESPONDENTS
from portal.leads import entering, merging, promoting, queries
from portal.leads.entering import NewLead, Reading
from portal.leads.models import Lead
from portal.profiles import queries as profiles
from portal.publication.checking import contacts_of_people

_C = Conduct


@dataclass(frozen=True)
class _Story:
    """One lead: how many days ago, from where, about which of the demo bodies."""

    days: int
    source: Channel
    organ: str
    number: str
    body: int
    conduct: Conduct
    subject: str
    text: str


_STORIES = (
    _Story(1, Channel.MONITORING, "某信用服务机构", "JC-2026-0107", 0, _C.ARREARS, "企业称维修工程款未付",
           "监测发现，有企业在网上发帖，称承建{unit}办公用房维修工程，工程验收一年多，合同款一直没有付清，多次催要没有结果。"),
    _Story(2, Channel.HOTLINE, "市 12345 热线", "GD20260391", 0, _C.ARREARS, "来电反映维修工程款拖欠",
           "来电人说，承建{unit}办公用房维修工程，工程验收一年多，合同款一直没有付清，多次催要没有结果，要求尽快支付。"),
    _Story(3, Channel.PROPOSAL, "区政协", "第 2026018 号提案", 1, _C.PROMISE_BROKEN, "关于兑现招商承诺的提案",
           "提案提出，{unit}三年前招商时书面承诺的厂房租金补贴，今年以人员更替为由没有兑现，建议核实并明确兑现时间。"),
    _Story(4, Channel.MEDIA, "某某日报", "", 2, _C.COMMITMENT_UNMET, "报道称公开承诺没有兑现",
           "报道称，{unit}年初公开承诺的老旧小区改造项目，到期没有开工，居民多次询问没有得到答复。"),
    _Story(5, Channel.LETTER, "区来信来访接待室", "信〔2026〕52号", 1, _C.UNFAIR, "来信反映评标不公",
           "来信人说，参加{unit}组织的绿化养护项目投标，评标结果公布后发现中标单位和评标专家有关联，请求核查。"),
    _Story(6, Channel.LIAONING_HOTLINE, "省营商环境局", "S-20260218", 2, _C.BREACH, "合同提前终止不结算",
           "平台转来：企业称与{unit}签订三年保洁合同，第二年口头通知终止，没有书面理由，也不结算已经发生的费用。"),
    _Story(8, Channel.LIAONING_NET, "民心网", "MX-88017", 0, _C.INACTION, "证照办理拖延",
           "网民留言说，向{unit}提交材料两个月，没有受理也没有退回，窗口每次都让再等等。"),
    _Story(9, Channel.AUDIT, "区审计局", "审报〔2026〕6号", 1, _C.ARREARS, "审计发现工程结算拖延",
           "审计报告指出，{unit}已完工项目中有三个没有按合同办理结算，最长的超过两年，涉及多家施工企业。"),
)  # fmt: skip


def make() -> None:
    """Make the inbox once; nothing when it is there already or nobody is there to work on it."""
    key = entering.source_key(_new(_STORIES[0]))
    recorder, coordinator = accounts.find_by_username("recorder"), accounts.find_by_username("coordinator")
    if recorder is None or coordinator is None or queries.find_by_source_key(key) is not None:
        return
    leads = [entering.enter(recorder, _new(story), contacts_of_people) for story in _STORIES]
    merging.merge(leads[1], leads[0], recorder)
    _report(leads[2], coordinator)
    promoting.decline(leads[6], recorder, "属于一般政务服务投诉，已请窗口直接答复。")
    flush()


def attach(case: Case) -> None:
    """Put a lead into a case that somebody has in hand, about the same body; nothing when there are no leads."""
    recorder, coordinator = accounts.find_by_username("recorder"), accounts.find_by_username("coordinator")
    body = case.respondent_name
    if recorder is None or coordinator is None or not body:
        return
    text = f"媒体报道了{body}的同一件事：{case.report.narrative}"
    new = NewLead(Channel.MEDIA, clock.today(), "报道称问题没有解决", text, "某某晚报", "", Reading(unit_text=body), is_demo=True)
    lead = entering.enter(recorder, new, contacts_of_people)
    promoting.attach(lead, coordinator, case)
    flush()


def fits(case: Case) -> bool:
    """Whether a lead can be put into a case."""
    return case.status in OPEN_STATUSES and case.kind is ReportKind.COMPLAINT and bool(case.respondents)


def _new(story: _Story) -> NewLead:
    unit = RESPONDENTS[story.body % len(RESPONDENTS)]
    return NewLead(
        story.source,
        clock.today() - timedelta(days=story.days),
        story.subject,
        story.text.format(unit=unit),
        story.organ,
        story.number,
        Reading(unit_text=unit, conduct=story.conduct),
        is_demo=True,
    )


def _report(lead: Lead, clerk: User) -> None:
    new = NewReport(
        ReporterKind.ANONYMOUS,
        lead.conduct,
        f"{lead.subject}\n{lead.text}",
        respondent_text=lead.unit_text,
        elsewhere=Elsewhere.UNSURE,
        publication_choice=PublicationChoice.REFUSE,
        is_truthful=True,
    )
    promoting.report(lead, clerk, replace(new, is_demo=True), f"demo:lead:{lead.number}", profiles.region_code() or "000000")
