"""Forms of signing in and of personal settings."""

from wtforms import BooleanField, HiddenField, PasswordField, StringField

from portal.accounts.operations import FIRST_ADMINISTRATORS
from portal.accounts.passkeys import LONGEST_NAME
from portal.accounts.passwords import LONGEST
from portal.web.display import DENSITIES
from portal.web.forms import HouseForm, Length, Needed, OneChoice

_CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false", "autofocus": True}
_NAME_IT = "请给这个通行密钥起个名字"
_NEW = {"autocomplete": "new-password"}


class SignInForm(HouseForm):
    """User name and password, so marked that password managers fill them."""

    username = StringField(
        "用户名", [Needed("请填写用户名")], render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
    )
    password = PasswordField("密码", [Needed("请填写密码")], render_kw={"autocomplete": "current-password"})


class TogetherForm(SignInForm):
    """User name, password and code in one go."""

    code = StringField(
        "动态验证码或恢复码",
        [Needed("请填写手机上显示的 6 位数字，或者一个恢复码")],
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"},
    )


class CodeForm(HouseForm):
    """One field for the code of the authenticator."""

    code = StringField("动态验证码", [Needed("请填写手机上显示的 6 位数字")], render_kw=_CODE)


class RecoveryForm(HouseForm):
    """One field for a recovery code."""

    code = StringField(
        "恢复码", [Needed("请填写一个没有用过的恢复码")], render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
    )


def _username_shown() -> StringField:
    """Read-only: it lets password managers know whose password this is."""
    return StringField("用户名", render_kw={"autocomplete": "username", "readonly": True})


def _new_password() -> PasswordField:
    return PasswordField("新密码", [Needed("请填写新密码"), Length(1, LONGEST, ask="请填写新密码")], render_kw=_NEW)


def _new_password_again() -> PasswordField:
    return PasswordField("再输一次新密码", [Needed("请把新密码再输一次")], render_kw=_NEW)


class NewPasswordForm(HouseForm):
    """A first or a new password after a one-time link."""

    username = _username_shown()
    password = _new_password()
    password_again = _new_password_again()

    def says_the_same_twice(self) -> bool:
        """Whether both fields agree; if not, the second gets the sentence."""
        if self.password.data == self.password_again.data:
            return True
        self.password_again.errors = [*self.password_again.errors, "两次输入的密码不一样，请重新输入"]
        return False


class ChangePasswordForm(NewPasswordForm):
    """A new password, with the present one to show that it is still the same person."""

    # All fields anew, so that errors are listed in the order of the page.
    username = _username_shown()
    current_password = PasswordField("现在的密码", [Needed("请填写现在的密码")], render_kw={"autocomplete": "current-password"})
    password = _new_password()
    password_again = _new_password_again()


class PresentPasswordForm(HouseForm):
    """The present password, to show that it is still the same person."""

    username = _username_shown()
    current_password = PasswordField("现在的密码", [Needed("请填写现在的密码")], render_kw={"autocomplete": "current-password"})


class NewPasskeyForm(PresentPasswordForm):
    """What the owner calls a passkey, and the present password."""

    # All fields anew, so that the name comes first.
    name = StringField("名称", [Needed(_NAME_IT), Length(1, LONGEST_NAME, ask=_NAME_IT)], render_kw={"autocomplete": "off"})
    username = _username_shown()
    current_password = PasswordField("现在的密码", [Needed("请填写现在的密码")], render_kw={"autocomplete": "current-password"})


class AnswerForm(HouseForm):
    """What a passkey answered; the script fills it in."""

    answer = HiddenField()


class SettingsForm(HouseForm):
    """How a person wants the desk to look and behave."""

    density = OneChoice("列表行距", [Needed("请选一种行距")], choices=DENSITIES)
    shortcuts_on = BooleanField("使用键盘快捷键")


def _person_field(label: str, message: str) -> StringField:
    return StringField(label, [Needed(message)], render_kw={"autocomplete": "off", "spellcheck": "false"})


class SetUpForm(HouseForm):
    """User name and name of the three first administrators, who are three different people."""


for _role in FIRST_ADMINISTRATORS:
    setattr(SetUpForm, f"{_role.value}_username", _person_field(f"{_role.label}的用户名", f"请填写{_role.label}的用户名"))
    setattr(SetUpForm, f"{_role.value}_display_name", _person_field(f"{_role.label}的姓名", f"请填写{_role.label}的姓名"))
