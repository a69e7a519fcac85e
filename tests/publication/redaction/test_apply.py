"""Masks after 法释〔2016〕19号 article 9 and what decisions make of a text."""

import pytest

from portal.publication.redaction import Choice, Decision, Label, apply, find, masked_name

MASKS = [
    ("张三丰", "张某"),
    ("张伟", "张某"),
    ("欧阳建国", "欧阳某"),
    ("买买提·吐尔逊", "买某"),
    ("约翰·史密斯", "约某"),
    ("John Smith", "J"),
    ("张　伟", "张某"),
    ("司徒秀兰", "司徒某"),
    ("阿依努尔•吐尔逊", "阿某"),
    ("马库斯・韦伯", "马某"),
    ("Nguyen Van Hung", "N"),
    ("Ｊｏｈｎ Ｓｍｉｔｈ", "J"),
]
TEXT = "张伟欠款，李强作证。"


@pytest.mark.parametrize(("name", "mask"), MASKS)
def test_a_name_keeps_its_surname_or_first_character(name, mask):
    assert masked_name(name) == mask


def test_different_people_with_one_mask_are_numbered_in_order_and_keep_their_number():
    findings = find("经办人：张伟。经办人：张建国。经办人：李强。经办人：张伟。")
    assert [item.suggestion for item in findings] == ["张某1", "张某2", "李某", "张某1"]


def test_numbers_follow_the_order_of_appearance_for_compound_surnames_and_foreign_names_too():
    findings = find("经办人：欧阳建国。经办人：欧阳娜娜。经办人：司徒志强。外方股东 John Smith 与 James Brown 来访。经办人：欧阳娜娜。")
    assert [item.suggestion for item in findings] == ["欧阳某1", "欧阳某2", "司徒某", "J1", "J2", "欧阳某2"]


def test_one_name_written_in_two_ways_is_one_person():
    findings = find("经办人：张　伟。经办人：张伟。经办人：张建国。")
    assert [item.suggestion for item in findings] == ["张某1", "张某1", "张某2"]


def test_hide_replace_and_keep():
    decisions = [
        Decision(0, 2, Label.PERSON),
        Decision(5, 7, Label.PERSON, Choice.REPLACE, "李某"),
        Decision(7, 9, Label.PERSON, Choice.KEEP),
    ]
    assert apply(TEXT, decisions) == "【已隐去：姓名】欠款，李某作证。"


def test_order_of_decisions_does_not_matter_and_overlaps_never_uncover():
    decisions = [Decision(1, 2, Label.PERSON, Choice.KEEP), Decision(0, 2, Label.PERSON)]
    assert apply(TEXT, decisions) == apply(TEXT, decisions[::-1]) == "【已隐去：姓名】欠款，李强作证。"


def test_an_empty_list_changes_nothing():
    assert apply(TEXT, []) == TEXT


def test_a_decision_outside_the_text_is_refused():
    with pytest.raises(ValueError, match="outside"):
        apply(TEXT, [Decision(5, 99, Label.PERSON)])


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("于2019年7月3日试灯", "2019年7月"),
        ("于2019-11-04发还", "2019年11月"),
        ("沈阳岚砚机械制造有限公司", "某企业"),
        ("镇上张副局长说", "某副局长"),
        ("分管的欧阳副县长到场", "某副县长"),
        ("执行法官国庆春介绍", "国某"),
        ("于2018.3.6签收", "2018年3月"),
        ("于3月6日送达", "3月"),
        ("公司叫洁美家，", "某企业"),
        ("手机13800138000", "【已隐去：电话号码】"),
    ],
)
def test_suggestions(text, suggestion):
    assert suggestion in [item.suggestion for item in find(text)]


def test_taking_every_suggestion_leaves_no_direct_or_number_like_finding():
    text = "经办人：张伟，手机13800138000，身份证120101199001010017，住阳光花园3号楼2单元501室。"
    decisions = [Decision(item.start, item.end, item.label, Choice.REPLACE, item.suggestion) for item in find(text)]
    assert apply(text, decisions) == "经办人：张某，手机【已隐去：电话号码】，身份证【已隐去：证件号码】，住【已隐去：详细地址】。"
    assert find(apply(text, decisions)) == []
