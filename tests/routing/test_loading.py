"""Loading profiles into the database."""

import pytest

from portal.accounts.departments import operations as tree
from portal.accounts.departments.queries import all_departments, find_department, get_department
from portal.accounts.vocabulary import DepartmentKind, Role
from portal.db import engine, session, transaction
from portal.profiles import loader
from portal.profiles.loader import ProfileInvalid, profile_keys, read_profile
from portal.profiles.queries import count_ledger, current, get_current, list_ledger
from portal.routing import commands, queries
from portal.routing.loading import OtherJurisdiction, load_profile
from tests import factories

HEPING = (loader.HERE / "heping.yaml").read_text(encoding="utf-8")
pytestmark = pytest.mark.usefixtures("database")


def load(key: str):
    with transaction():
        return load_profile(read_profile(key))


def snapshot() -> dict[str, list[tuple[object, ...]]]:
    session.expire_all()
    return {
        "departments": [(each.id, each.name, each.path, each.kind, each.is_active, each.position) for each in all_departments()],
        "organs": [(area.key, each.department_id, each.role, each.position) for area in queries.all_areas() for each in area.organs],
        "owners": [(each.id, each.function, each.department_id, each.role, each.is_inferred) for each in queries.owners()],
        "ledger": [(each.id, each.task_key, each.text) for each in list_ledger()],
        "jurisdiction": [(get_current().digest, get_current().loaded_at)],
    }


@pytest.mark.same_queries
@pytest.mark.parametrize("key", profile_keys())
def test_every_profile_loads_and_loading_it_again_changes_nothing(key):
    assert load(key).is_first
    before = snapshot()
    again = load(key)
    assert (again.is_first, again.changes) == (False, [])
    assert snapshot() == before
    assert count_ledger() == len(read_profile(key).tasks)


def test_all_organs_hang_below_the_government_and_collectives_stand_alone():
    load("heping")
    root = find_department("和平区人民政府")
    assert root.kind is DepartmentKind.GOVERNMENT
    assert root.path == f"/{root.id}/"
    for department in all_departments():
        if department.is_collective:
            assert department.path == f"/{department.id}/"
        elif department is not root:
            assert department.path == f"/{root.id}/{department.id}/"
            assert department.region_code == "120101"


def test_the_ledger_keeps_every_cell():
    load("zhoucun")
    row = next(each for each in list_ledger() if each.seq == 5)
    entry = next(each for each in read_profile("zhoucun").tasks if each.seq == 5)
    assert (row.text, row.detail, row.responsible_text) == (entry.text, entry.detail, entry.responsible_text)
    assert (row.responsible, row.deliverables, row.group) == (entry.responsible, entry.deliverables, entry.group)


def test_local_edits_survive_a_second_load():
    load("heping")
    with transaction():
        finance = find_department("区财政局")
        tree.set_contacts(finance, "022-11112222", "某路 1 号", "工作日 9:00–17:00")
        tree.rename_department(find_department("区建委"), "区住房建设委")
        tree.add_department("区住建局质监站", DepartmentKind.INSTITUTION, finance)
        tree.deactivate_department(find_department("区法制办"))
        queries.find_area("ppp").hint = "自己写的说明"
        get_current().settings = {"phone": "022-3"}
    load("heping")
    session.expire_all()
    assert find_department("区财政局").phone == "022-11112222"
    assert find_department("区建委").name == "区住房建设委"
    assert [each.name for each in all_departments()].count("区建委") == 0
    assert find_department("区住建局质监站").is_active
    assert not find_department("区法制办").is_active
    assert queries.find_area("ppp").hint == "自己写的说明"
    assert get_current().settings == {"phone": "022-3"}


def test_a_department_that_leaves_the_profile_stays_with_its_history(tmp_path):
    load("heping")
    gone, staffed = find_department("区委宣传部").id, find_department("区合作交流办")
    factories.make_user(Role.OFFICER, department=staffed)
    staffed_id = staffed.id
    text = HEPING.replace("lead: [区委宣传部]", "lead: [区财政局]").replace("区财政局, 区合作交流办]", "区财政局]")
    for name in ("区委宣传部", "区合作交流办"):
        text = text.replace(f"  - name: {name}\n    kind: organ\n    roles: [lead]\n", "")
    changed = tmp_path / "heping.yaml"
    changed.write_text(text, encoding="utf-8")
    said = commands.load_text(str(changed))
    assert "去掉 单位“区委宣传部”" in said
    assert not get_department(gone).is_active
    assert get_department(staffed_id).is_active
    load("heping")
    assert get_department(gone).is_active


def test_a_bad_file_changes_nothing(tmp_path):
    load("heping")
    before = snapshot()
    bad = tmp_path / "bad.yaml"
    bad.write_text(HEPING.replace("title: 招商引资", "titel: 招商引资"), encoding="utf-8")
    with pytest.raises(ProfileInvalid, match="titel"):
        commands.load_text(str(bad))
    assert snapshot() == before


def test_another_jurisdiction_takes_the_place_of_an_empty_one_but_not_of_one_at_work():
    load("heping")
    load("zhuhai")
    assert current().name == "珠海市"
    assert {area.key for area in queries.areas()} == {"bidding", "gov_procurement", "gov_debt"}
    assert not find_department("区财政局").is_active
    factories.make_user(Role.OFFICER, department=find_department("市财政局"))
    before = snapshot()
    with pytest.raises(OtherJurisdiction, match="珠海市"):
        load("heping")
    assert snapshot() == before


def test_the_commands_say_what_they_did():
    engine()
    assert "还没有装入配置" in commands.profile_list_text()
    assert commands.load_text("heping") == "已装入和平区（heping）。"
    assert commands.load_text("heping") == "和平区（heping）没有变化。"
    assert "* heping" in commands.profile_list_text()
    assert commands.check_text(str(loader.HERE / "zhuhai.yaml")).startswith("可以使用：珠海市（zhuhai）")
