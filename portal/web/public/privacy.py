"""What the privacy page says: what is kept of a reporter, and what the portal cannot protect from, as ``docs/security.md`` says it too."""

from portal.cases import retention
from portal.cases.secrecy.vocabulary import ErasedThing
from portal.custody.shares import NEEDED, SHARES

_BY_ARCHIVE = "按机关档案管理规定保存"
_NOBODY = "谁也看不到"
_WITH_CONSENT = "写明理由、经保管人同意"

# What no software of ours can prevent. A test compares these sentences with those of docs/security.md.
LIMITS = (
    "您的手机、电脑被别人拿着、看着，或者装了监视软件，本平台挡不住。请用自己信得过的设备，不要用被反映单位的电脑和网络。",
    "网络管理者和运营商能看到您打开过这个网站，看不到您写了什么。",
    "经过里写了只有少数人知道的细节，或者材料里有您的姓名、签字、声音，看的人可能猜出是您。",
    "谁拿到查询码，谁就能查进度、以您的名义留言。请不要截图发给别人。",
    "有人逼您交出查询码或者当面打开进度页，本平台挡不住。您可以不保存查询码，代价是以后查不了进度。",
    "举报人的身份由三位保管人分别保管，任何两位一起就能打开。两位保管人串通，本平台只能留下记录；再加上有人偷走数据，连记录也可能没有。",
    "投诉人的身份没有密封，只用服务器的密钥加密。数据和服务器密钥一起被偷走，投诉人的身份就会泄露。举报人的身份不会。",
    "有人完全控制了服务器，从那时起新提交的内容在密封之前可能被看到；以前密封的举报人身份仍然打不开。",
    "通知邮箱由系统用来发信，没有密封。邮件服务商能看到本平台给您发过信，看不到反映的内容。",
    "法院、检察院、公安、监察机关依法调取的，本平台必须配合。密封的身份同样要由两位保管人打开，并留下记录。",
    "承办人看得到您写的经过和处理过的材料。他们违反保密规定私下告诉别人，本平台只能查出谁在什么时候看过。",
)


def kept() -> tuple[tuple[str, str, str, str], ...]:
    """The rows of the table: what is collected, what for, who sees it, how long it is kept."""
    identity = f"办结后 {retention.kept_days(ErasedThing.IDENTITY)} 天销毁，您也可以在办结后申请提前销毁"
    address = f"办结后 {retention.kept_days(ErasedThing.ADDRESS)} 天销毁；您随时可以不再接收"
    return (
        ("您写的经过、单位、金额", "查清事实、答复您", "承办单位、监督人员；被反映的单位和它的下属看不到", _BY_ARCHIVE),
        ("材料：去掉隐藏信息的副本", "核实情况", "承办单位、监督人员；被反映的单位和它的下属看不到", _BY_ARCHIVE),
        ("材料：您上传的原件（匿名的不留）", "需要核对真伪时用", f"和您的身份一样保管；查看要{_WITH_CONSENT}", identity),
        ("姓名、电话、单位：您同意经办人员查看的投诉", "核实、答复您", "承办单位的承办人，要写明用途；每次都告诉您", identity),
        ("姓名、电话、单位：其他投诉", "核实、答复您", "承办人要写明理由，经身份保管人批准，限时查看；每次都告诉您", identity),
        (
            "姓名、电话：举报",
            "核实、答复您",
            f"密封保存，{SHARES} 位不同单位的保管人中 {NEEDED} 位同意才能打开，限时查看；每次都告诉您",
            identity,
        ),
        ("匿名反映", "不留姓名、电话、邮箱", "没有可以看的", "没有可以保存的"),
        ("电子邮箱（选填）", "有新进展时提醒您，不写内容", "谁也看不到；由系统用服务器密钥加密，只用来发信", address),
        ("查询码", "让您查进度", f"{_NOBODY}；只保存校验值", _BY_ARCHIVE),
        ("没有提交的草稿", "让您接着填", f"{_NOBODY}，加密保存", "24 小时不动就删除"),
        ("网络地址", "短时间内识别恶意大量提交", f"{_NOBODY}；不存入数据库，不写进访问日志", "只在内存里留校验值，很快清除"),
        ("谁看过、谁做过什么的记录", "查处违规查看", "审计管理员；看不到您的姓名和反映的内容", "不少于 6 个月，不能修改"),
        ("回执证明：收到和办理的日期", "让您证明日期没有被改过", "所有人；只有校验值，看不出是谁、什么事", "长期公开"),
    )
