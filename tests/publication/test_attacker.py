"""An attacker reads everything public of two hundred cases, joins it, and looks for the people behind them.

What could lead to a reporter is looked for as people and machines write it; what is published together is grouped; and days are looked
for anywhere, because a day ties an outcome to whoever was seen at the office on it. The same attacker finds leaks that are planted.
"""

import io
import random
import re
from collections import Counter
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from portal import clock
from portal.cases import queries as cases
from portal.cases.identity import Identity
from portal.cases.vocabulary import Finding
from portal.db import transaction
from portal.publication import operations
from portal.supervision.disclosure import SMALLEST
from portal.supervision.operations import refresh_public_figures
from tests.publication import stories

NUMBER, WHOLE_WAY = 200, 20
# What a careless officer copies from a report into the facts: people, firms, numbers and days as they are written and disguised.
HOSTILE = (
    "经查，{name}（电话{phone}）所在的{organisation}承建的工程已经验收，区建委没有付款。",
    "{organisation}法定代表人{name}反映，区建委没有按合同付款，短信发到{spaced}。",
    "反映人{name}的邮箱是{email}，合同于2025年8月17日签订，区建委没有付款。",
    "{given}在{year}年{month}月{day}日到区政务服务中心反映，{firm}公司的货款没有支付。",
    "办件{number}：联系人{name}，手机：{phone}，区建委没有履行合同。",
    "被欠款的是{firm}，经办人{name}，微信{phone}，身份证120101198501011237，区建委没有付款。",
    "{name}与区建委签订合同，合同编号HT-2025-0817，开户账号6222020302064567891，货款没有支付。",
    "经核实，{organisation}（简称“{firm}”）的{name}住和平区南京路219号3门502室，区建委没有付款。",
    "查询码{code}对应的反映属实：{firm}、{given}所说的工程款没有支付，电话{full_width}。",
    "企业负责人{name}先后三次找区建委，{email}有往来邮件，{organisation}的工程款没有支付。",
)
SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨", "晓梅志强海燕建国丽华文博雨桐"
# A day of the calendar, however written; a month is no day. The day on which a page last changed is the publisher's and not the reporter's.
DAY = re.compile(r"20\d\d年\d{1,2}月\d{1,2}日|20\d\d-\d\d-\d\d|(?<!\d)\d{1,2}月\d{1,2}日")
HARMLESS = re.compile(r"20\d\d-\d\d-01|打印时间：[^<]*|统计于[^<。]*|说明更新日期：[^<。]*")
PAGES = ("/", "/outcomes?end=1", "/outcomes?sort=longest", "/departments", "/figures", "/outcomes?keyword=工程款", "/sitemap")
FILES = (
    "/outcomes.atom",
    "/outcomes.csv",
    "/outcomes.json",
    "/data/outcomes.csv",
    "/data/outcomes.json",
    "/data/figures.csv",
    "/sitemap.xml",
)


def invented(number):
    """A person and a firm that occur once."""
    chance = random.Random(number)
    name = chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, 2)) + "ABCDEFGHJKLM"[number % 12]
    firm = f"天津{''.join(chance.sample('岚砚澜泓骏腾翊曜翎', 3))}{number}建筑有限公司"
    return Identity(name=name, phone=f"139{chance.randrange(10**8):08d}", email=f"p{number}x@mail.example", organisation=firm)


def hostile(number, identity, case_number, code, received):
    """Facts that hold everything that must not come out."""
    firm = identity.organisation.removeprefix("天津").removesuffix("建筑有限公司")
    told = {"name": identity.name, "phone": identity.phone, "email": identity.email, "organisation": identity.organisation}
    return HOSTILE[number % len(HOSTILE)].format(
        **told,
        given=identity.name[1:],
        firm=firm,
        number=case_number,
        code=code,
        spaced=f"{identity.phone[:3]} {identity.phone[3:7]} {identity.phone[7:]}",
        full_width=identity.phone.translate({ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)}),
        year=received.year,
        month=received.month,
        day=received.day,
    )


def released(people, receipt, facts, finding):
    """The text goes through all hands of the release desk; the officer does whatever the portal suggests."""
    with clock.pretend(stories.at(2026, 10, 12)):
        text = stories.draft(people, stories.closed(people, receipt, facts=facts, finding=finding, commitment=""))
        for _ in range(3):  # what is taken out may uncover something else
            text = stories.settle_findings(text, people)
        return stories.release(stories.change(text, operations.submit, people.officer), people)


@pytest.fixture
def story(app):
    """Two hundred reports with their people; twenty texts went the whole way, the others stand beside them as published."""
    people = stories.cast()
    first = stories.released(people)
    known = {}
    for number in range(NUMBER):
        chance, identity = random.Random(number), invented(number)
        received = stories.at(2026, chance.randrange(1, 9), chance.randrange(2, 28), chance.randrange(8, 18))
        receipt = stories.filed(people, identity=identity, received=received)
        case = cases.get_case(receipt.case_id)
        if number < WHOLE_WAY:
            facts = hostile(number, identity, case.number, receipt.tracking_code, received)
            known_as = [identity, case.number, receipt.tracking_code, received]
            known[released(people, receipt, facts, list(Finding)[number % 2]).public_id] = known_as
            continue
        made = stories.add_outcome(
            first,
            case_id=case.id,
            received_month=f"{received:%Y-%m}",
            replied_month=f"{received + timedelta(days=40):%Y-%m}",
            area_key=("gov_procurement", "bidding")[number % 2],
            finding=list(Finding)[number % 2],
            days_used=10 + number % 30,
        )
        known[made.public_id] = [identity, case.number, receipt.tracking_code, received]
    with transaction():
        refresh_public_figures()
    return known


