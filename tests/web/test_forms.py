"""What forms accept, how they say what to change, and where a broken rule lands."""

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, PasswordField, StringField, TextAreaField
from wtforms.validators import DataRequired
from wtforms.validators import Length as BrowserLength

from portal.errors import RuleBroken
from portal.vocabulary import Labelled
from portal.web.forms import (
    Between,
    CreditCode,
    DayField,
    DayText,
    Email,
    FilterForm,
    HouseForm,
    Length,
    ManyChoices,
    MoneyField,
    MonthField,
    Needed,
    OneChoice,
    OneOf,
    Phone,
    SelectOne,
    attach,
    form_errors,
)


class Manner(Labelled):
    """A small vocabulary."""

    NAMED = "named", "留姓名"
    ANONYMOUS = "anonymous", "匿名"


class Everything(FilterForm):
    """One field of each kind; a form without CSRF, since that is not what is tested."""

    name = StringField("姓名", [Needed("请写您的姓名")])
    secret = PasswordField("密码")
    story = TextAreaField("发生了什么", [Length(20, 30, ask="请写明发生了什么")])
    manner = OneChoice("方式", [Needed("请选择方式")], choices=Manner)
    region = SelectOne("区县", choices=[("1", "和平区"), ("2", "河西区")])
    topics = ManyChoices("方面", choices=[("a", "采购"), ("b", "招标")])
    signed = DayField("签订日期", [Between(latest=lambda: date(2026, 11, 21))])
    about = MonthField("大约时间")
    since = DayText("起始日期")
    amount = MoneyField("金额")
    code = StringField("信用代码", [CreditCode()])
    phone = StringField("电话", [Phone()])
    mail = StringField("邮箱", [Email()])
    word = StringField("词", [OneOf(["一", "二"])])
    truthful = BooleanField("属实", [Needed("请确认内容属实")])


GOOD = {"name": "王小明", "manner": "named", "truthful": "y"}


@pytest.fixture(autouse=True)
def context() -> Iterator[None]:
    """Forms read the request and the app's settings."""
    app = Flask("forms")
    app.config.update(SECRET_KEY="x", WTF_I18N_ENABLED=False)
    with app.test_request_context():
        yield


def filled(**answers) -> tuple[Everything, dict[str, list[str]]]:
    """The form after validation, with good answers for whatever is not given, and its errors by field."""
    form = Everything(MultiDict({**GOOD, **answers}))
    form.validate()
    return form, {name: list(messages) for name, messages in form.errors.items()}


def test_good_answers_pass_and_choices_become_members_of_the_vocabulary():
    form, errors = filled(region="2", topics="b")
    assert errors == {}
    assert form.manner.data is Manner.NAMED
    assert (form.region.data, form.topics.data) == ("2", ["b"])


def test_single_lines_are_stripped_and_made_half_width_but_passwords_are_left_alone():
    form, _errors = filled(name="　ＡＢ１２ 王小明 ", secret=" ｐ 1 ", story="一\r\n二 ")
    assert form.name.data == "AB12 王小明"
    assert form.secret.data == " ｐ 1 "
    assert form.story.data == "一\n二"


def test_an_empty_form_asks_once_for_each_needed_answer_in_order():
    form = Everything(MultiDict({"name": "　 "}))
    assert not form.validate()
    assert [(problem.anchor, problem.message) for problem in form_errors(form)] == [
        ("name", "请写您的姓名"),
        ("manner-0", "请选择方式"),
        ("truthful", "请确认内容属实"),
    ]


def test_a_choice_that_is_not_offered_is_refused_in_chinese():
    _form, errors = filled(manner="secret", region="9", topics="z", word="三")
    assert errors["manner"] == ["请从列出的选项里选一项"]
    assert errors["region"] == errors["topics"] == errors["word"] == ["请从列出的选项里选一项"]


def test_the_empty_line_of_a_select_is_no_answer():
    form, errors = filled(region="")
    assert form.region.data is None and errors == {}
    assert '<option selected value="">请选择</option>' in str(form.region())


def test_choices_offered_for_a_request_replace_the_first_ones():
    form = Everything(MultiDict({**GOOD, "region": "7"}))
    form.region.offer([("7", "南开区")])
    assert form.validate() and form.region.data == "7"


@pytest.mark.parametrize(
    ("story", "message"),
    [
        ("太短的七个字呀", "请写明发生了什么，至少 20 个字（现在 7 个字）"),
        ("字" * 31, "「发生了什么」最多 30 个字（现在 31 个字），请删减 1 个字"),
    ],
)
def test_a_length_error_says_the_limit_and_the_present_count(story, message):
    _form, errors = filled(story=story)
    assert errors["story"] == [message]


def test_a_day_is_read_from_parts_with_full_width_digits_and_shown_back_as_typed():
    form, errors = filled(**{"signed-year": "２０２５年", "signed-month": "0３", "signed-day": "８日"})
    assert errors == {} and form.signed.data == date(2025, 3, 8)
    assert [part.text for part in form.signed.parts] == ["２０２５年", "0３", "８日"]


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        (("2026", "2", ""), "请把「签订日期」写完整，例如 2026 年 3 月 8 日"),
        (("2026", "2", "30"), "2026 年 2 月没有 30 日，请再核对一遍"),
        (("26", "2", "3"), "「签订日期」的年份要写四位数字，例如 2026"),
        (("2026", "13", "3"), "「签订日期」的月份要在 1 到 12 之间"),
        (("2026", "11", "22"), "「签订日期」不能晚于 2026 年 11 月 21 日"),
    ],
)
def test_a_wrong_day_says_what_is_wrong_and_leads_to_the_year(parts, message):
    form, errors = filled(**dict(zip(("signed-year", "signed-month", "signed-day"), parts, strict=True)))
    assert errors["signed"] == [message]
    assert form_errors(form)[0].anchor == "signed-year"


