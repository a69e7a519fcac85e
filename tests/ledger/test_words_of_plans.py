"""What the words of the eight plans mean in days: schedules, and the inspections they ask for. Without database."""

from datetime import date

import pytest

from portal.ledger.cadence import planned_rounds, rhythms
from portal.ledger.schedule import Schedule, read_schedule
from portal.profiles.loader import list_profiles, read_profile

SCHEDULES = {
    "": Schedule(),
    "持续实施": Schedule(goes_on=True),
    "2017年起并逐年实施": Schedule(goes_on=True),
    "2018年12月底前完成": Schedule(date(2018, 12, 31)),
    "2018年12月底前完成，持续实施": Schedule(date(2018, 12, 31), goes_on=True),
    "2018年，持续实施": Schedule(date(2018, 12, 31), goes_on=True),
    "持续实施(涉及法律、行政法规的,按照立法程序推进)": Schedule(goes_on=True),
    # Words that the shipped plans do not have and another may.
    "2027年2月底前完成": Schedule(date(2027, 2, 28)),
    "2028年2月底前": Schedule(date(2028, 2, 29)),
    "2027年6月15日前": Schedule(date(2027, 6, 15)),
    "2027年底前完成": Schedule(date(2027, 12, 31)),
    "2027年上半年完成": Schedule(date(2027, 6, 30)),
    "2027年年底前完成，2028年6月底前总结": Schedule(date(2027, 12, 31)),
    "近期完成": Schedule(),
    "20XX年底前完成": Schedule(),
}


@pytest.mark.parametrize(("words", "wanted"), SCHEDULES.items())
def test_a_schedule_means_what_it_says(words, wanted):
    assert read_schedule(words) == wanted


def test_every_schedule_of_the_shipped_plans_is_in_the_table():
    assert {task.schedule or "" for profile in list_profiles() for task in profile.tasks} <= set(SCHEDULES)


# Profile and year → title, first day, last day, number of tasks looked at (0: all).
ROUNDS = {
    ("heping", 2026): [
        ("2026年年中检查", "2026-01-01", "2026-06-30", 20),
        ("2026年上半年专项督查", "2026-01-01", "2026-06-30", 0),
        ("2026年部门年度考核", "2026-01-01", "2026-12-31", 0),
        ("2026年年底考核", "2026-01-01", "2026-12-31", 20),
        ("2026年下半年专项督查", "2026-07-01", "2026-12-31", 0),
    ],
    ("heping", 2019): [
        ("2019年年初考核", "2019-01-01", "2019-03-31", 2),
        ("2019年年中检查", "2019-01-01", "2019-06-30", 20),
        ("2019年上半年专项督查", "2019-01-01", "2019-06-30", 0),
        ("2019年部门年度考核", "2019-01-01", "2019-12-31", 0),
        ("2019年年底考核", "2019-01-01", "2019-12-31", 20),
        ("2019年下半年专项督查", "2019-07-01", "2019-12-31", 0),
    ],
    ("sichuan", 2026): [
        (f"2026年第{name}季度政务诚信监测", first, last, 0)
        for name, first, last in (
            ("一", "2026-01-01", "2026-03-31"),
            ("二", "2026-04-01", "2026-06-30"),
            ("三", "2026-07-01", "2026-09-30"),
            ("四", "2026-10-01", "2026-12-31"),
        )
    ],
    ("tianjin", 2018): [("2018年失信记录全覆盖检查", "2018-01-01", "2018-12-31", 0)],
    ("tianjin", 2026): [],
    ("zhoucun", 2026): [],
    ("liaoning", 2026): [],
    ("kenli", 2026): [],
    ("zhuhai", 2026): [],
    ("xining-tjj", 2026): [],
}


@pytest.mark.parametrize(("key", "year"), ROUNDS)
def test_a_plan_asks_for_these_inspections_in_a_year(key, year):
    found = planned_rounds(read_profile(key).plain(), year)
    said = [(each.title, each.starts_on.isoformat(), each.due_on.isoformat(), len(each.task_keys)) for each in found]
    assert said == ROUNDS[key, year]


def test_inspections_that_a_task_names_with_its_year_look_at_those_tasks_only():
    found = {each.title: each.task_keys for each in planned_rounds(read_profile("heping").plain(), 2018)}
    assert found["2018年年初考核"] == tuple(f"heping-{number}" for number in (15, 16, 18, 19, 21, 23))
    assert found["2018年年中考查"] == ("heping-21", "heping-23")
    assert "heping-21" not in found["2018年年中检查"]


def test_every_line_of_every_cadence_has_a_name_and_says_whether_days_follow():
    for profile in list_profiles():
        content = profile.plain()
        found = rhythms(content)
        assert [each.quote for each in found] == [entry.get("quote", "") for entry in content.get("cadence", [])]
        for each, entry in zip(found, content.get("cadence", []), strict=True):
            assert each.title != entry["event"], f"{profile.key}: {entry['event']} has no Chinese name"
            assert each.is_dated is (entry["period"] in {"quarter", "half_year", "year", "once"})


def test_keys_of_inspections_are_told_apart_over_the_years():
    content = read_profile("heping").plain()
    keys = [each.key for year in range(2017, 2030) for each in planned_rounds(content, year)]
    assert len(keys) == len(set(keys))
