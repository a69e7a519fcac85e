"""How each jurisdiction's site is called."""

from types import SimpleNamespace

import pytest

from portal.profiles.loader import read_profile
from portal.profiles.sites import full_name, site_of
from portal.profiles.vocabulary import Level


def jurisdiction(key: str, **settings: str) -> SimpleNamespace:
    profile = read_profile(key)
    sites = profile.plain().get("publication", {}).get("sites", [])
    return SimpleNamespace(name=profile.name, level=Level(profile.level), sites=sites, settings=settings)


@pytest.mark.parametrize(
    ("key", "credit_site", "organiser"),
    [
        ("heping", "信用和平", "和平区人民政府"),
        ("zhoucun", "信用周村", "周村区人民政府"),
        ("liaoning", "信用辽宁", "辽宁省人民政府"),
        ("kenli", "政务诚信公示", "垦利县人民政府"),
        ("xining-tjj", "政务诚信公示", "西宁市统计局"),
        ("zhuhai", "政务诚信公示", "珠海市人民政府"),
        ("tianjin", "信用天津", "天津市人民政府"),
        ("sichuan", "信用中国（四川）", "四川省人民政府"),
    ],
)
def test_every_profile_gives_its_site_a_name_and_a_credit_page(key, credit_site, organiser):
    site = site_of(jurisdiction(key))
    assert (site.credit_site_name, site.organiser) == (credit_site, organiser)
    assert site.name == f"{site.jurisdiction}政务诚信投诉举报平台"
    assert site.footer == ()
    assert site.phone == ""


def test_edited_settings_win_over_the_profile():
    site = site_of(jurisdiction("heping", site_name="和平诚信", phone="022-1", icp="津ICP备1号", credit_site_name="信用和平专栏"))
    assert (site.name, site.phone, site.credit_site_name) == ("和平诚信", "022-1", "信用和平专栏")
    assert [(item.label, item.text) for item in site.footer] == [("ICP备案号", "津ICP备1号")]


def test_before_a_profile_is_loaded_the_site_has_neutral_words():
    assert site_of(None).credit_site_name == "政务诚信公示"


@pytest.mark.parametrize(
    ("department", "name", "level", "full"),
    [
        ("区财政局", "和平区", Level.DISTRICT, "和平区财政局"),
        ("财政厅", "四川省", Level.PROVINCE, "四川省财政厅"),
        ("省发展改革委", "四川省", Level.PROVINCE, "四川省发展改革委"),
        ("和平区人民政府", "和平区", Level.DISTRICT, "和平区人民政府"),
        ("办公室", "西宁市统计局", Level.BUREAU, "西宁市统计局办公室"),
    ],
)
def test_a_department_has_a_name_as_people_outside_say_it(department, name, level, full):
    assert full_name(department, name, level) == full
