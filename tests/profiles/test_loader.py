"""Reading profiles: all eight are whole, and a bad file says where it is wrong."""

from pathlib import Path

import pytest
import yaml

from portal.profiles import loader
from portal.profiles.loader import ProfileInvalid, ProfileMissing, parse_profile, profile_keys, read_profile

HEPING = (loader.HERE / "heping.yaml").read_text(encoding="utf-8")
EIGHT = ["heping", "kenli", "liaoning", "sichuan", "tianjin", "xining-tjj", "zhoucun", "zhuhai"]


def problems_of(text: str) -> list[str]:
    with pytest.raises(ProfileInvalid) as refused:
        parse_profile(text)
    return [str(problem) for problem in refused.value.problems]


def changed(old: str, new: str) -> tuple[str, int]:
    """The profile with the first ``old`` replaced, and the line on which that stands."""
    assert old in HEPING
    return HEPING.replace(old, new, 1), HEPING[: HEPING.index(old)].count("\n") + 1


def test_the_eight_profiles_are_shipped():
    assert profile_keys() == EIGHT


@pytest.mark.parametrize("key", EIGHT)
def test_a_profile_keeps_every_word_of_its_file(key):
    assert read_profile(key).plain() == yaml.safe_load((loader.HERE / f"{key}.yaml").read_text(encoding="utf-8"))
    assert read_profile(key).key == key


@pytest.mark.parametrize(
    ("key", "tasks", "areas", "organs"),
    [
        ("heping", 26, 6, 12),
        ("zhoucun", 18, 7, 20),
        ("liaoning", 17, 6, 19),
        ("kenli", 15, 5, 20),
        ("xining-tjj", 3, 0, 1),
        ("zhuhai", 8, 3, 16),
        ("tianjin", 15, 6, 2),
        ("sichuan", 15, 6, 20),
    ],
)
def test_a_profile_has_the_numbers_of_its_source(key, tasks, areas, organs):
    profile = read_profile(key)
    named = [each for each in profile.departments if each.kind == "organ"]
    assert (len(profile.tasks), len(profile.areas), len(named)) == (tasks, areas, organs)


def test_an_unknown_key_is_named_with_its_line_and_a_guess():
    text, line = changed("level: district", "levle: district")
    assert f"第 {line} 行，levle：不认识这个键，是不是 level？" in problems_of(text)


def test_a_missing_key_is_named():
    text, _ = changed("level: district", "")
    assert any("level：缺少这个键" in problem for problem in problems_of(text))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("schema: 1", "schema: 2", "schema：不能是“2”"),
        ("level: district", "level: distrct", "level：不能是“distrct”"),
        ("lead: [区财政局]", "lead: 区财政局", "应是列表"),
        ("name: 和平区\n\nlevel", "name: 2018\n\nlevel", "应是文字"),
        ("code: '120101'", "code: 120101", "应是文字"),
        ("code: '120101'", "code: '12010'", "写法不对"),
        ("    kind: organ\n", "    kind: organs\n", "是不是 organ？"),
        ("  - key: gov_procurement", "  - key: procurement", "areas[1].key"),
        ("lead: [区建委, 区财政局", "lead: [区建设委, 区财政局", "“区建设委”不在 departments 里"),
        ("lead: [区建委, 区财政局", "lead: [区财政局, 区财政局", "写了两次"),
        ("  - name: 区委网信办", "  - name: 区委组织部", "单位名称重复：区委组织部"),
        ("tasks: [17]", "tasks: [99]", "没有序号为 99 的任务"),
        ("    id: heping-03", "    id: heping-04", "应是 heping-03"),
        ("    area: gov_procurement", "    area: environment", "本配置没有领域 environment"),
        ("    area: gov_procurement\n", "", "要写 area"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(old, new, expected):
    text, line = changed(old, new)
    found = problems_of(text)
    assert any(expected in problem for problem in found), found
    named = [int(problem.split()[1]) for problem in found]
    assert any(abs(number - line) <= 2 for number in named), (line, found)


def test_all_problems_are_told_at_once_in_the_order_of_the_file():
    text = HEPING.replace("level: district", "level: x", 1).replace("    kind: organ\n", "    kind: y\n", 1)
    lines = [int(problem.split()[1]) for problem in problems_of(text)]
    assert len(lines) == 2
    assert lines == sorted(lines)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: [1", "YAML 写法有误"),
        ("key: a\nkey: b", "第 2 行，key：同一个键写了两次"),
        ("- 1", "应是一组“键: 值”"),
        ("", "应是一组“键: 值”"),
        ("a: &x [1]\nb: *x", "第 2 行，文件：不能使用别名"),
        ("a: 2018-99-99", "这个值不能读"),
        ("1: 2", "键必须是文字"),
        ("a: !!python/object/apply:os.system [ls]", "python"),
        ("x: " + "[" * 4000 + "]" * 4000, "嵌套太深"),
        ("x: " + "a" * (1024 * 1024), "超过 1 MB"),
    ],
)
def test_text_that_is_no_profile_is_refused_in_words(text, expected):
    found = problems_of(text)
    if "python" not in expected:
        assert expected in found[0]


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path):
    path = tmp_path / "bad.yaml"
    path.write_bytes("name: 和平区".encode("gbk"))
    with pytest.raises(ProfileInvalid, match="UTF-8"):
        read_profile(path)


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(ProfileMissing, match="heping、kenli"):
        read_profile("hepin")
