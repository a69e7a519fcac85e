"""Numbers as people write them to be clever or by accident: each brace holds what must not stay. All numbers are invented."""

import re

import pytest

from portal.publication.redaction import Label, find

DISGUISES = """
电话{1️⃣3️⃣8️⃣0️⃣0️⃣1️⃣3️⃣8️⃣0️⃣0️⃣0️⃣}打
电话{①③⑧⓪⓪①③⑧⓪⓪⓪}打
手机{13O-12O4-5678}。
手机{1三八0013八000}。
打{+852 6123 4567}找我
打{(852)61234567}找我
打{852-61234567}找我
电话{886-2-2345-6789}，
电话{00852-2345 6789}，
电话{+853 6612 3456}，
手机{0912-345-678}，
手机{0086 138 0013 8000}。
手机{138—0013—8000}。
手机{138.0013.8000}。
手机{138/0013/8000}。
手机{138,0013,8000}。
手机{138，0013，8000}。
手机{138。0013。8000}。
手机{138 - 0013 - 8000}。
手机{138_0013_8000}。
手机{138~0013~8000}。
手机{138【0013】8000}。
手机{138(0013)8000}。
手机{1.3.8.0.0.1.3.8.0.0.0}。
手机{1、3、8、0、0、1、3、8、0、0、0}。
手机{壹叁捌零零壹叁捌零零零}。
手机{么三八零零么三八零零零}。
手机{腰三八零零腰三八零零零}。
手机{138零零138零零零}。
手机{l38oo138ooo}。
手机{138*0013*8000}。
我的号{幺三八，零零幺三，八零零零}
电话{0533一6321234}。
电话{0533 - 632 1234}。
座机{632 1234}。
座机{六三二一二三四}。
手机{138-0013-8000}/{139-0013-8001}
传真：{0533－6321234}
身份证{三七零三零三一九八五零一零一一二三四}，
香港身份证{A123456(7)}，
港澳通行证{H1234567800}，
台胞证{06632187}，
台湾身份证{A123456789}，
护照 {G1234 5678}，
护照：{PE 0123456}。
军官证{南字第12345678号}，
卡号{6222-0212-3456-7890-123}。
卡号{六二二二零二一二三四五六七八九零一二三}。
账号{6222.0212.3456.7890}，
账号{62220212 34567890123}，
车牌{鲁C 12345}，
车牌{鲁c-12345}，
车牌{鲁C·D12345}，
车牌{鲁 C 1 2 3 4 5}，
车牌{粤Z·1234港}，
车牌{鲁CD12345}（绿牌）
车{苏·A 88K12}
车牌{鲁C.AB123}
邮箱{abc@163点com}。
邮箱{abc艾特163.com}。
邮箱{abc at 163 dot com}
邮箱{abc@qq。com}
邮箱{abc＃qq.com}
邮箱{abc[at]qq.com}
邮箱{abc(at)qq(dot)com}
邮箱{abc 小老鼠 qq.com}
VX:{abc123}
v:{abc12345}
威❤：{abc12345}
加薇 {abc-1234}
加V：{abc_1234}
QQ群 {123456789}
扣扣号：{一二三四五六七}
WeChat ID: {lily_88}
微信{lily-88_zz}，
微 信：{wyl_liu_0821}
微信 号 {wyl_liu_0821}
wx：{wyl0821}
V❤{wyl0821}
卫星号{wyl0821}
绿泡泡：{wyl0821}
企鹅号{3320197}
发我 {zk_8821kai}
信用代码{91 3303 0012 3456 789X}，
税号{9133030012345678９X}，
统一社会信用代码：{91330300MA2ABCDE1x}
受理号：{1830021}、{1843377}、{1901245}。
注册编号{川251161803347}）
交房单{JF-0530-118}）
出库单号{CK20210304}。
收据{№0038817}，
快递单号{SF1234567890123}
房产证{鲁（2018）淄博周村区不动产权第0001234号}
宅基地证{周集用（1998）第0312号}
（{（2019）鲁03民终123号}）
{鲁0306民初2207号}
{2019鲁0306民初2207号}
{〔2020〕鲁03执恢45号之二}
仲裁案号{淄劳人仲案字[2021]第88号}
信访件{鲁信访〔2021〕1234号}
行政处罚决定书{周市监处罚〔2022〕15号}
编号为{ZBZC-2021-0088}的项目
采购编号{SDGP370306202102000123}
工单{20230417008812}
工单（{ZB230417-0088}）
查询码{A8F3-22K9-7710}
1932.2.14生，
生于{1932.2.14}，
{1932.2.14}生个
{1985/1/1}出生
{85年1月1日}生
{85.01.01}生人
{民国二十一年三月初三}生
{六八年腊月十九}生
出生：{1968-12}
{1968年12月}生人
{一九六八年十二月}出生
电话{0872-2190557}，187****6130（公示时隐去）
扣扣{415 207 936}。
证书编号{（陕）JZ安许证字〔2018〕030417}，
发票（号码{04417726}）已开
发票代码{3600194320}，号码{04417727}，已认证
""".strip().splitlines()
NEIGHBOURS = ["139-8765-4321", "13987654321", "0872-2190557", "362401197510130512", "6228480402564890018"]
BETWEEN = ["，", ",", "、", "/", " ", "。", ".", "和", "或", "；"]
STAYS = [
    "共1,593,133元，分3、4、5三期，每期138,001元。",
    "什么2000元，为什么3800户，2019-2020年度第3-12条。",
    "按GF-2017-0201示范文本，K3+200至K7+850段，12345、12388。",
    "欠款46.20万元、112.75万元，面积138.0013亩。",
]


@pytest.mark.parametrize("line", DISGUISES)
def test_every_digit_is_hidden(line):
    pieces = re.split("[{}]", line)
    text = "".join(pieces)
    hidden = {at for each in find(text) if each.label is not Label.EXACT_DATE for at in range(each.start, each.end)}
    start = 0
    for index, piece in enumerate(pieces):
        if index % 2:
            assert hidden >= set(range(start, start + len(piece)))
        start += len(piece)


@pytest.mark.parametrize("text", STAYS)
def test_amounts_and_public_numbers_stay(text):
    assert [each.text for each in find(text)] == []


@pytest.mark.parametrize("sign", BETWEEN)
@pytest.mark.parametrize("second", NEIGHBOURS)
@pytest.mark.parametrize("first", NEIGHBOURS)
def test_a_number_beside_another_one_is_hidden_with_it(first, second, sign):
    hidden = "".join(each.text for each in find(f"联系方式：{first}{sign}{second}。"))
    assert first in hidden and second in hidden


@pytest.mark.parametrize("number", NEIGHBOURS)
def test_a_masked_number_behind_takes_nothing_away(number):
    assert number in [each.text for each in find(f"联系方式：{number}，187****6130。")]
