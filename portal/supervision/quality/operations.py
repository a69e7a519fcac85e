"""Drawing a sample, and filling in its sheets."""

from collections.abc import Mapping
from random import Random

from portal import clock
from portal.access import Actor, Permission, require
from portal.audit import operations as audit
from portal.cases.handling import TEXT_MAX
from portal.db import add, flush
from portal.errors import RuleBroken
from portal.supervision.facts.queries.measures import Months
from portal.supervision.facts.queries.narrowing import Narrowing
from portal.supervision.quality import queries
from portal.supervision.quality.criteria import kept, to_keep
from portal.supervision.quality.models import QualitySample, SampledCase

LARGEST = 200


def drawn(case_ids: list[int], size: int, seed: str) -> list[int]:
    """So many of the cases by chance, in the order drawn. Pure: the same cases and seed give the same sample."""
    ordered = sorted(case_ids)
    return Random(seed).sample(ordered, min(size, len(ordered)))


def draw(actor: Actor, wanted: Narrowing, months: Months, size: int, seed: str, query: str) -> QualitySample:
    """Draw a sample of closed cases answered in some months; ``query`` is how an address says the filters."""
    require(actor, Permission.FIGURES_READ)
    if not 1 <= size <= LARGEST:
        raise RuleBroken("size", f"抽查件数要在 1 到 {LARGEST} 之间。")
    case_ids = queries.list_closed_ids(actor, wanted, months)
    if not case_ids:
        raise RuleBroken("size", "这个范围里没有已办结的办件，请换一个统计期或筛选。")
    sample = add(
        QualitySample(
            seed=seed, size=size, population=len(case_ids), query=query, criteria=to_keep(), drawn_by_id=actor.id, drawn_at=clock.now()
        )
    )
    flush()
    for position, case_id in enumerate(drawn(case_ids, size, seed), start=1):
        add(SampledCase(sample_id=sample.id, position=position, case_id=case_id, points={}))
    flush()
    audit.record(actor, "quality:draw", "sample", sample.id, {"seed": seed, "size": size, "population": len(case_ids)})
    return sample


def score(row: SampledCase, actor: Actor, points: Mapping[str, int | None], remark: str) -> None:
    """Fill in the sheet of one case. Raises ``RuleBroken`` (the key of the criterion, or ``remark``)."""
    require(actor, Permission.CASE_SUPERVISE, row.case)
    given: dict[str, int] = {}
    for each in kept(row.sample.criteria):
        value = points.get(each.key)
        if value is None or not 0 <= value <= each.points:
            raise RuleBroken(each.key, f"“{each.label}”请写 0 到 {each.points} 分。")
        given[each.key] = value
    if len(remark) > TEXT_MAX:
        raise RuleBroken("remark", f"最多 {TEXT_MAX} 个字（现在 {len(remark)} 个字），请精简。")
    row.points, row.remark, row.scored_by_id, row.scored_at = given, remark.strip(), actor.id, clock.now()
    audit.record(actor, "quality:score", "case", row.case_id, {"sample": row.sample_id, "total": sum(given.values())})
