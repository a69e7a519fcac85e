"""Which cells of a table with two heads (region × area) may be shown of one period, beside the sums of its rows and columns. Pure.

A cell is shown when it holds nobody or at least five, and hidden cells keep each other company: whatever sums of rows minus sums of
columns, or the other way round, give of hidden cells alone is nobody or at least five. The whole is known; so the rows whose sums are
not told are known together, and the columns too. All their cells are hidden, also those of nobody: whoever could add them up would have
the sum that is kept from them for reasons that lie elsewhere, in a department or another period. The period stands alone: no other
period of the same table overlaps it.
"""

from collections.abc import Collection, Iterator, Mapping
from itertools import combinations

from portal.supervision.disclosure import SMALLEST

Cell = tuple[str, str]
_REST = ""  # the lines whose own sum is not told


def disclose_cells(cells: Mapping[Cell, int], told_rows: Collection[str], told_columns: Collection[str]) -> set[Cell]:
    """The cells that may be shown; none, when there is no way to hide the small ones. Cells left out of the mapping are nobody."""
    rows, columns = {row for row, _column in cells}, {column for _row, column in cells}
    whole = {(row, column): cells.get((row, column), 0) for row in rows for column in columns}
    hidden = {cell for cell, number in whole.items() if 0 < number < SMALLEST or cell[0] not in told_rows or cell[1] not in told_columns}
    lines = {cell: (_line(cell[0], told_rows), _line(cell[1], told_columns)) for cell in whole}
    while told := _told(whole, hidden, lines):
        company = next((found for cell in sorted(told) if (found := _company(cell, whole, hidden, lines))), set())
        if not company:
            return set()
        hidden |= company
    return set(whole.keys() - hidden)


def _company(cell: Cell, cells: Mapping[Cell, int], hidden: set[Cell], lines: Mapping[Cell, Cell]) -> set[Cell]:
    """The cells to hide with one, those that cost least: one with the same two sums, or the corners of a rectangle."""
    found = []
    for row, column in cells:
        differ = [mine != its for mine, its in zip(lines[cell], lines[row, column], strict=True)]
        corners = {(row, cell[1]), (cell[0], column), (row, column)} if all(differ) else {(row, column)}
        if any(differ) != all(differ) or not all(cells[each] for each in corners):
            continue
        found.append(corners - hidden - {cell})
    return min((new for new in found if new), key=lambda new: (sum(cells[each] for each in new), sorted(new)), default=set())


def _line(name: str, told: Collection[str]) -> str:
    return name if name in told else _REST


def _told(cells: Mapping[Cell, int], hidden: set[Cell], lines: Mapping[Cell, Cell]) -> set[Cell]:
    """Hidden cells, a small group together, that the sums give away; empty when there are none."""
    shorter = 0 if len({line[0] for line in lines.values()}) <= len({line[1] for line in lines.values()}) else 1
    places = {cell: (lines[cell][shorter], lines[cell][1 - shorter]) for cell in hidden}
    return next((each for each in _given_away(places) if 0 < sum(cells[cell] for cell in each) < SMALLEST), set())


def _given_away(places: Mapping[Cell, Cell]) -> Iterator[set[Cell]]:
    """What subsets of the shorter head's lines, and of the other's, leave of hidden cells when one is taken from the other."""
    across: dict[str, set[Cell]] = {}
    along: dict[str, set[Cell]] = {}
    for cell, (line, other) in places.items():
        along.setdefault(line, set()).add(cell)
        across.setdefault(other, set()).add(cell)
    yield from across.values()
    for size in range(1, len(along) + 1):
        for some in combinations(sorted(along), size):
            inside = {cell for line in some for cell in along[line]}
            yield {cell for other in across.values() if other & inside for cell in other} - inside
            yield inside - {cell for other in across.values() if other <= inside for cell in other}
