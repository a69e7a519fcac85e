"""What a new password must be like: two policies as data, and the list of what everybody tries first. Pure, no I/O but the list.

``dengbao`` follows GB/T 22239-2019, 8.1.4.1: complexity, periodic change, no return to old passwords.
``modern`` follows NIST SP 800-63B-4, 3.1.1.2: length instead of composition, no expiry, a list of what must not be taken. That text
asks for 15 characters where a password stands alone and allows 8 beside a second factor. We ask for 15 although a second factor is
compulsory: after a new account or a reset factor the password alone leads to enrolling the next one, so for that while it stands alone.

Both check the list: leaked and common passwords, words and names (the frequency lists that come with ``zxcvbn``, so nothing leaves the
house), after taking out what is known of the person and the portal, years, and keys that follow each other. Only a password that *is*
such a word in disguise is refused, never one that contains words: four words in a row are a good password.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from zxcvbn.adjacency_graphs import ADJACENCY_GRAPHS
from zxcvbn.frequency_lists import FREQUENCY_LISTS

LONGEST = 200
SORTS = {"upper": "大写字母", "lower": "小写字母", "digit": "数字", "other": "其他符号"}
# What people here take that the lists, made elsewhere, do not hold.
OWN_COMMON = frozenset({"woaini1314", "woaini520", "woaizhongguo", "aini1314", "zhengwu", "chengxin", "xinyong", "xinnuo"})
_LEAST_LEFT = 4  # characters that must be left when everything easily guessed is taken out
_LEAST_DIFFERENT = 5
_RUN = 4  # keys in a row
_DATE = re.compile(r"(19|20)\d\d[-./年]?((0[1-9]|1[0-2])[-./月]?((0[1-9]|[12]\d|3[01])日?)?)?")
_REPEATED = re.compile(r"(.{3,}?)(?:[\W_]*\1)+")
_DISGUISES = tuple(str.maketrans("@403$57" + "1!|", "aaoesst" + 3 * letter) for letter in "il")


@dataclass(frozen=True)
class PasswordPolicy:
    """The figures of one policy. ``sorts_needed`` of the four sorts of characters; ``life`` None: good until it is changed."""

    shortest: int
    advised: int
    sorts_needed: int
    life: timedelta | None
    remembered: int  # how many of the last passwords, the present one included, are not taken again


POLICIES = {
    "dengbao": PasswordPolicy(shortest=8, advised=12, sorts_needed=3, life=timedelta(days=90), remembered=5),
    "modern": PasswordPolicy(shortest=15, advised=15, sorts_needed=0, life=None, remembered=1),
}


def words(policy: PasswordPolicy) -> str:
    """The rule in Chinese, for the page on which a password is chosen; made from the same figures."""
    advice = f"（建议 {policy.advised} 个以上）" if policy.advised > policy.shortest else ""
    sorts = f"，含{'、'.join(SORTS.values())}中的 {policy.sorts_needed} 种" if policy.sorts_needed else "，几个不相干的词连起来就很好"
    again = f"不能和最近 {policy.remembered} 次的相同" if policy.remembered > 1 else "不能和现在的相同"
    life = f"，每 {policy.life.days} 天换一次" if policy.life else "，不用定期更换"
    return f"至少 {policy.shortest} 个字符{advice}{sorts}，可以用空格和汉字。不能是常见的密码，{again}{life}。"


def problem(password: str, policy: PasswordPolicy, username: str = "", known: Iterable[str] = ()) -> str | None:
    """What is wrong with a new password, as a Chinese sentence that says what to do; None when it will do.

    ``known`` are words that anybody would try for this person: name, unit, portal.
    """
    plain = normal(password)
    if len(plain) > LONGEST:
        return f"密码太长，请控制在 {LONGEST} 个字符以内。"
    if len(plain) < policy.shortest:
        return f"密码太短：至少 {policy.shortest} 个字符（现在 {len(plain)} 个）。"
    missing = [label for sort, label in SORTS.items() if sort not in _sorts(plain)]
    if len(SORTS) - len(missing) < policy.sorts_needed:
        return f"请再加入{'、'.join(missing)}中的至少 {policy.sorts_needed - len(SORTS) + len(missing)} 种。"
    if username and username.casefold() in plain.casefold():
        return "密码里不要含有用户名。"
    if len(set(plain)) < _LEAST_DIFFERENT:
        return "密码里重复的字符太多，请换一个。"
    return _guessed(plain, known)


def normal(password: str) -> str:
    """One form for all ways to type the same password: equivalent characters and full width are one, blanks stay as they are."""
    return unicodedata.normalize("NFKC", password)


def _guessed(plain: str, known: Iterable[str]) -> str | None:
    folded = "".join(plain.casefold().split())
    if any(form in common_words() for form in _forms(folded)):
        return "这个密码太常见，或者曾经泄露过，容易被猜到。请换一个，例如几个不相干的词连起来。"
    own = _REPEATED.sub(r"\1", _DATE.sub("", _without(folded, known)))
    left = _without_runs(own)
    if len(left) < _LEAST_LEFT or any(form in common_words() for form in (*_forms(own), *_forms(left))):
        return "这个密码只是常见的词加上姓名、单位、年份或者键盘上连着的键，容易被猜到。请换一个，例如几个不相干的词连起来。"
    return None


@cache
def common_words() -> frozenset[str]:
    """Everything on the list, in lower case."""
    return OWN_COMMON.union(*map(frozenset, FREQUENCY_LISTS.values()))


def _forms(text: str) -> Iterator[str]:
    """A text, and what it may stand for: without digits and signs around it, with letters in the place of look-alikes."""
    bare = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", text)
    for form in (text, bare):
        if form:
            yield form
            yield from (form.translate(disguise) for disguise in _DISGUISES)


def _without(text: str, known: Iterable[str]) -> str:
    for word in sorted({normal(word).casefold() for word in known}, key=len, reverse=True):
        if len(word) > 1:
            text = text.replace(word, "")
    return text


def _without_runs(text: str) -> str:
    """A text without keys in a row: neighbours on the keyboard, in the alphabet or in counting, or the same again."""
    runs = [text[:1]]
    for before, after in zip(text, text[1:], strict=False):
        if before == after or abs(ord(before) - ord(after)) == 1 or after in _neighbours().get(before, ""):
            runs[-1] += after
        else:
            runs.append(after)
    return "".join(run for run in runs if len(run) < _RUN)


@cache
def _neighbours() -> dict[str, str]:
    """For each character of a usual keyboard those on the keys around it."""
    return {key: "".join(filter(None, around)).casefold() for key, around in ADJACENCY_GRAPHS["qwerty"].items()}


def _sorts(text: str) -> set[str]:
    return {"lower" if c.islower() else "upper" if c.isupper() else "digit" if c.isdigit() else "other" for c in text}
