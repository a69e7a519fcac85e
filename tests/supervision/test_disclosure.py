"""What may be shown of small numbers: a table to read, and an attacker who joins everything ever shown and solves it exactly."""

import random
from collections import defaultdict
from fractions import Fraction
from itertools import combinations

import pytest

from portal.supervision.disclosure import HALF, MONTH, QUARTER, SMALLEST, TOTAL, YEAR, added, all_spans, disclose, is_safe, months_of


def monthly(*numbers):
    """A row: its count in January, February …"""
    return {month: (number,) for month, number in enumerate(numbers, 1) if number}


def shortest(shown):
    return {name: min((span[0] for span in spans), default=None) for name, spans in shown.items()}


@pytest.mark.parametrize(
    ("counts", "expected"), [((0,), True), ((1,), False), ((4,), False), ((5,), True), ((20, 4), False), ((20, 0), True), ((0, 5), True)]
)
def test_nobody_or_five_may_be_shown(counts, expected):
    assert is_safe(counts) is expected


# rows (name → months), the shortest period shown of each row and of the total
TABLE = [
    ("large rows are shown by month", {"a": [9, 8, 7], "b": [6, 5, 9]}, {"a": MONTH, "b": MONTH, TOTAL: MONTH}),
    ("an empty month is no group", {"a": [9, 0, 7], "b": [6, 5, 9]}, {"a": MONTH, "b": MONTH, TOTAL: MONTH}),
    ("one small row is covered by the next smallest", {"a": [9, 8, 7], "b": [2, 5, 9]}, {"a": QUARTER, "b": QUARTER, TOTAL: MONTH}),
    (
        "the largest row stays by month",
        {"a": [90, 80, 70], "b": [2, 5, 9], "c": [7, 7, 7]},
        {"a": MONTH, "b": QUARTER, "c": QUARTER, TOTAL: MONTH},
    ),
    ("two small rows need a third", {"a": [9], "b": [1], "c": [2]}, {"a": None, "b": None, "c": None, TOTAL: MONTH}),
    ("too few in all: nothing", {"a": [3], "b": [0]}, {"a": None, "b": None, TOTAL: None}),
    ("one department alone is the total", {"a": [6, 3, 8]}, {"a": QUARTER, TOTAL: QUARTER}),
    ("the half when a quarter is small", {"a": [1, 1, 1, 9, 9, 9], "b": [9, 9, 9, 9, 9, 9]}, {"a": HALF, "b": HALF, TOTAL: MONTH}),
    ("the year only", {"a": [1, 0] * 6, "b": [1, 2] * 6}, {"a": YEAR, "b": YEAR, TOTAL: QUARTER}),
]  # fmt: skip


@pytest.mark.parametrize(("why", "rows", "expected"), TABLE, ids=[each[0] for each in TABLE])
def test_rows_are_shown_at_the_shortest_period_that_tells_no_small_group(why, rows, expected):
    last_month = max(len(numbers) for numbers in rows.values())
    assert shortest(disclose([{name: monthly(*numbers) for name, numbers in rows.items()}], last_month, {})) == expected


def test_what_was_shown_stays_and_a_row_that_shrinks_is_stopped():
    before = disclose([{"a": monthly(9), "b": monthly(8), "c": monthly(7)}], 1, {})
    shown = disclose([{"a": monthly(9, 9, 9), "b": monthly(8, 1, 9), "c": monthly(7, 7, 7)}], 3, before)
    assert shown["b"] == {(MONTH, 1)}, "the quarter minus January would tell of February and March what the months must not"
    assert shown["a"] == set(all_spans(3)), "the largest goes on"
    assert shown["c"] == {(MONTH, 1)}, "one more stands beside it"


def test_a_share_is_shown_only_when_both_its_parts_are_large_enough():
    rows = {"a": {1: (20, 2)}, "b": {1: (20, 8)}, "c": {1: (30, 0)}, "d": {1: (9, 9)}}
    shown = disclose([rows], 1, {}, width=2)
    assert not shown["a"] and not shown["d"] and shown["b"] and shown["c"]


# -- the attacker -----------------------------------------------------------------------------------------------------------------


class Known:
    """Everything shown, as sums over (department, area, month, part); says what sums follow from it."""

    def __init__(self):
        self.rows = {}  # pivot → reduced vector

    def _reduce(self, vector):
        vector = {key: Fraction(value) for key, value in vector.items() if value}
        while True:
            pivot = next((key for key in vector if key in self.rows), None)
            if pivot is None:
                return vector
            factor = vector[pivot]
            for key, value in self.rows[pivot].items():
                changed = vector.get(key, 0) - factor * value
                if changed:
                    vector[key] = changed
                else:
                    vector.pop(key, None)

    def learn(self, vector):
        left = self._reduce(vector)
        if not left:
            return
        pivot, factor = next(iter(left.items()))
        left = {key: value / factor for key, value in left.items()}
        for other, row in self.rows.items():
            if pivot in row:
                times = row[pivot]
                changed = {key: row.get(key, 0) - times * left.get(key, 0) for key in row.keys() | left.keys()}
                self.rows[other] = {key: value for key, value in changed.items() if value}
        self.rows[pivot] = left

    def can_tell(self, vector):
        return not self._reduce(vector)


