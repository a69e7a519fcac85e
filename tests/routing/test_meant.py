"""Which departments a reporter's words mean: a report must not reach whom it accuses because the words were not the exact name."""

import pytest

from portal.routing.meant import Meant, Named, meant_by

GOVERNMENT, FINANCE, BUILDING, REFORM, MARKET, PARTY, PRESS = range(1, 8)
KNOWN = [
    Named(GOVERNMENT, ("和平区人民政府",), is_exact_only=True),
    Named(FINANCE, ("区财政局", "和平区财政局")),
    Named(BUILDING, ("区建委", "和平区建委")),
    Named(REFORM, ("区发展改革委", "和平区发展改革委", "区发改委")),
    Named(MARKET, ("区市场监管局", "和平区市场监管局")),
    Named(PARTY, ("区委组织部", "和平区委组织部")),
    Named(PRESS, ("区委宣传部", "和平区委宣传部")),
]


def meant(text):
    return meant_by(text, KNOWN, "和平区")


@pytest.mark.parametrize(
    "text",
    [
        "区财政局",
        "和平区财政局",
        "天津市和平区财政局",
        "财政局",
        "财政",
        "区财政局采购科",
        "和平区财政局采购办",
        "区财政局。",
        "财政局(采购办)",
    ],
)
def test_a_department_is_named_in_everyday_words_too(text):
    assert meant(text) == Meant(named=(FINANCE,))


@pytest.mark.parametrize(
    ("text", "department"),
    [
        ("和平区发展和改革委员会", REFORM),
        ("发改委", REFORM),
        ("市场监督管理局", MARKET),
        ("建设委员会", BUILDING),
        ("区建委质量站", BUILDING),
    ],
)
def test_short_and_long_forms_of_a_name_mean_the_same(text, department):
    assert meant(text) == Meant(named=(department,))


def test_several_departments_can_be_named_at_once():
    assert meant("区财政局、区建委") == Meant(named=(FINANCE, BUILDING))


@pytest.mark.parametrize(("text", "possible"), [("天津市财政局", FINANCE), ("南开区财政局", FINANCE), ("区住建委", BUILDING)])
def test_a_department_of_another_place_or_of_a_like_name_is_only_possible(text, possible):
    assert meant(text) == Meant(possible=(possible,))


def test_words_that_fit_several_departments_name_none():
    assert set(meant("区委").possible) >= {PARTY, PRESS}
    assert meant("区委").named == ()


@pytest.mark.parametrize("text", ["某某建设有限公司", "局", "", "、，", "说不准"])
def test_words_that_mean_no_department_mean_nothing(text):
    assert meant(text) == Meant()


def test_the_government_itself_is_meant_by_its_exact_name_only():
    assert meant("和平区人民政府") == Meant(named=(GOVERNMENT,))
    assert GOVERNMENT not in meant("和平区人民政府采购中心").named
