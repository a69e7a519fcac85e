"""The public registers as the site shows them: address, names, columns; and the values of an entry's card and page."""

from dataclasses import dataclass
from typing import Any

from flask import url_for

from portal import clock
from portal.profiles import queries as profiles
from portal.publication.checking import words_of_a_text
from portal.registers.fields import is_government, is_web_address
from portal.registers.models import RegisterEntry
from portal.registers.operations import FoundWords
from portal.registers.queries import list_public_steps
from portal.registers.vocabulary import DEFAULT_CATEGORIES, TOPICS, Column, Kind, Standing, said_topic
from portal.registers.workflow import EntryAction
from portal.web import columns
from portal.web.addresses import absolute
from portal.web.filters import day

Row = dict[str, Any]
Tag = tuple[str, str]


@dataclass(frozen=True)
class Register:
    """One register under its address. ``column_type`` is that of the government-site meta tags."""

    path: str
    kind: Kind
    title: str
    lead: str
    topic_label: str
    column_type: str
    unit: str = "条"


REGISTERS = (
    Register("commitments", Kind.COMMITMENT, "公开承诺", "各单位公开说过要做到的事，做到没有，都在这里。", "服务类别", "数据发布"),
    Register("typical-cases", Kind.TYPICAL_CASE, "典型案例", "守信的和失信的典型案例。", "守信还是失信", "数据发布"),
    Register("ratings", Kind.RATING, "第三方评价", "第三方机构对本地政务诚信的评价。", "", "数据发布"),
    Register("news", Kind.ARTICLE, "政策和动态", "政务诚信建设的政策文件和工作动态。", "栏目", "工作动态"),
)
BY_PATH = {each.path: each for each in REGISTERS}
BY_KIND = {each.kind: each for each in REGISTERS}
# The converter of addresses that are one of these.
ANY = 'any(commitments, "typical-cases", ratings, news)'
_STANDING_TONES = {Standing.RUNNING: "blue", Standing.KEPT: "green", Standing.MISSED: "red"}
_STEP_WORDS = {
    EntryAction.PUBLISH: "公开",
    EntryAction.FULFIL: "承诺单位登记已履行",
    EntryAction.DENY: "监督部门核实，撤销履行登记",
    EntryAction.MISS: "兑现期限已过，没有履行",
}


def inspect(text: str) -> FoundWords:
    """The detector of the release desk, for texts with no case behind them."""
    return FoundWords(*words_of_a_text(text))


def topic_choices(kind: Kind) -> list[tuple[str, str]]:
    """The topics an entry of a register can have; those of commitments come from the profile."""
    if kind is Kind.COMMITMENT:
        jurisdiction = profiles.current()
        return [(name, name) for name in (jurisdiction.commitment_categories if jurisdiction else []) or DEFAULT_CATEGORIES]
    return TOPICS[kind].choices() if kind in TOPICS else []


def address(entry: RegisterEntry) -> str:
    """The path of an entry's public page."""
    if entry.kind is Kind.LINK:
        return url_for("public.links")
    return url_for("public.register_entry", register=BY_KIND[entry.kind].path, register_id=entry.public_id)


def tags(entry: RegisterEntry) -> list[Tag]:
    """The words, each with its tone, that stand beside the title."""
    if entry.kind is Kind.COMMITMENT:
        return [standing_tag(entry)]
    if entry.kind is Kind.TYPICAL_CASE:
        return [(said_topic(entry.kind, entry.topic), "green" if entry.topic == "trustworthy" else "neutral")]
    return []


def standing_tag(entry: RegisterEntry) -> Tag:
    """How a commitment stands, as words and tone; a standing service commitment says that it has no end."""
    standing = entry.standing or Standing.RUNNING
    if entry.due_on is None:
        return "长期有效", "neutral"
    if standing is Standing.KEPT and entry.was_late:
        return "逾期后履行", "amber"
    return standing.label, _STANDING_TONES[standing]


def meta(entry: RegisterEntry) -> list[str]:
    """The short facts of a card."""
    about = {Kind.COMMITMENT: "承诺单位", Kind.TYPICAL_CASE: "涉及单位", Kind.RATING: "被评价", Kind.ARTICLE: ""}[entry.kind]
    said = [f"{about}：{entry.department.name}" if about and entry.department else "", _topic_of(entry), entry.source]
    return [each for each in [*said, day(entry.dated_on or entry.published_at)] if each]


def _topic_of(entry: RegisterEntry) -> str:
    if entry.kind is Kind.TYPICAL_CASE:
        return ""  # a tag says it
    return said_topic(entry.kind, entry.topic) or (entry.promise.label if entry.promise else "")


def rows(entry: RegisterEntry) -> list[Row]:
    """What is known of an entry, as label and value; what is not known is left out."""
    unit = entry.department.name if entry.department else ""
    told = {
        Kind.COMMITMENT: [
            ("承诺单位", unit),
            ("承诺种类", entry.promise.label if entry.promise else ""),
            ("服务类别", entry.topic),
            ("兑现期限", day(entry.due_on)),
            ("履行日期", day(entry.fulfilled_on)),
            ("凭据", entry.proof),
        ],
        Kind.TYPICAL_CASE: [("涉及单位", unit), ("时间", day(entry.dated_on))],
        Kind.RATING: [("评价机构", entry.source), ("被评价", unit), ("评价结果", entry.grade), ("评价日期", day(entry.dated_on))],
        Kind.ARTICLE: [("来源", entry.source), ("发布单位", unit), ("文号", entry.number)],
    }[entry.kind]
    return [{"label": label, "value": value} for label, value in told if value]


def corrections(entry: RegisterEntry) -> list[tuple[Any, str]]:
    """The corrections log of the page: (day, what changed), the oldest first."""
    return [(clock.local_date(step.at), step.words) for step in list_public_steps(entry.id) if step.action is EntryAction.CORRECT]


def history(entry: RegisterEntry) -> list[Row]:
    """What happened to a commitment, the oldest first."""
    return [
        {"title": _STEP_WORDS[step.action], "on": clock.local_date(step.at), "sentences": [step.words] if step.words else []}
        for step in list_public_steps(entry.id)
        if step.action in _STEP_WORDS
    ]


def column(register: Register, topic: str = "") -> columns.Column:
    """The column of a register for the tags of government sites; an article lies in the column of its topic."""
    if register.kind is Kind.ARTICLE and topic in set(Column):
        name = Column(topic).label
        return columns.Column(name, register.lead, f"政务诚信,{name}", name)
    return columns.Column(register.title, register.lead, f"政务诚信,{register.title}", register.column_type)


def outside(entry_key: str, url: str) -> str:
    """Where a link to another site leads: straight to a government site, over a notice to any other, nowhere when it is no address."""
    if not is_web_address(url):
        return ""
    return url if is_government(url) else url_for("public.leave_site", register_id=entry_key)


def permalink(entry: RegisterEntry) -> str:
    """The permanent address of an entry."""
    return absolute(address(entry))


def summary(entry: RegisterEntry) -> str:
    """One sentence for search engines and feeds, made of fields that were checked."""
    facts = "，".join(f"{row['label']}：{row['value']}" for row in rows(entry) if row["label"] != "凭据")
    return f"{entry.title}。{facts}" if facts else entry.title


def stamp(entries: list[RegisterEntry]) -> list[Any]:
    """What a page of these entries depends on."""
    return [(each.public_id, each.version, each.changed_at, each.department.name if each.department else "") for each in entries]
