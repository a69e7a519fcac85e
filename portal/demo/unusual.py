"""An earlier year of few reports, so that a month of the demo cases shows as unusual. The warnings are found by the real job."""

from portal import clock
from portal.accounts.models import Department
from portal.db import add
from portal.demo.lives import LIVES
from portal.supervision.warnings import operations
from portal.supervision.warnings import queries as warnings
from portal.supervision.warnings.models import WarningCell

_A_MONTH = 2  # reports in each month before the first demo case


def make(home: Department) -> None:
    """Count earlier months for one department, and find the warnings of the last month that is over."""
    today = clock.today()
    oldest = max(days for days, _steps in LIVES.values()) // 28 + 2
    months = operations.months_until(today.replace(day=1), operations.MONTHS_BEFORE + 2)[:-oldest]
    known = warnings.find_months(months)
    for month in [each for each in months if each not in known]:
        operations.mark_counted(month)
        counted = {"received": _A_MONTH, "replied": _A_MONTH}
        add(WarningCell(month=month, department_id=home.id, region_code=operations.region_of(home), area_key="", **counted))
    operations.find_warnings()
