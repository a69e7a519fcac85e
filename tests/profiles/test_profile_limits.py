"""Terms that a profile sets otherwise than the law's table."""

import pytest

from portal.db import transaction
from portal.deadlines import queries
from portal.deadlines.counting import Unit
from portal.errors import RuleBroken
from portal.profiles import loader
from portal.profiles.difference import difference
from portal.profiles.loader import ProfileInvalid, parse_profile, problem_at, read_profile
from portal.routing.loading import load_profile

PLAIN = (loader.HERE / "zhuhai.yaml").read_text(encoding="utf-8")
LIMITS = """
limits:
  triage:
    value: 5
    unit: working
    basis: 《某市优化营商环境条例》第六十二条
  local_business_env:
    value: 15
    unit: working
    basis: 《某市优化营商环境条例》第六十二条
    label: 营商环境投诉答复
    start: 收到投诉
"""


def test_a_profile_with_limits_puts_them_in_force_and_one_without_takes_them_back(app):
    with app.app_context():
        with transaction():
            load_profile(parse_profile(PLAIN + LIMITS))
        limits = queries.limits()
        assert (limits["triage"].value, limits["triage"].unit) == (5, Unit.WORKING)
        assert (limits["local_business_env"].label, limits["local_business_env"].start) == ("营商环境投诉答复", "收到投诉")
        assert queries.list_limit_changes("triage", 5)[0].new_value == 5
        with transaction():
            load_profile(read_profile("zhuhai"))
        assert queries.limits()["triage"].value == 15 and "local_business_env" not in queries.limits()


def test_a_limit_the_law_does_not_allow_loads_nothing_and_is_told_with_its_line(app):
    text = PLAIN + "\nlimits:\n  callback: {value: 3}\n  handle: {value: 90}\n"
    with app.app_context():
        with pytest.raises(RuleBroken) as error, transaction():
            load_profile(parse_profile(text))
        assert error.value.field == "handle"
        assert queries.limits()["callback"].value == 5
    problem = problem_at(text, ("limits", "handle"), error.value.message)
    assert problem.line == text.splitlines().index("  handle: {value: 90}") + 1 and "handle" in problem.where


@pytest.mark.parametrize(
    ("wrong", "where", "words"),
    [
        ("  triage: {value: '5'}", "triage", "应是整数"),
        ("  triage: {value: 0}", "triage", "应从 1 开始"),
        ("  triage: {value: 5, unit: days}", "unit", "working"),
        ("  triage: {days: 5}", "days", "不认识这个键"),
        ("  Triage: {value: 5}", "Triage", "写法不对"),
    ],
)
def test_a_limit_that_is_written_wrongly_is_told_with_line_and_key(wrong, where, words):
    text = f"{PLAIN}\nlimits:\n{wrong}\n"
    with pytest.raises(ProfileInvalid) as error:
        parse_profile(text)
    [problem] = error.value.problems
    assert problem.line == text.splitlines().index(wrong) + 1
    assert where in problem.where and words in problem.message


def test_the_difference_names_each_limit():
    changes = [str(change) for change in difference(parse_profile(PLAIN), parse_profile(PLAIN + LIMITS))]
    assert changes == ["新增 时限“triage”", "新增 时限“local_business_env”"]