def test_a_form_opened_with_values_takes_them_apart():
    form = Everything(data={"signed": date(2025, 3, 8), "about": "2026-03", "amount": 123450})
    assert [part.text for part in form.signed.parts] == ["2025", "3", "8"]
    assert [part.text for part in form.about.parts] == ["2026", "3"]
    assert 'value="1234.50"' in str(form.amount())


def test_a_rough_time_needs_no_month():
    assert filled(**{"about-year": "2026", "about-month": ""})[0].about.data == "2026"
    assert filled(**{"about-year": "2026", "about-month": "３"})[0].about.data == "2026-03"


@pytest.mark.parametrize("text", ["2026-03-08", "2026年3月8日", "20260308", "２０２６.3.8", "2026/03/08"])
def test_staff_may_write_a_day_in_one_piece(text):
    assert filled(since=text)[0].since.data == date(2026, 3, 8)


def test_a_day_in_one_piece_that_is_none_keeps_what_was_typed():
    form, errors = filled(since="昨天")
    assert errors["since"] == ["「起始日期」要像 2026-03-08 这样写"]
    assert 'value="昨天"' in str(form.since())


@pytest.mark.parametrize(
    ("text", "unit", "fen"),
    [
        ("350", "yuan", 35000),
        ("3.5", "wan", 3500000),
        ("１２,345.6", "yuan", 1234560),
        ("三万五千元", "wan", 3500000),
        ("叁万伍仟元整", "yuan", 3500000),
        ("三万五", "yuan", 3500000),
        ("1.2亿", "yuan", 12000000000),
        ("12万", "wan", 12000000),
        ("一百零二元五角", "yuan", 10250),
        ("一亿零五百", "yuan", 10000050000),
        ("¥100", "yuan", 10000),
    ],
)
def test_a_sum_is_read_from_arabic_and_chinese_digits_in_either_unit(text, unit, fen):
    form, errors = filled(**{"amount": text, "amount-unit": unit})
    assert errors == {} and form.amount.data == fen


@pytest.mark.parametrize("text", ["很多", "-5", "1.234", "12.3.4", "１０^99"])
def test_what_is_no_sum_is_refused_and_shown_back(text):
    form, errors = filled(amount=text)
    assert errors["amount"] == ["「金额」要写数字，例如 35000 或 3.5 万"]
    assert form.amount.data is None and f'value="{text}"' in str(form.amount())


def test_a_credit_code_is_normalised_and_its_faults_are_told_apart():
    assert filled(code="91 3500-00717848 43x8".upper().replace("X", ""))[1]["code"][0].startswith("统一社会信用代码是 18 位")
    form, errors = filled(code="９１110000-802100433b")
    assert errors == {} and form.code.data == "91110000802100433B"
    assert filled(code="91110000802100433C")[1]["code"] == ["统一社会信用代码里有抄错的字符，请对照营业执照再核对一遍"]


def test_a_phone_is_shown_back_as_typed_and_a_mail_address_is_checked():
    form, errors = filled(phone="+86 138-0013 8000", mail="a@Example.COM")
    assert errors == {} and form.phone.data == "+86 138-0013 8000"
    _form, errors = filled(phone="12345", mail="a@b@c")
    assert errors["phone"] == ["请写 11 位手机号，或带区号的固定电话，例如 022-12345678"]
    assert errors["mail"] == ["请检查邮箱地址，要像 name@example.com 这样"]


def test_fields_are_rendered_without_browser_checks_in_another_language():
    class Limited(FilterForm):
        name = StringField("姓名", [DataRequired(), BrowserLength(min=2, max=5)], render_kw={"class": "own", "autocomplete": "name"})

    rendered = str(Limited().name(class_="input"))
    assert "required" not in rendered and "length" not in rendered
    assert 'class="own input"' in rendered
    assert 'autocomplete="name"' in rendered


def test_a_broken_rule_lands_beside_its_field_or_on_the_whole_form():
    form, _errors = filled()
    attach(RuleBroken("name", "这个姓名不能用"), form)
    attach(RuleBroken("nowhere", "这件反映已经提交过"), form)
    assert [(problem.anchor, problem.message) for problem in form_errors(form)] == [
        (None, "这件反映已经提交过"),
        ("name", "这个姓名不能用"),
    ]
    assert form.errors["name"] == ["这个姓名不能用"]


def test_a_posting_form_carries_a_key_that_stays_the_same_until_it_is_sent():
    class Small(HouseForm):
        name = StringField("姓名")

    first, second = Small(), Small()
    assert len(first.submission_key.data) >= 24 and first.submission_key.data != second.submission_key.data
    again = Small(MultiDict({"submission_key": first.submission_key.data}))
    assert again.submission_key.data == first.submission_key.data
