"""Kinds of department, the roles a person can hold, and the steps of signing in."""

from portal.vocabulary import Labelled


class DepartmentKind(Labelled):
    """What a name in the department table stands for."""

    GOVERNMENT = "government", "人民政府"
    ORGAN = "organ", "机关部门"
    INSTITUTION = "institution", "事业单位"
    SUBDISTRICT = "subdistrict", "街道办事处"
    TOWNSHIP = "township", "乡镇人民政府"
    SUPERIOR = "superior", "上级机关"
    COLLECTIVE = "collective", "集合名称"


class Role(Labelled):
    """What a person is there for. The three administrators hold no other role (GB/T 22239-2019, 8.1.5)."""

    OFFICER = "officer", "承办人"
    HEAD = "head", "单位负责人"
    COORDINATOR = "coordinator", "分办员"
    SUPERVISOR = "supervisor", "监督人员"
    PUBLISHER = "publisher", "公示审核员"
    CUSTODIAN = "custodian", "身份保管人"
    SYSTEM_ADMIN = "system_admin", "系统管理员"
    SECURITY_ADMIN = "security_admin", "安全管理员"
    AUDIT_ADMIN = "audit_admin", "审计管理员"


ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
CASE_ROLES = frozenset(set(Role) - ADMINISTRATORS - {Role.CUSTODIAN})


class SignInStep(Labelled):
    """Which step of signing in an entry of the history is about."""

    PASSWORD = "password", "密码"
    SECOND_FACTOR = "second_factor", "动态验证码"
    RECOVERY_CODE = "recovery_code", "恢复码"
    PASSKEY = "passkey", "通行密钥"
    PASSKEY_ALONE = "passkey_alone", "只用通行密钥"
    LOCKED = "locked", "账号锁定期间"


class PasskeyPurpose(Labelled):
    """What a passkey is asked to sign for."""

    ENROL = "enrol", "添加通行密钥"
    SECOND_FACTOR = "second_factor", "代替动态验证码"
    SIGN_IN = "sign_in", "登录"


class InvitationPurpose(Labelled):
    """What a one-time link is for."""

    FIRST_PASSWORD = "first_password", "设置首个密码"
    NEW_PASSWORD = "new_password", "重新设置密码"
    SET_UP = "set_up", "创建首批管理员"


class SignInTask(Labelled):
    """What a person still has to do before a session opens, in this order."""

    SECOND_FACTOR = "second_factor", "输入动态验证码"
    NEW_PASSWORD = "new_password", "修改密码"
    ENROL = "enrol", "绑定动态验证码"
    SAVE_CODES = "save_codes", "保存恢复码"