def made_up(seed, most=4):
    """Cases of a year: counts by department, area, month, of one or two parts; many small, some large."""
    chance = random.Random(seed)
    departments, areas = [f"d{n}" for n in range(chance.randint(1, most))], [f"a{n}" for n in range(chance.randint(1, 3))]
    weight = {name: chance.choice([0.1, 0.4, 1, 3]) for name in departments + areas}
    width = chance.choice([1, 1, 2])
    cases = defaultdict(int)
    for month in range(1, 13):
        for department in departments:
            for area in areas:
                for part in range(width):
                    largest = 4 * weight[department] * weight[area] * (1, 0.3)[part]
                    cases[department, area, month, part] = int(chance.random() * 2 * largest)
    return departments, areas, width, cases


def region_of(department):
    """Odd and even departments lie in two regions; the third of them in one of its own."""
    return "r2" if department == "d2" else f"r{int(department[1:]) % 2}"


def atoms(names, departments, areas, months, part):
    kind, name = names
    return {
        (d, a, m, part): 1
        for d in departments
        for a in areas
        for m in months
        if kind == "all" or name == {"department": d, "area": a, "region": region_of(d)}[kind]
    }


def tables_of(departments, areas, width, cases, last_month):
    def months(names):
        row = {}
        for month in range(1, last_month + 1):
            counts = tuple(sum(cases[key] for key in atoms(names, departments, areas, [month], part)) for part in range(width))
            if any(counts):
                row[month] = counts
        return row

    return [
        {f"department:{name}": months(("department", name)) for name in departments},
        {f"area:{name}": months(("area", name)) for name in areas},
    ]


def summed(row):
    return {month: (sum(counts),) for month, counts in row.items()}


def names_of(row):
    kind, _colon, name = row.partition(":")
    return kind, name


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("with_regions", [False, True])
def test_the_attacker_cannot_tell_a_small_group_from_all_that_was_ever_shown(seed, with_regions):
    departments, areas, width, cases = made_up(seed, most=7 if with_regions else 4)
    groups = {f"department:{name}": f"region:{region_of(name)}" for name in departments} if with_regions else None
    editions = [12] if seed % 2 else sorted({*random.Random(seed).sample(range(1, 12), 4), 12})
    wholes, parts = {}, {}
    for last_month in editions:
        tables = tables_of(departments, areas, width, cases, last_month)
        wholes = disclose([{name: summed(row) for name, row in table.items()} for table in tables], last_month, wholes, groups=groups)
        parts = disclose(tables, last_month, parts, width, within=wholes, groups=groups)
    known = Known()
    told = [(row, span, range(width)) for row, spans in wholes.items() for span in spans]
    told += [(row, span, [part]) for row, spans in parts.items() for span in spans for part in range(width)]
    for row, span, together in told:
        vector = {key: 1 for part in together for key in atoms(names_of(row), departments, areas, months_of(span), part)}
        assert sum(cases[key] for key in vector) not in range(1, SMALLEST)
        known.learn(vector)
    for vector in small_groups(departments, areas, width, cases, with_regions):
        assert not known.can_tell(vector), f"{sum(cases[key] for key in vector)} cases: {list(vector)[:6]}"


def small_groups(departments, areas, width, cases, with_regions=False):
    """Every row, and two rows together, over every stretch of months, that hold one to four cases."""
    rows = [("all", "")] + [("department", name) for name in departments] + [("area", name) for name in areas]
    rows += [("region", name) for name in sorted({region_of(each) for each in departments})] if with_regions else []
    groups = [[row] for row in rows] + [list(pair) for pair in combinations(rows[1:], 2) if pair[0][0] == pair[1][0]]
    for stretch in (range(first, last) for first, last in combinations(range(1, 14), 2)):
        for group in groups:
            for part in range(width):
                vector = {key: 1 for row in group for key in atoms(row, departments, areas, stretch, part)}
                if sum(cases[key] for key in vector) in range(1, SMALLEST):
                    yield vector


def test_the_attacker_is_no_fool():
    known = Known()
    known.learn({"a": 1, "b": 1, "c": 1})
    known.learn({"a": 1})
    assert not known.can_tell({"b": 1}) and known.can_tell({"b": 1, "c": 1})
    assert added(monthly(1, 2, 3), range(2, 4), 1) == (5,)
