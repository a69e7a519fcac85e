"""Which department should take a report: a pure function over a table, with every step explained.

Legal ground: 信访条例 art. 30 and 检举控告规则 art. 47 forbid handing a report to whom it accuses. A department conflicts
when it is the respondent or lies below it. The order of candidates is fixed: the primary organ of the area; its other
leading, then responsible organs; the respondent's superior; the organ that leads the credit system, and the owner of intake
(the owner of intake first where no area names anybody); the government office. When nobody is left a person must escalate
to the next level, never a machine. An administrator can put rules of the house before that (``conditions``) and name another default
owner in the place of the owner of intake; conflict stands above every rule.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from portal.profiles.vocabulary import OrganRole, OwnerFunction
from portal.routing.conditions import AREA, DEPARTMENT, UNTOUCHED, Facts, Rule, RuleSet

_FUNCTION_WORDS = {
    OwnerFunction.CREDIT_LEAD: "信用建设牵头单位",
    OwnerFunction.INTAKE: "投诉举报受理单位",
    OwnerFunction.GOVERNMENT_OFFICE: "政府办公室",
}


@dataclass(frozen=True)
class Organ:
    """What routing knows of a department. ``lineage`` lists the ids from the root to itself."""

    id: int
    name: str
    lineage: tuple[int, ...]
    is_collective: bool = False
    is_active: bool = True
    handles_reports: bool = True
    successor_id: int | None = None
    kind: str = ""
    region_code: str = ""


@dataclass(frozen=True)
class AreaRow:
    """One area of the table: its organs by role, each in the order of the source."""

    key: str
    title: str
    organs: tuple[tuple[OrganRole, int], ...] = ()

    def with_role(self, role: OrganRole) -> list[int]:
        """The organs that have this role, in order."""
        return [organ for each, organ in self.organs if each is role]


@dataclass(frozen=True)
class Table:
    """Everything routing decides by."""

    organs: Mapping[int, Organ]
    areas: Mapping[str, AreaRow]
    owners: Mapping[OwnerFunction, tuple[int, ...]]
    rules: RuleSet = UNTOUCHED


@dataclass(frozen=True)
class Step:
    """One candidate that was looked at: by which rule, whether it was taken, and why (Chinese)."""

    department: str
    rule: str
    is_taken: bool
    reason: str

    def __str__(self) -> str:
        return f"{self.rule}：{self.department or '无'}，{self.reason}"


@dataclass(frozen=True)
class Proposal:
    """The result: a department, or none with ``needs_escalation``. ``supporting_ids`` are the area's other organs."""

    department_id: int | None
    department: str
    steps: tuple[Step, ...] = field(default_factory=tuple)
    supporting_ids: tuple[int, ...] = ()

    @property
    def needs_escalation(self) -> bool:
        """Whether a person must hand the report to the next level."""
        return self.department_id is None

    @property
    def explanation(self) -> list[str]:
        """The steps as Chinese sentences, in the order they were taken."""
        return [str(step) for step in self.steps]


@dataclass(frozen=True)
class _Barred:
    """Who is kept away from a report: the respondents, and whom the reporter's words may mean; those below them too."""

    surely: set[int]
    possibly: set[int]

    def words_for(self, organ: Organ) -> str:
        """Why an organ is kept away, in Chinese; empty when it is not."""
        if conflicted(organ, self.surely):
            return "是被反映单位" if organ.id in self.surely else "是被反映单位的下级"
        return "可能就是反映人所说的单位，人工确认以前" if conflicted(organ, self.possibly) else ""


def conflicted(organ: Organ, respondents: Iterable[int]) -> bool:
    """Whether an organ is one of the respondents or lies below one."""
    return bool(set(organ.lineage) & set(respondents))


def propose(
    area_key: str | None, respondents: Iterable[int], table: Table, possible: Iterable[int] = (), facts: Facts | None = None
) -> Proposal:
    """Walk the candidates in legal order and take the first that may; see the module's head for the order.

    ``possible`` may be meant by the reporter's words: a machine passes over them, a person may decide otherwise. ``facts`` are what
    else is known of the report.
    """
    barred = _Barred(_with_successors(respondents, table), _with_successors(possible, table))
    known = _known_facts(facts or Facts(), area_key, barred.surely, table)
    fitting = [(number, rule) for number, rule in enumerate(table.rules.rules, start=1) if rule.fits(known)]
    steps = _first_words(area_key, table) if any(rule.target == AREA for _number, rule in fitting) else []
    seen: set[int] = set()
    for candidate, rule in _candidates(area_key, fitting, sorted(barred.surely), table):
        organ = table.organs[candidate]
        if organ.id in seen:
            continue
        seen.add(organ.id)
        obstacle, found = _settle(organ, barred, table)
        steps.append(Step(organ.name, rule, obstacle is None, obstacle or _taken_words(organ, found)))
        if obstacle is None:
            return Proposal(found.id, found.name, tuple(steps), _supporting(area_key, found.id, barred, table))
    steps.append(Step("", "人工报送上一级", True, "没有可以承办的单位，须由工作人员报请上一级机关，系统不自动分派"))
    return Proposal(None, "", tuple(steps))


