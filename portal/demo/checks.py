"""What the supervisor keeps beside the figures: a view under a name, and a sample of closed cases with its first sheets filled in."""

from portal import clock
from portal.accounts.models import User
from portal.bookmarks import operations as bookmarks
from portal.supervision.cockpit import months_of
from portal.supervision.facts.queries.reading import Narrowing
from portal.supervision.periods import PeriodKind, period_of
from portal.supervision.quality import operations, queries
from portal.supervision.quality.criteria import kept

_PAGE = "oversight"
_SIZE, _SCORED = 5, 2


def make(supervisor: User) -> None:
    """Save the view, and draw the sample from the last period that has closed cases."""
    bookmarks.save(supervisor, _PAGE, "上季度全区", "period=last_quarter", True)
    for kind in (PeriodKind.LAST_QUARTER, PeriodKind.QUARTER, PeriodKind.LAST_YEAR):
        months = months_of(period_of(kind, clock.today()))
        if queries.list_closed_ids(supervisor, Narrowing(), months):
            sample = operations.draw(supervisor, Narrowing(), months, _SIZE, "20260101", f"period={kind.value}")
            for row in queries.list_sampled(supervisor, sample.id)[:_SCORED]:
                points = {each.key: each.points - 1 for each in kept(sample.criteria)}
                operations.score(row, supervisor, points, "答复有理有据，依据条款写得不够具体。")
            return
