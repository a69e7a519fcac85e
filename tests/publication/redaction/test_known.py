"""The case's own identity in any disguise is a direct finding."""

import pytest

from portal.publication.redaction import Known, Label, find

KNOWN = Known(
    name="夏侯志勇",
    phone="13800138000",
    email="xh@example.com",
    id_number="120101199001010017",
    organisation="成都霁禾园林绿化工程有限公司",
    credit_code="91110000600037341L",
    contact_person="敖小芳",
    address="四川省成都市新都区清源镇柳树堰村53号",
    tracking_code="AB34-CD56-EF",
    case_number="XN202600123",
    attachment_names=("水泥厂的合同扫描.pdf",),
)
DIRECT = [
    ("他叫夏侯志勇。", "夏侯志勇"),
    ("他叫夏侯  志勇。", "夏侯  志勇"),
    ("志勇来过。", "志勇"),
    ("夏侯先生来过。", "夏侯先生"),
    ("敖女士和小芳说", "敖女士"),
    ("号码 1-3-8-0-0-1-3-8-0-0-0", "1-3-8-0-0-1-3-8-0-0-0"),
    ("号码壹叁捌零零壹叁捌零零零", "壹叁捌零零壹叁捌零零零"),
    ("写信到 XH @ example.com", "XH @ example.com"),
    ("证 120101－19900101－0017", "120101－19900101－0017"),
    ("霁禾园林不收", "霁禾园林"),
    ("霁禾说", "霁禾"),
    ("代码 9111 0000 6000 3734 1l", "9111 0000 6000 3734 1l"),
    ("住柳树堰村５３号", "柳树堰村５３号"),
    ("码是ab34cd56ef", "ab34cd56ef"),
    ("件号XN202600123", "XN202600123"),
    ("见水泥厂的合同扫描", "水泥厂的合同扫描"),
]


@pytest.mark.parametrize(("text", "value"), DIRECT)
def test_own_identity_is_a_direct_finding(text, value):
    direct = [item for item in find(text, KNOWN) if item.is_direct]
    start = text.index(value)
    offsets = {offset for item in direct for offset in range(item.start, item.end)}
    assert set(range(start, start + len(value))) <= offsets


def test_other_people_are_not_direct():
    findings = find("经办人：张伟，电话13900139000。", KNOWN)
    assert [(item.label, item.is_direct) for item in findings] == [(Label.PERSON, False), (Label.PHONE, False)]


def test_nothing_known_makes_nothing_direct():
    assert not any(item.is_direct for item in find("夏侯志勇的电话13800138000"))
