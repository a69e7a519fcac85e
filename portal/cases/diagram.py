"""The state machine as a page of the docs, made from the table: ``python -m portal.cases.diagram`` prints docs/workflow.md."""

from portal.cases.vocabulary import Status
from portal.cases.workflow import TRANSITIONS, Transition

_HEAD = """# The life of a case

Generated from `portal/cases/workflow.py` by `python -m portal.cases.diagram > docs/workflow.md`; a test fails when it is stale.
Overdue and due soon are no states: they are computed from the running clocks.
"""
_TABLE_HEAD = """
Every action. An empty target keeps the status; clocks are rule keys of `portal/deadlines/limits.py`; a clock
struck out ends without being met.

| action | button | from | to | permission | meets | starts | reason | reporter sees it |
|---|---|---|---|---|---|---|---|---|
"""


def workflow_page() -> str:
    """The whole page: the diagram of the moves between states, then the table of all actions."""
    moves = [line for row in TRANSITIONS.values() for line in _moves(row)]
    states = [f'    state "{status.label}" as {status.value}' for status in Status]
    diagram = ["```mermaid", "stateDiagram-v2", *states, *moves, "```"]
    return _HEAD + "\n" + "\n".join(diagram) + "\n" + _TABLE_HEAD + "\n".join(_line(row) for row in TRANSITIONS.values()) + "\n"


def _moves(row: Transition) -> list[str]:
    if row.target is None:
        return []
    sources = [source.value for source in row.sources if source is not row.target] or ["[*]"]
    return [f"    {source} --> {row.target.value}: {row.action.label}" for source in sources]


def _line(row: Transition) -> str:
    target = "" if row.target is None else f"{row.target.value} (or back)" if row.returns else row.target.value
    sources = "any" if len(row.sources) == len(Status) else ", ".join(source.value for source in row.sources)
    ends = [f"all end{' but ' + ', '.join(row.spares) if row.spares else ''}"] if row.cancels else [f"~~{key}~~" for key in row.ends]
    meets = ", ".join([*([] if row.cancels else row.meets), *ends])
    cells = (row.action.value, row.action.label, sources, target, row.permission.value, meets, ", ".join(row.starts))
    return f"| {' | '.join(cells)} | {'yes' if row.needs_reason else ''} | {'yes' if row.is_public else ''} |"


if __name__ == "__main__":
    print(workflow_page(), end="")
