"""Taking leads in, and reading what body and area they mean. Nobody takes in, or hears of, what is said of their own house.

Who reports is none of a lead: everybody who handles leads reads its words. Whoever gives name and number is taken down as a report.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from portal import clock
from portal.access import Actor, Permission, allows, require
from portal.accounts.departments import queries as departments
from portal.accounts.models import Department, User
from portal.cases.numbers import unused_digits, unused_key
from portal.cases.recusal.queries import list_named_in
from portal.cases.vocabulary import Channel, Conduct
from portal.crypto import keyed_hash, random_token
from portal.db import add_unless_there, flush
from portal.errors import NotAllowed, RuleBroken
from portal.identifiers import normalise_width
from portal.leads import queries, recusing, traces
from portal.leads.models import Lead, LeadUnit
from portal.leads.steps import take, write_event
from portal.leads.vocabulary import SOURCES, LeadStatus
from portal.leads.workflow import LeadAction
from portal.profiles import queries as profiles
from portal.routing import operations as routing
from portal.routing.meant import Meant

TEXT_MIN, TEXT_MAX, SHORT_MAX, NUMBER_MAX = 10, 5000, 120, 60
_ATTEMPTS = 3
INSTEAD = "请去掉再登记；反映人愿意留姓名、电话的，用“代为登记”，那里加密保存。"
OWN_HOUSE = "这条线索涉及或者可能涉及您所在的单位（或您本人），不能由您登记。请由其他单位登记。"

Inspect = Callable[[str], list[str]]
"""The caller's detector: the kinds of numbers in a text that lead straight to a person, as words; empty when there are none."""


@dataclass(frozen=True)
class Reading:
    """What the office reads in a lead: the body and person accused as written, area, region and conduct."""

    unit_text: str = ""
    person_text: str = ""
    area_key: str = ""
    region_code: str = ""
    conduct: Conduct = Conduct.UNSURE


@dataclass(frozen=True)
class NewLead:
    """What a source told, checked by the form or the import. ``received_on`` is the local day on which it came in here."""

    source: Channel
    received_on: date
    subject: str
    text: str
    organ: str = ""
    original_number: str = ""
    reading: Reading = field(default_factory=Reading)
    is_demo: bool = field(default=False, compare=False)


def enter(actor: User, new: NewLead, inspect: Inspect) -> Lead:
    """Take a lead in.

    Raises ``RuleBroken`` naming the field, also for words with somebody's number, for a lead that is here already or accuses the
    actor's own house.
    """
    require(actor, Permission.LEAD_ENTER)
    if actor.department is None:
        raise NotAllowed
    _check(new, inspect)
    lead = _taken_in(actor, new)
    write_event(lead, LeadAction.ENTER, actor, None)
    _read(lead, new.reading)
    if not allows(actor, Permission.LEAD_READ, lead):
        raise RuleBroken("unit_text", OWN_HOUSE)
    return lead


def _taken_in(actor: User, new: NewLead) -> Lead:
    """The row of a lead. Somebody else may be taking in the same paper at this moment: the second sees the row of the first."""
    for _attempt in range(_ATTEMPTS):
        lead = _row(actor, new)
        if add_unless_there(lead):
            return lead
    raise RuleBroken("text", "刚刚有别人在登记线索，请再提交一次。")


def _row(actor: User, new: NewLead) -> Lead:
    return Lead(
        id=unused_key(queries.is_lead_id),
        number=_new_number(),
        status=LeadStatus.WAITING,
        source=new.source,
        organ=new.organ.strip(),
        original_number=new.original_number.strip(),
        source_key=_source_key(actor, new),
        received_on=new.received_on,
        subject=new.subject.strip(),
        text=new.text.strip(),
        keeper_id=actor.department_id,
        entered_by_id=actor.id,
        entered_at=clock.now(),
        conduct=Conduct.UNSURE,
        is_demo=new.is_demo,
    )


def classify(lead: Lead, actor: Actor, reading: Reading) -> None:
    """Correct what body, area and conduct a lead means. Nobody can take it from their own sight: ``RuleBroken`` on ``unit_text``."""
    take(lead, LeadAction.CLASSIFY, actor)
    _read(lead, reading)
    if not allows(actor, Permission.LEAD_READ, lead):
        raise RuleBroken("unit_text", "这样写，您自己就看不到这条线索了。请由其他单位的人核对。")


