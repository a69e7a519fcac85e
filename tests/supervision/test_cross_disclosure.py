"""A table of regions and areas: what is shown of it, and an attacker who knows every sum that is no small group and solves it exactly."""

import random
from itertools import combinations

import pytest

from portal.supervision.cross_disclosure import disclose_cells
from portal.supervision.disclosure import MONTH, SMALLEST, TOTAL, disclose
from tests.supervision.test_disclosure import Known


def table(*rows):
    return {(f"r{r}", f"c{c}"): number for r, row in enumerate(rows) for c, number in enumerate(row)}


TABLE = [
    ("large cells and empty ones are shown", [[5, 0], [9, 7]], 4),
    ("one small cell takes three others with it", [[2, 9, 9], [9, 9, 9], [9, 9, 9]], 5),
    ("a table of small numbers is not shown", [[1, 2], [2, 1]], 0),
    ("one row is its own sums", [[9, 3]], 0),
    ("a small row is known only together with the next", [[3, 0], [9, 9]], 0),
    ("rows that are told stay when two others are not", [[3, 0], [9, 9], [20, 30], [40, 50]], 4),
]


@pytest.mark.parametrize(("why", "rows", "expected"), TABLE, ids=[each[0] for each in TABLE])
def test_small_cells_are_hidden_in_company(why, rows, expected):
    cells = table(*rows)
    assert len(shown_of(cells)) == expected


def sums(cells, place):
    return {name: {1: (sum(n for cell, n in cells.items() if cell[place] == name),)} for name in sorted({cell[place] for cell in cells})}


def told_of(cells):
    """The sums that the guard of single rows lets through."""
    shown = disclose([sums(cells, 0), sums(cells, 1)], 1, {})
    return {name for name, spans in shown.items() if (MONTH, 1) in spans}


def shown_of(cells):
    told = told_of(cells)
    return disclose_cells(cells, told, told) if TOTAL in told else set()


def made_up(seed):
    chance = random.Random(seed)
    rows, columns = chance.randint(1, 6), chance.randint(1, 5)
    weight = [chance.choice([0.3, 1, 4, 20]) for _ in range(rows)]
    return table(*([int(chance.random() * 8 * weight[row]) for _ in range(columns)] for row in range(rows)))


def learned(cells, shown):
    """What an attacker knows: the cells shown, every sum of a row or a column that is told, and the whole."""
    known, told = Known(), told_of(cells)
    for cell in shown:
        known.learn({cell: 1})
    for place in (0, 1):
        for name in told & {cell[place] for cell in cells}:
            known.learn({cell: 1 for cell in cells if cell[place] == name})
    if TOTAL in told:
        known.learn(dict.fromkeys(cells, 1))
    return known


def small_groups(cells, hidden):
    """One to three hidden cells, and any number in one row or column, that hold one to four cases together."""
    groups = [set(some) for size in (1, 2, 3) for some in combinations(sorted(hidden), size)]
    groups += [{cell for cell in hidden if cell[place] == name} for place in (0, 1) for name in {cell[place] for cell in hidden}]
    return [group for group in groups if sum(cells[cell] for cell in group) in range(1, SMALLEST)]


@pytest.mark.parametrize("seed", range(60))
def test_the_attacker_with_all_sums_cannot_tell_a_small_group(seed):
    cells = made_up(seed)
    shown = shown_of(cells)
    assert not any(0 < cells[cell] < SMALLEST for cell in shown)
    known = learned(cells, shown)
    for group in small_groups(cells, cells.keys() - shown):
        assert not known.can_tell(dict.fromkeys(group, 1)), (group, cells)


def test_the_attacker_finds_what_is_hidden_alone():
    cells = table([2, 9, 9], [9, 9, 9], [9, 9, 9])
    known = learned(cells, cells.keys() - {("r0", "c0")})
    assert known.can_tell({("r0", "c0"): 1})
    told = sum(bool(shown_of(made_up(seed))) for seed in range(60))
    assert told > 20, "the guard is no wall: most tables are shown in part"
