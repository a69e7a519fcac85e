"""The export of every shipped plan, compared cell by cell with its YAML file; the reading here shares nothing with the portal."""

import io
from pathlib import Path

import pytest
import yaml
from docx import Document
from docx.enum.section import WD_ORIENT
from openpyxl import load_workbook

from portal.accounts.vocabulary import Role
from portal.profiles.loader import profile_keys
from tests.factories import make_user
from tests.ledger.making import load

PROFILES = Path(__file__).resolve().parents[2] / "portal" / "profiles"
# The columns of each source, in its own order, said a second time on purpose.
COLUMNS = {
    "heping": ["序号 seq", "类别 group", "工作任务 text", "责任单位 responsible_text", "时间进度 schedule", "检查考核 inspection"],
    "zhoucun": [
        *("序号 seq", "类别 group", "章节 section", "工作任务 text", "责任单位 responsible_text", "时间进度 schedule"),
        *("正文要求 detail", "正文责任分工 detail_responsible_text"),
    ],
    "liaoning": ["序号 seq", "类别 group", "章节 section", "任务 title", "工作任务 text", "责任单位 responsible_text"],
    "kenli": ["序号 seq", "类别 group", "章节 section", "工作任务 text", "责任单位 responsible_text"],
    "xining-tjj": [
        *("序号 seq", "类别 group", "章节 section", "任务 title", "工作任务 text", "责任单位 responsible_text", "具体事项 items"),
    ],
    "zhuhai": ["序号 seq", "类别 group", "章节 section", "工作任务 text", "责任单位 responsible_text"],
    "tianjin": ["序号 seq", "类别 group", "章节 section", "任务 title", "工作任务 text", "责任单位 responsible_text"],
    "sichuan": [
        *("序号 seq", "类别 group", "任务 title", "工作任务 text", "责任单位 responsible_text", "时间进度 schedule"),
        "成果形式 deliverables",
    ],
}
NOT_A_CELL = {"id", "lead", "responsible", "support"}  # read out of responsible_text, no cells of the source


def wanted(key: str) -> tuple[str, list[list[str]]]:
    """The title of the source, and its table with the heads, from the file itself."""
    content = yaml.safe_load((PROFILES / f"{key}.yaml").read_text(encoding="utf-8"))
    pairs = [each.split(" ") for each in COLUMNS[key]]
    rows = [[said(task.get(name)) for _title, name in pairs] for task in content["tasks"]]
    assert {name for task in content["tasks"] for name in task} - NOT_A_CELL == {name for _title, name in pairs}, "a cell would be lost"
    return content["source"]["title"], [[title for title, _name in pairs], *rows]


def said(value: object) -> str:
    return "\n".join(value) if isinstance(value, list) else "" if value is None else str(value)


def test_every_shipped_plan_has_its_columns_said_here():
    assert set(COLUMNS) == set(profile_keys())


@pytest.mark.parametrize("key", COLUMNS)
def test_the_exports_equal_the_plan_cell_by_cell(app, sign_in_as, key):
    load(key)
    title, table = wanted(key)
    client = sign_in_as(make_user(Role.SUPERVISOR)).client
    sheet = load_workbook(io.BytesIO(client.get("/oversight/ledger/export?format=xlsx").data)).active
    cells = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert cells == table
    paper = Document(io.BytesIO(client.get("/oversight/ledger/export?format=docx").data))
    assert [[cell.text for cell in row.cells] for row in paper.tables[0].rows] == table
    assert title in [paragraph.text for paragraph in paper.paragraphs]
    section = paper.sections[0]
    assert section.orientation == WD_ORIENT.LANDSCAPE
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)


def test_progress_comes_behind_the_columns_of_the_source_and_a_filter_keeps_the_order(app, sign_in_as):
    load()
    client = sign_in_as(make_user(Role.SUPERVISOR)).client
    answer = client.get("/oversight/ledger/export", query_string={"progress": "1", "group": "组织保障"})
    rows = list(load_workbook(io.BytesIO(answer.data)).active.iter_rows(values_only=True))
    assert rows[0] == ("序号", "类别", "工作任务", "责任单位", "时间进度", "检查考核", "进展状态", "期限", "最近进展")
    assert [row[0] for row in rows[1:]] == [23, 24, 25, 26]
    assert [row[6] for row in rows[1:]] == ["逾期", "未启动", "未启动", "未启动"]
    assert rows[1][7] == "2018-12-31"