def why_not_enter(actor: Actor, new: NewLead, meant: Meant, inspect: Inspect) -> list[str]:
    """What ``enter`` would refuse, as sentences, without entering anything; ``meant`` is what its words of the body mean."""
    errors = []
    bodies = [*meant.named, *(each.id for each in bodies_named(meant)), *meant.possible]
    named = list_named_in(f"{new.reading.unit_text} {new.reading.person_text}")
    if any(actor.department.lies_in(each) for each in bodies) or any(each.id == actor.id for each in named):
        errors.append(OWN_HOUSE)
    try:
        _check(new, inspect)
        _source_key(actor, new)
    except RuleBroken as error:
        errors.append(error.message)
    return errors


def _check(new: NewLead, inspect: Inspect) -> None:
    if new.source not in SOURCES:
        raise RuleBroken("source", "请选择来源。")
    if new.received_on > clock.today():
        raise RuleBroken("received_on", "收到日期不能晚于今天。")
    if not TEXT_MIN <= len(new.text.strip()) <= TEXT_MAX:
        raise RuleBroken("text", f"线索内容要 {TEXT_MIN} 到 {TEXT_MAX} 个字（现在 {len(new.text.strip())} 个字）。")
    if not new.subject.strip():
        raise RuleBroken("subject", "请写标题。")
    _check_nobodys_numbers(new, inspect)


def _check_nobodys_numbers(new: NewLead, inspect: Inspect) -> None:
    words = (
        ("text", "线索内容", new.text),
        ("subject", "标题", new.subject),
        ("organ", "来源单位", new.organ),
        ("unit_text", "被反映单位", new.reading.unit_text),
        ("person_text", "被反映人员", new.reading.person_text),
    )
    for name, label, said in words:
        found = inspect(said)
        if found:
            raise RuleBroken(name, f"“{label}”里写有{'、'.join(found)}，看线索的人都看得到。{INSTEAD}")


def source_key(new: NewLead) -> str:
    """By what the same paper is known again: its number, or, where it bears none, everything that it says."""
    said, reading = [new.original_number, new.organ], new.reading
    if not new.original_number.strip():
        said += [new.received_on.isoformat(), reading.unit_text, reading.person_text, new.subject, new.text]
    return keyed_hash("\n".join([new.source.value, *("".join(normalise_width(each).split()) for each in said)]), "lead-source")


def _source_key(actor: Actor, new: NewLead) -> str:
    """The key of a paper that is new here. Raises ``RuleBroken`` for one that the actor can see.

    Whoever may not see the earlier one must not learn that it is here: theirs is taken in under a key of its own, and who may see
    both finds them by the number.
    """
    key = source_key(new)
    earlier = queries.find_by_source_key(key)
    if earlier is None:
        return key
    if allows(actor, Permission.LEAD_READ, earlier):
        what = ("original_number", "这个来源的这个编号") if new.original_number.strip() else ("text", "同样的一条线索")
        raise RuleBroken(what[0], f"{what[1]}已经登记过：{earlier.number}。")
    return keyed_hash(f"{key}\n{random_token()}", "lead-source")


def _read(lead: Lead, reading: Reading) -> None:
    """Keep a reading, and who must keep out because of it."""
    lead.unit_text, lead.person_text = reading.unit_text.strip(), reading.person_text.strip()
    lead.area_key, lead.conduct = reading.area_key, reading.conduct
    lead.region_code = reading.region_code.strip() or profiles.region_code()
    flush()
    name_units(lead)
    recusing.keep_out_named(lead)
    traces.leave(traces.matter_of(lead), lead_id=lead.id)


def name_units(lead: Lead) -> None:
    """Keep out every department that the words name or may mean, and those that took over from one named (domain rule §5)."""
    for row in lead.own_respondents:
        lead.respondents.remove(row)
    flush()
    meant = routing.departments_meant(lead.unit_text)
    sure = bodies_named(meant)
    unsure = [departments.get_department(department_id) for department_id in meant.possible]
    known: set[int] = set()
    for is_sure, bodies in ((True, sure), (False, unsure)):
        for department in bodies:
            if department.id not in known:
                lead.respondents.append(LeadUnit(department_id=department.id, department=department, is_sure=is_sure))
                known.add(department.id)
    flush()


def bodies_named(meant: Meant) -> list[Department]:
    """The departments that words surely mean, and those that took over from them."""
    named = [departments.get_department(department_id) for department_id in meant.named]
    return [each for department in named for each in (department, *departments.successors_of(department))]


def _new_number() -> str:
    """A number of the day with digits of pure chance, so that no gap tells of a lead somebody may not see."""
    before = f"XS-{clock.today():%Y%m%d}-"
    return before + unused_digits(lambda digits: queries.is_number(before + digits))
