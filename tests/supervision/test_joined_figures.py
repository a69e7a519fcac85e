"""The attacker joins the files, the interface and the home page, as they are published month after month, and solves them exactly."""

import random
from collections import Counter
from datetime import date, timedelta
from itertools import combinations

import pytest

from portal import clock
from portal.accounts.vocabulary import DepartmentKind
from portal.db import transaction
from portal.supervision.disclosure import SMALLEST
from portal.supervision.operations import refresh_public_figures
from tests.factories import make_department
from tests.supervision.cases_of_a_year import put_cases
from tests.supervision.test_disclosure import Known

YEAR = clock.today().year - 1
# what a published number adds up, in kinds of cases; all cases here are answered in the month they came
KINDS = ("satisfied", "unsatisfied", "unrated")
SUMS = {"received": KINDS, "replied": KINDS, "rated": KINDS[:2], "satisfied": KINDS[:1]}
SPANS = {"Q": 3, "H": 6}


def months_of(period: str) -> range:
    if "-" in period:
        return range(int(period[5:]), int(period[5:]) + 1)
    length, number = (SPANS[period[4]], int(period[5:])) if len(period) > 4 else (12, 1)
    return range((number - 1) * length + 1, number * length + 1)


@pytest.mark.parametrize("seed", range(3))
def test_what_is_published_in_a_year_tells_no_group_under_five(app, seed):
    chance, client, known = random.Random(seed), app.test_client(), Known()
    root = make_department("和平区人民政府", kind=DepartmentKind.GOVERNMENT)
    streets = [make_department(f"{n}街道办事处", parent=root, kind=DepartmentKind.SUBDISTRICT) for n in "东西"]
    offices = [make_department(f"区{n}局", parent=root) for n in "甲乙丙"] + [*streets, make_department("东街道站所", parent=streets[0])]
    areas, cases = ["a", "b"], Counter()
    places = {0: [each.id for each in offices[:3]], streets[0].id: [offices[3].id, offices[5].id], streets[1].id: [offices[4].id]}
    weight = {office.id: chance.choice([0.3, 1, 3]) for office in offices}
    for month in range(1, 13):
        for office in offices:
            for area in areas:
                made = {kind: int(chance.random() * 4 * weight[office.id]) for kind in KINDS}
                cases.update({(office.id, area, month, kind): number for kind, number in made.items()})
                put_cases(
                    sum(made.values()), office, date(YEAR, month, 9), area, satisfied=made["satisfied"], unsatisfied=made["unsatisfied"]
                )
        if month in {2, 5, 7, 12}:
            with clock.pretend(clock.start_of(date(YEAR, month, 28) + timedelta(days=20))):
                learn(known, client, [office.id for office in offices], areas, cases, places)
    assert any(row["region"] is not None for row in client.get(f"/api/v1/figures?year={YEAR}").get_json()["items"]) or seed
    for vector in groups([office.id for office in offices], areas, places.values()):
        if sum(cases[key] for key in vector) in range(1, SMALLEST):
            assert not known.can_tell(vector), (
                sum(cases[k] for k in vector),
                sorted({(k[0], k[2]) for k in vector}),
                sorted({k[1] for k in vector}),
            )


def learn(known, client, offices, areas, cases, regions):
    with transaction():
        refresh_public_figures()
    answer = client.get(f"/api/v1/figures?year={YEAR}").get_json()
    rows = [(months_of(row["period"]), row["department"], row["area"], row["region"], row) for row in answer["items"]]
    if "as_of" in answer["values"]:
        rows.append((range(1, int(answer["values"]["as_of"][5:7]) + 1), None, None, None, answer["values"]))
    assert [row for row in client.get("/data/figures.json").get_json() if row["period"].startswith(str(YEAR))] == answer["items"]
    for months, office, area, region, told in rows:
        for name, kinds in SUMS.items():
            if told.get(name) is not None:
                within = offices if region is None else regions[region]
                places = (([office] if office else within), ([area] if area else areas), months, kinds)
                vector = {(o, a, m, k): 1 for o in places[0] for a in places[1] for m in places[2] for k in places[3]}
                assert sum(cases[key] for key in vector) == told[name], (name, told)
                known.learn(vector)


def groups(offices, areas, regions):
    """Every department, region, area, and area in a region, over every stretch of months, whatever way of having rated."""
    within = [(region, some) for region in regions for some in (areas, *([a] for a in areas))]
    for stretch in (range(first, last) for first, last in combinations(range(1, 14), 2)):
        for kinds in (KINDS, *((kind,) for kind in KINDS), KINDS[:2]):
            for some_offices, some_areas in [(offices, areas), *(([o], areas) for o in offices), *((offices, [a]) for a in areas), *within]:
                yield {(o, a, m, k): 1 for o in some_offices for a in some_areas for m in stretch for k in kinds}
