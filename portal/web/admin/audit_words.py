"""The audit log in Chinese: what its stored words mean to a reader."""

from collections.abc import Mapping
from typing import Any

from portal.accounts.vocabulary import Role
from portal.cases.secrecy.vocabulary import ErasedThing, ErasureCause, Purpose
from portal.cases.vocabulary import Secrecy, Status
from portal.cases.workflow import Action
from portal.custody.vocabulary import ActKind
from portal.publication.workflow import PublicationAction

_PLAIN = {
    "account:edit": "修改人员信息",
    "account:UserCreated": "开通账号",
    "account:UserDisabled": "停用账号",
    "account:UserEnabled": "恢复账号",
    "account:UserUnlocked": "解锁账号",
    "account:PasswordSet": "设置密码",
    "account:SecondFactorConfirmed": "绑定动态验证码",
    "account:SecondFactorReset": "取消动态验证码",
    "account:PasskeyAdded": "添加通行密钥",
    "account:PasskeyRemoved": "移除通行密钥",
    "account:PasskeySuspended": "通行密钥可能被复制，已停用",
    "account:OtherSessionsEnded": "退出其他设备",
    "account:InvitationCreated": "生成设置密码的链接",
    "account:SignedIn": "登录",
    "account:SignedOut": "退出",
    "account:SignInFailed": "登录没有通过",
    "account:AccountLocked": "账号锁定",
    "account:RoleGranted": "授予角色",
    "account:RoleRevoked": "收回角色",
    "case:read": "查看办件",
    "publication:read": "查看公示稿",
    "order:read": "查看督办单",
    "request:read": "查看身份申请",
    "identity:request": "申请查看反映人身份",
    "identity:approve": "批准查看反映人身份",
    "identity:refuse": "不批准查看反映人身份",
    "identity:withdraw": "撤回查看身份的申请",
    "identity:expire": "查看身份的申请或查看到期",
    "identity:read": "查看反映人身份",
    "identity:erase": "销毁身份或联系方式",
    "case:hold": "保留办件（暂不销毁）",
    "case:lift_hold": "解除保留",
    "original:read": "查看附件原件",
    "account:PersonEdited": "修改本人信息",
    "letter:write": "核实函：起草",
    "letter:refuse": "核实函：驳回",
    "letter:send": "核实函：发出",
    "letter:open": "核实函：收函单位打开",
    "letter:answer": "核实函：回函",
    "identity:share": "核实函：按同意告知名称",
    "order:issue": "督办：下发",
    "order:answer": "督办：答复",
    "order:return": "督办：退回重报",
    "order:close": "督办：销号",
    "publication:preview": "公示：反映人过目",
    "publication:choice": "公示：反映人改变意愿",
    "correction:propose": "公示：提出更正",
    "correction:review": "公示：更正审核通过",
    "correction:apply": "公示：更正公开页",
    "correction:refuse": "公示：不采用更正",
    "correction:term": "公示：改公示期",
    "objection:receive": "公示：收到异议",
    "objection:ask_others": "公示：异议请其他单位核实",
    "objection:decide": "公示：处理异议",
    "reply:ask": "公示：送被反映单位回应",
    "reply:answer": "公示：被反映单位回应",
    "reply:accept": "公示：采用回应",
    "reply:refuse": "公示：不采用回应",
    "publication:rules": "公示：修改规则",
    "department:add": "增加单位",
    "department:change": "修改单位",
    "department:activate": "恢复使用单位",
    "department:deactivate": "停用单位",
    "template:add": "增加模板",
    "template:change": "修改模板",
    "calendar:change": "修改工作日历",
    "profile:load": "装入地区配置",
    "site:change": "修改网站信息",
    "mail:retry": "重新发送邮件",
    "custody:CustodyKeyMade": "密封密钥：生成",
    "custody:CustodyKeyRotated": "密封密钥：更换",
    "custody:CustodyKeyGivenUp": "密封密钥：放弃",
    "custody:PassphraseSet": "保管人：设置口令",
    "custody:PassphraseWrong": "保管人：口令不对",
    "custody:ShareRecovered": "保管人：用恢复单取回份额",
    "custody:SheetShown": "保管人：查看恢复单",
    "custody:ActBegun": "保管人：收到申请",
    "custody:ActApproved": "保管人：同意",
    "custody:ActGranted": "保管人：两位已同意",
    "custody:ActRefused": "保管人：不同意",
    "custody:ActCollected": "打开密封的内容",
    "custody:ActEnded": "保管人：申请结束",
    "audit:read": "查看审计日志",
    "audit:check": "检查审计日志",
    "audit:export": "导出审计日志",
    "audit:erase": "销毁个人内容",
}
ACTIONS = {
    **{f"case:{action.value}": f"办件：{action.label}" for action in Action},
    **{f"publication:{action.value}": f"公示：{action.label}" for action in PublicationAction},
    **_PLAIN,
}
OBJECTS = {
    "case": "办件",
    "letter": "核实函",
    "order": "督办单",
    "request": "身份申请",
    "user": "账号",
    "publication": "公示",
    "department": "单位",
    "template": "模板",
    "calendar": "工作日历",
    "jurisdiction": "地区配置",
    "message": "邮件",
    "custody_key": "密封密钥",
    "custody_act": "保管人申请",
    "audit": "审计日志",
}
_DETAILS = {
    "people": "要几个人",
    "at_once": "马上公开",
    "silence_publishes": "没有回答也公开",
    "choice": "公开意愿",
    "from": "原状态",
    "to": "新状态",
    "reason": "理由",
    "number": "文号",
    "role": "角色",
    "step": "步骤",
    "agrees": "同意公开",
    "case": "办件",
    "name": "名称",
    "before": "原名称",
    "successor_id": "承接单位编号",
    "changed": "改了",
    "changes": "变化处数",
    "days": "天数",
    "moved": "移动的期限",
    "intact": "完整",
    "action": "动作",
    "object_kind": "对象",
    "kind": "事项",
    "subject": "对象标记",
    "place": "输入口令的地方",
    "object_id": "对象编号",
    "username": "用户名",
    "since": "从",
    "until": "到",
    "page": "页面",
    "request": "申请编号",
    "report": "反映编号",
    "file": "附件编号",
    "level": "保密级别",
    "purpose": "用途",
    "what": "内容",
    "cause": "原因",
}
_VALUES = {
    **{status.value: status.label for status in Status},
    **{role.value: role.label for role in Role},
    **{kind.value: kind.label for kind in ActKind},
    **{each.value: each.label for words in (Purpose, ErasedThing, ErasureCause) for each in words},
    "identity and originals": "身份信息和材料原件",
    "original": "一份材料的原件",
    "True": "是",
    "False": "否",
    "None": "无",
}


_LEVELS = {level.value: level.label for level in Secrecy}  # "open" is the word of an act too


def said_action(action: str) -> str:
    """An action in Chinese; one that is not in the table stays as it is stored."""
    return ACTIONS.get(action, action)


def said_object(kind: str, number: str) -> str:
    """What an entry is about: 办件 12."""
    return f"{OBJECTS.get(kind, kind)} {number}" if number != "log" else OBJECTS.get(kind, kind)


def said_detail(detail: Mapping[str, Any]) -> str:
    """The details in one line."""
    return "；".join(f"{_DETAILS.get(key, key)}：{_said_value(key, value)}" for key, value in detail.items() if value != "")


def _said_value(key: str, value: Any) -> str:
    if isinstance(value, list):
        return "、".join(map(str, value))
    if key == "action":
        return said_action(str(value))
    if key == "level":
        return _LEVELS.get(str(value), str(value))
    return _VALUES.get(str(value), str(value))