def everything_public(client, public_ids):
    """All that a visitor can load, by address: pages, one page for each outcome, feed, files, interface, maps of the site."""
    found = {path: client.get(path).get_data(as_text=True) for path in (*PAGES, *FILES, *(f"/outcomes/{each}" for each in public_ids))}
    path = "/api/v1/outcomes?limit=100"
    while path:
        answer = client.get(path)
        found[path] = answer.get_data(as_text=True)
        path = (answer.get_json()["next"] or "").partition("/api")[2] and "/api" + answer.get_json()["next"].partition("/api")[2]
    found["/api/v1/figures"] = client.get("/api/v1/figures").get_data(as_text=True)
    for month in re.findall(r"/sitemap/outcomes-\d{4}-\d\d\.xml", found["/sitemap.xml"]):
        found[month] = client.get(month).get_data(as_text=True)
    sheet = load_workbook(io.BytesIO(client.get("/outcomes.xlsx").data), read_only=True).active
    found["/outcomes.xlsx"] = " ".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row)
    return found


def squeezed(text):
    """Without what people put between signs."""
    return re.sub(r"[\s\-　·.]", "", text)


def identifiers(identity, number, code):
    """What names a person or a case, as it may be written."""
    firm = identity.organisation.removeprefix("天津").removesuffix("建筑有限公司")
    return [
        identity.name,
        identity.name[1:],
        identity.phone,
        identity.phone[-8:],
        identity.email,
        identity.organisation,
        firm,
        number,
        code,
    ]


def named(found, known):
    """Addresses that hold a direct identifier, with it."""
    text = {path: squeezed(body) for path, body in found.items()}
    everything = "\n".join(text.values())
    wanted = [squeezed(word) for identity, number, code, _at in known.values() for word in identifiers(identity, number, code)]
    hits = [word for word in wanted if word in everything]
    return [(path, word) for word in hits for path, body in text.items() if word in body]


def days(found):
    """Addresses of texts about outcomes that tell a day."""
    about = {path: HARMLESS.sub("", body) for path, body in found.items() if "outcomes" in path}
    return [(path, match[0]) for path, body in about.items() if (match := DAY.search(re.sub(r"<(updated|lastmod)>.*?</\1>", "", body)))]


def small_groups(client, years):
    """Figures told of one to four cases."""
    rows = [row for year in years for row in client.get(f"/api/v1/figures?year={year}").get_json()["items"]]
    return [row for row in rows for name in ("received", "replied", "rated", "satisfied") if row[name] in range(1, SMALLEST)]


def alone(rows, known):
    """Published rows whose month of receipt fewer than five reports share: whoever saw somebody hand in a report then would know."""
    months = Counter(f"{at:%Y-%m}" for _identity, _number, _code, at in known.values())
    return [row["id"] for row in rows if 0 < months[row["received_month"]] < SMALLEST]


def test_nobody_of_two_hundred_is_found_in_all_that_is_public(app, story):
    client = app.test_client()
    found = everything_public(client, story)
    assert len(found) > NUMBER and not [path for path, body in found.items() if not body]
    assert not named(found, story)
    assert not days(found)
    assert not small_groups(client, (clock.today().year, clock.today().year - 1))
    rows = client.get("/data/outcomes.json").get_json()
    assert {row["id"] for row in rows} >= set(story)
    assert not alone([row for row in rows if row["id"] in story], story)


@pytest.mark.parametrize(
    ("leak", "look"),
    [
        (lambda identity, number, code, at: identity.name, named),
        (lambda identity, number, code, at: identity.phone[:3] + " " + identity.phone[3:7] + "-" + identity.phone[7:], named),
        (lambda identity, number, code, at: identity.organisation[2:-6], named),
        (lambda identity, number, code, at: code, named),
        (lambda identity, number, code, at: number, named),
        (lambda identity, number, code, at: f"{at.year}年{at.month}月{at.day}日", lambda found, known: days(found)),
    ],
    ids=["name", "phone with gaps", "short name of a firm", "tracking code", "case number", "day of the report"],
)
def test_the_attacker_finds_a_planted_leak(leak, look):
    identity = invented(7)
    secrets = [identity, "120101-20260803-123456", "ABCD2345EFGH6789", stories.at(2026, 8, 3)]
    known = {"x": secrets}
    clean = {"/outcomes/x": "<p>经查，区建委没有按合同付款，2026年8月答复。</p>"}
    assert not look(clean, known)
    assert look({"/outcomes/x": clean["/outcomes/x"] + f"<p>{leak(*secrets)}</p>"}, known)


def test_the_attacker_sees_whom_a_row_leaves_alone():
    lonely = {"x": [None, "", "", stories.at(2026, 8, 3)]}
    assert alone([{"id": "x", "received_month": "2026-08", "replied_month": "2026-09"}], lonely) == ["x"]
