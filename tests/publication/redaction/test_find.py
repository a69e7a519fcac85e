"""What is found and what stays, label by label; all people, firms and numbers are invented."""

import pytest

from portal.publication.redaction import find

FOUND = [
    ("PERSON", "经办人：张伟，已答复。", "张伟"),
    ("PERSON", "由欧阳建国牵头负责。", "欧阳建国"),
    ("PERSON", "执行法官国庆春介绍了情况。", "国庆春"),
    ("PERSON", "雇用买买提•吐尔逊等三人。", "买买提•吐尔逊"),
    ("PERSON", "外方股东 John Smith 来访。", "John Smith"),
    ("PERSON", "牧民扎西多吉反映草场补助。", "扎西多吉"),
    ("PERSON", "证人：李　强", "李　强"),
    ("PERSON", "我姓乔，别的不说了。", "乔"),
    ("PERSON", "张丽丽、何秀梅、应有庆等六人来访。", "应有庆"),
    ("PERSON", "收条我拍照发您了。贾瑞敬上", "贾瑞"),
    ("PERSON", "时任招商局副局长束亮被批评教育。", "束亮"),
    ("PERSON", "孩子家长梁爽可以给我作证。", "梁爽"),
    ("PERSON", "均由马千里个人账户转出，马千里不认。", "马千里"),
    ("PERSON", "因张冬梅工作不认真，和何志强一起调离。", "何志强"),
    ("PERSON", "您（甘露）反映的问题收悉。", "甘露"),
    ("PERSON_TITLE", "我找总包，总包仇经理说跟分包要。", "仇经理"),
    ("PERSON_TITLE", "镇上张局长答应过。", "张局长"),
    ("PERSON_TITLE", "欧阳副镇长也在场。", "欧阳副镇长"),
    ("PERSON_TITLE", "后来找刘总，刘总不认。", "刘总"),
    ("PERSON_TITLE", "隔壁孙奶奶可以作证。", "孙奶奶"),
    ("PHONE", "请打 138 0013 8000 找我", "138 0013 8000"),
    ("PHONE", "手机１３８００１３８０００。", "１３８００１３８０００"),
    ("PHONE", "手机一三八零零一三八零零零。", "一三八零零一三八零零零"),
    ("PHONE", "手机幺三八〇〇幺三八〇〇〇。", "幺三八〇〇幺三八〇〇〇"),
    ("PHONE", "联系+86-138-0013-8000。", "+86-138-0013-8000"),
    ("PHONE", "拨1 3 8 0 0 1 3 8 0 0 0。", "1 3 8 0 0 1 3 8 0 0 0"),
    ("PHONE", "办公室(0533)6123456。", "(0533)6123456"),
    ("PHONE", "座机6123456，晚上打。", "6123456"),
    ("ID", "身份证120101199001010017。", "120101199001010017"),
    ("ID", "身份证120101199001010018，号码抄错。", "120101199001010018"),
    ("ID", "证号 120101 19900101 001X。", "120101 19900101 001X"),
    ("ID", "证号１２０１０１１９９００１０１００１７", "１２０１０１１９９００１０１００１７"),
    ("ID", "老证120101900101001，", "120101900101001"),
    ("ID", "护照号E12345678，", "E12345678"),
    ("BANK", "打入6222 0212 3456 7890 123。", "6222 0212 3456 7890 123"),
    ("BANK", "账户1230740889999。", "1230740889999"),
    ("PLATE", "车牌鲁C·12A45。", "鲁C·12A45"),
    ("PLATE", "开着鲁ＣＤ１２３４５走了", "鲁ＣＤ１２３４５"),
    ("EMAIL", "邮箱lao.wang@example.com。", "lao.wang@example.com"),
    ("EMAIL", "邮箱laowang＠163．com。", "laowang＠163．com"),
    ("IM", "微信laowang_1978。", "laowang_1978"),
    ("IM", "QQ：12345678", "12345678"),
    ("ADDRESS", "家住周村区阳光花园3号楼2单元501室。", "阳光花园3号楼2单元501室"),
    ("ADDRESS", "位于建设北路96号附7号。", "建设北路96号附7号"),
    ("ADDRESS", "家住泰和城１４号楼１单元８０１。", "泰和城１４号楼１单元８０１"),
    ("ADDRESS", "北郊镇小柳村四组的地。", "小柳村四组"),
    ("ORG_PRIVATE", "承包方沈阳岚砚机械制造有限公司未付款。", "沈阳岚砚机械制造有限公司"),
    ("ORG_PRIVATE", "总包单位青浦岑和建筑安装有限责任公司。", "青浦岑和建筑安装有限责任公司"),
    ("ORG_PRIVATE", "项目由砚帆园林接着干。", "砚帆园林"),
    ("ORG_PRIVATE", "找潼岳公司要钱。", "潼岳公司"),
    ("ORG_PRIVATE", "由恒顺客运公司运营。", "恒顺客运公司"),
    ("ORG_PRIVATE", "甲方：湘西老爹果业有限公司", "湘西老爹果业有限公司"),
    ("ORG_PRIVATE", "在佛山市顺德区乐从镇钢联物流有限公司干活。", "佛山市顺德区乐从镇钢联物流有限公司"),
    ("ORG_PRIVATE", "补贴给了天眼安防科技，我们没有。", "天眼安防科技"),
    ("ORG_PRIVATE", "旁边就是小裘理发，早关了。", "小裘理发"),
    ("ORG_PRIVATE", "工钱是欠在田野装修的。", "田野装修"),
    ("ORG_PRIVATE", "大海园林的项目经理说没收到款。", "大海园林"),
    ("ORG_PRIVATE", "找宏安居经理要过三次。", "宏安居"),
    ("ORG_PRIVATE", "代理机构：华中高诚，已备案。", "华中高诚"),
    ("ORG_PRIVATE", "在好朋友文具店赊的账。", "好朋友文具店"),
    ("ADDRESS", "我在祥和里住了三十年。", "祥和里"),
    ("ADDRESS", "大山都知道，我住弄怀屯。", "弄怀屯"),
    ("ADDRESS", "店在长安街与学府路交叉口西北角。", "长安街与学府路交叉口西北角"),
    ("ADDRESS", "我是锦绣江南小区的，锦绣江南没通气。", "锦绣江南"),
    ("PERSON", "我叫马上，家里三口人。", "马上"),
    ("PERSON", "找新来的展望副县长，她也没说法。", "展望"),
    ("PERSON", "镇上找海洋镇长签的字。", "海洋"),
    ("PERSON", "发放如下：盖忠：55,000元；万有：90,240元；车强：120,044元；", "万有"),
    ("PERSON", "姓农 名志高 广西人", "志高"),
    ("PERSON", "转包给了马哈茂德，他又走了。", "马哈茂德"),
    ("PERSON_TITLE", "县残联向科长说让重新评。", "向科长"),
    ("ORG_PRIVATE", "灯是明月灯具城赊的。", "明月灯具城"),
    ("ORG_PRIVATE", "社区已会同启诚物业清理。", "启诚物业"),
    ("ORG_PRIVATE", "供应商中大博远没来，又约谈中大博远。", "中大博远"),
    ("ORG_PRIVATE", "附件2 汇恒信投标文件。", "汇恒信"),
    ("DOC_NO", "账本第一页有编号乡往来0047。", "乡往来0047"),
    ("IM", "网民“清风徐来_88”：", "清风徐来_88"),
    ("PERSON_TITLE", "三栋小芸妈妈：我录了。", "小芸妈妈"),
    ("PERSON", "带班的是二栓子，他去了外地。", "二栓子"),
    ("PERSON", "雷阳：谁去？\n秦海：我去。\n雷阳：好。\n", "雷阳"),
    ("PERSON", "我老伴盛夏高血压，等不起。", "盛夏"),
    ("ADDRESS", "育才路教师公寓2单元没有证。", "育才路教师公寓2单元"),
    ("ADDRESS", "在便江镇吕家庄子村42号。", "吕家庄子村42号"),
    ("USCC", "信用代码91110000600037341L。", "91110000600037341L"),
    ("DOC_NO", "案号（2019）鲁0306民初2207号。", "（2019）鲁0306民初2207号"),
    ("DOC_NO", "合同编号：HT/2016-118。", "HT/2016-118"),
    ("DOC_NO", "责令书平人社监罚字〔2018〕第012号。", "平人社监罚字〔2018〕第012号"),
    ("DOC_NO", "举报件编号：20220301000017", "20220301000017"),
    ("BIRTH", "1951年5月9日生，独居。", "1951年5月9日"),
    ("BIRTH", "我爹36年九月初六生的。", "36年九月初六"),
    ("BIRTH", "出生日期：一九七二年六月九日", "一九七二年六月九日"),
    ("EXACT_DATE", "于2019年7月3日试灯。", "2019年7月3日"),
]
STAYS = [
    "国务院《意见》国发〔2016〕76号、国务院令第724号、第二十五条。",
    "周村区政府、区财政局、和平街道办事处、县人民法院、农业农村局。",
    "请拨打12345或者12388，共1,593,133元，总投资16200000000元。",
    "于是高兴地说万一江山如画；现任镇长和原局长都在，经理不在。",
    "张某的电话138****2211，尾号3308，某企业已受理。",
    "区城投公司、供电公司、本公司、分公司、物业公司。",
    "按GF-2017-0201示范文本签订，K3+200至K7+850段。",
    "欠付的人工费现已付清，村委会盖章，免费技能培训，智慧路灯，占道经营。",
    "送了两盒茶叶，占了我家鱼塘，村级卫生室和农家书屋都没建，残联理事长来过。",
    "路线在文昌路与学府路交叉口改道，住建局成立联合调查组，他住医院里。",
    "外墙保温不给补，二线建设拆除，建成冷库一座，口袋公园变停车场，规划图上是公园。",
    "健全招标投标信用信息公开制度，加强政务诚信和政德教育，用电一页六毛五。",
    "这个地址指向本机，周村区“信用周村”专栏公开。",
    "向店主致歉，向局长汇报，他在学校食堂吃饭，开了个小店，到教育局408室领取。",
    "找包青天也没用，都学焦裕禄。全村、农村和行政村都一样。",
]


