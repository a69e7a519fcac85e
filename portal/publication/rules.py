"""The rules of release of this jurisdiction: how many people, when, and what silence means. Loosening one is always logged."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from portal.access import Actor, Permission, require
from portal.audit import operations as audit
from portal.errors import RuleBroken
from portal.profiles import queries as profiles

_KEY = "publication"
PEOPLE = (3, 2)


@dataclass(frozen=True)
class ReleaseRules:
    """How texts are released. ``people``: writer, reviewer and publisher are three, or reviewer and publisher may be one.
    ``at_once``: approved texts do not wait for the first of the month. ``silence_publishes``: a reporter who does not answer
    lets the text be published, otherwise it is not."""

    people: int = 3
    at_once: bool = False
    silence_publishes: bool = True

    @property
    def people_words(self) -> str:
        """How many different people, as every page of the release desk says it."""
        if self.people == 3:
            return "起草、审核、签发是三个不同的人。"
        return "本地人手少，审核和签发可以是同一个人（起草人除外）；每次签发都记入审计日志。"

    @property
    def moment_words(self) -> str:
        """When approved texts become public."""
        return "签发后马上公开。" if self.at_once else "签发后进入待发布，下个月1日和其他公示一起公开。"


def rules() -> ReleaseRules:
    """The rules in force."""
    jurisdiction = profiles.current()
    kept: Mapping[str, Any] = jurisdiction.settings.get(_KEY, {}) if jurisdiction else {}
    known = asdict(ReleaseRules())
    return ReleaseRules(**{name: kept.get(name, default) for name, default in known.items()})


def set_rules(actor: Actor, wanted: ReleaseRules) -> None:
    """Put other rules in force and log what changed. Raises ``RuleBroken`` for a number of people that cannot be."""
    require(actor, Permission.PROFILE_LOAD)
    if wanted.people not in PEOPLE:
        raise RuleBroken("people", "请选择三个人或者两个人。")
    before, after = asdict(rules()), asdict(wanted)
    if before == after:
        return
    jurisdiction = profiles.get_current()
    jurisdiction.settings = {**jurisdiction.settings, _KEY: after}
    changed = {name: f"{before[name]}→{value}" for name, value in after.items() if value != before[name]}
    audit.record(actor, "publication:rules", "publication", "rules", changed)
