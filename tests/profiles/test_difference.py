"""The difference between two versions of a profile, in words."""

from portal.profiles import loader
from portal.profiles.difference import ChangeKind, difference
from portal.profiles.loader import parse_profile, read_profile

HEPING = (loader.HERE / "heping.yaml").read_text(encoding="utf-8")


def test_a_profile_does_not_differ_from_itself():
    assert difference(read_profile("zhuhai"), read_profile("zhuhai")) == []


def test_everything_is_new_against_nothing():
    changes = difference(None, read_profile("xining-tjj"))
    assert {change.kind for change in changes} == {ChangeKind.ADDED}
    assert "新增 单位“办公室”" in [str(change) for change in changes]


def test_each_kind_of_change_is_told_once_and_nothing_else_is():
    entry = "  - name: 区委宣传部\n    kind: organ\n    roles: [lead]\n"
    text = HEPING.replace(entry, entry.replace("区委宣传部", "区司法局"))
    text = text.replace("lead: [区委宣传部]", "lead: [区司法局]").replace("title: 招商引资", "title: 招商")
    changes = [str(change) for change in difference(read_profile("heping"), parse_profile(text))]
    assert changes == [
        "去掉 单位“区委宣传部”",
        "新增 单位“区司法局”",
        "修改 重点领域“investment_promotion”的标题：招商引资 → 招商",
        "修改 任务“25”的牵头：区委宣传部 → 区司法局",
    ]


def test_a_key_that_falls_away_is_shown_as_empty():
    text = HEPING.replace("    scope: 政务失信行为\n", "", 1)
    assert [str(change) for change in difference(read_profile("heping"), parse_profile(text))] == [
        "修改 投诉渠道“和平政务网”的范围：政务失信行为 → （空）"
    ]