def covered(text: str) -> set[int]:
    """All offsets inside findings."""
    return {offset for item in find(text) for offset in range(item.start, item.end)}


@pytest.mark.parametrize(("label", "text", "value"), FOUND)
def test_identifying_text_is_found_under_its_label(label, text, value):
    found = [(item.label.value, item.text) for item in find(text)]
    assert any(label == kind and value in words for kind, words in found), found


@pytest.mark.parametrize(("label", "text", "value"), FOUND)
def test_no_character_of_identifying_text_leaks_between_other_sentences(label, text, value):
    noise = "镇政府已将此事纳入台账。"
    whole = f"{noise}\n{text}\n{noise}"
    start = whole.index(value)
    assert set(range(start, start + len(value))) <= covered(whole)


@pytest.mark.parametrize("text", STAYS)
def test_public_words_stay(text):
    assert [item.text for item in find(text)] == []


def test_findings_are_sorted_apart_and_say_what_they_cover():
    text = "".join(row[1] for row in FOUND)
    findings = find(text)
    assert all(one.end <= other.start for one, other in zip(findings, findings[1:], strict=False))
    assert all(text[item.start : item.end] == item.text and item.suggestion and 0 < item.confidence <= 1 for item in findings)


def test_a_name_found_once_is_found_everywhere():
    text = "经办人：乜月兰。窗口说乜月兰不在，月兰又去了。"
    assert [item.text for item in find(text)] == ["乜月兰", "乜月兰", "月兰"]


def test_a_firm_found_once_is_found_by_its_short_names():
    text = "临朐县汐砚市政工程有限公司中标，汐砚市政进场后汐砚公司停工。"
    assert [item.text for item in find(text)] == ["临朐县汐砚市政工程有限公司", "汐砚市政", "汐砚公司"]