def _known_facts(facts: Facts, area_key: str | None, respondents: set[int], table: Table) -> Facts:
    organs = [table.organs[each] for each in respondents]
    return replace(
        facts,
        area_key=area_key or "",
        respondent_ids=frozenset(each for organ in organs for each in organ.lineage),
        respondent_kinds=frozenset(organ.kind for organ in organs),
        region_codes=frozenset(organ.region_code for organ in organs),
    )


def _first_words(area_key: str | None, table: Table) -> list[Step]:
    area = table.areas.get(area_key or "")
    if area is None:
        return [Step("", "重点领域", False, "没有选定重点领域，不按领域分派")]
    if all(table.organs[organ].is_collective for _, organ in area.organs):
        return [Step("", f"重点领域“{area.title}”", False, "没有写明具体的承办单位")]
    return []


def _settle(organ: Organ, barred: _Barred, table: Table) -> tuple[str | None, Organ]:
    """The obstacle, if any, and the organ that would take it: the candidate or who took over from it."""
    if organ.is_collective:
        return "集合名称，不对应具体单位，跳过", organ
    found = _in_office(organ, table)
    if found is None:
        return "已停用，且没有承接单位，跳过", organ
    through = "" if found is organ else f"职责已由{found.name}承接，"
    if found.is_collective:
        return f"{through}是集合名称，跳过", found
    words = barred.words_for(found)
    if words:
        return f"{through}{words}，按规定回避", found
    if not found.handles_reports:
        return f"{through}不直接承办投诉举报，由其办公室或者下列单位承办", found
    return None, found


def _taken_words(organ: Organ, found: Organ) -> str:
    return "可以承办" if organ is found else f"已停用，职责由{found.name}承接，由其承办"


def _candidates(area_key: str | None, fitting: list[tuple[int, Rule]], respondents: list[int], table: Table) -> Iterator[tuple[int, str]]:
    names_somebody = False
    for number, rule in fitting:
        for organ, words in target_organs(rule.target, area_key, table):
            names_somebody = names_somebody or not table.organs[organ].is_collective
            yield organ, f"第 {number} 条规则，{words}" if rule.has_conditions or rule.target != AREA else words
    for respondent in respondents:
        lineage = table.organs[respondent].lineage
        for superior in reversed(lineage[:-1]):
            yield superior, "被反映单位的上级单位"
    general = [f"function:{OwnerFunction.CREDIT_LEAD.value}", table.rules.default]
    if not names_somebody:
        general.reverse()
    for target in [*general, f"function:{OwnerFunction.INTAKE.value}", f"function:{OwnerFunction.GOVERNMENT_OFFICE.value}"]:
        yield from target_organs(target, area_key, table)


def target_organs(target: str, area_key: str | None, table: Table) -> Iterator[tuple[int, str]]:
    """The organs that a target stands for, in order, each with the words that explain it."""
    kind, _, key = target.partition(":")
    if kind == AREA:
        area = table.areas.get(area_key or "")
        yield from _area_candidates(area, table) if area is not None else ()
    elif kind == DEPARTMENT:
        yield from [(int(key), "指定单位")] if int(key) in table.organs else []
    else:
        function = OwnerFunction(key)
        words = _FUNCTION_WORDS.get(function, f"{function.label}单位")
        yield from ((organ, words) for organ in table.owners.get(function, ()))


def can_own(target: str, table: Table) -> bool:
    """Whether a target stands for an organ, or its successor, that is in office and has a desk, so that reports do not end nowhere."""
    nobody = _Barred(set(), set())
    return any(_settle(table.organs[organ], nobody, table)[0] is None for organ, _words in target_organs(target, None, table))


def _area_candidates(area: AreaRow, table: Table) -> Iterator[tuple[int, str]]:
    named = f"重点领域“{area.title}”"
    answering = [(organ, role) for role in (OrganRole.LEAD, OrganRole.RESPONSIBLE) for organ in area.with_role(role)]
    for organ, role in answering:
        yield organ, f"{named}{role.label}单位"
    if all(table.organs[organ].is_collective for organ, _ in answering):
        supporting = [organ for organ in area.with_role(OrganRole.SUPPORT) if not table.organs[organ].is_collective]
        yield from ((organ, f"{named}{OrganRole.SUPPORT.label}单位") for organ in supporting[:1])


def _in_office(organ: Organ, table: Table) -> Organ | None:
    """The organ, or the first of its successors that is in office."""
    seen: set[int] = set()
    while not organ.is_active:
        if organ.id in seen or organ.successor_id is None or organ.successor_id not in table.organs:
            return None
        seen.add(organ.id)
        organ = table.organs[organ.successor_id]
    return organ


def _with_successors(respondents: Iterable[int], table: Table) -> set[int]:
    """The respondents and whoever took over their duties: the successor answers for what was done before it."""
    barred: set[int] = set()
    waiting = [each for each in respondents if each in table.organs]
    while waiting:
        current = table.organs[waiting.pop()]
        if current.id in barred:
            continue
        barred.add(current.id)
        if current.successor_id in table.organs:
            waiting.append(current.successor_id)  # type: ignore[arg-type]
    return barred


def _supporting(area_key: str | None, taken: int, barred: _Barred, table: Table) -> tuple[int, ...]:
    area = table.areas.get(area_key or "")
    found: list[int] = []
    for role in OrganRole:
        for candidate in area.with_role(role) if area else ():
            obstacle, organ = _settle(table.organs[candidate], barred, table)
            if obstacle is None and organ.id != taken and organ.id not in found:
                found.append(organ.id)
    return tuple(found)
