"""Both password policies as tables that a security officer can read."""

import random
import string
import time

import pytest

from portal.accounts.password_rules import POLICIES, common_words, problem, words

DENGBAO, MODERN = POLICIES["dengbao"], POLICIES["modern"]
KNOWN = ["王芳", "区财政局", "heping", "xinnuo"]


def wrong(password, policy):
    return problem(password, policy, "wang.fang", KNOWN)


@pytest.mark.parametrize(
    "password",
    ["abc123!!x", "ABC123--x", "Zhong-gu7", "Mn7$kQ2w", "诚信为本，Long 7", "Sincere-house-2026", "Ab1 cd2 ef3", "Ｓincere-hous7"],
)
def test_under_dengbao_eight_characters_of_three_sorts_will_do(password):
    assert wrong(password, DENGBAO) is None


@pytest.mark.parametrize(
    "password",
    ["correct horse battery staple", "一个很长的中文口令也可以用的呀", "8392-4471-9920-1183", "sincere house seven", "x q7 v9 kd pw zm 3h"],
)
def test_under_the_modern_policy_length_is_enough_whatever_the_sorts(password):
    assert wrong(password, MODERN) is None


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("Abc12!x", "至少 8 个字符（现在 7 个）"),
        ("twelve chars", "请再加入大写字母、数字中的至少 1 种"),
        ("abcdkuhegwlm", "请再加入大写字母、数字、其他符号中的至少 2 种"),
        ("Hello-wang.fang-2026", "用户名"),
        ("Hello-WANG.fang-2026", "用户名"),
        ("Aa1Aa1Aa1", "重复"),
        ("x1Y" * 80, "太长"),
    ],
)
def test_under_dengbao_a_weak_password_is_refused_with_what_to_do(password, says):
    assert says in wrong(password, DENGBAO)


@pytest.mark.parametrize(
    ("password", "says"), [("sincere house!", "至少 15 个字符（现在 14 个）"), ("a" * 20, "重复"), ("ok wang.fang ok ok", "用户名")]
)
def test_under_the_modern_policy_it_is_length_and_guessing_that_count(password, says):
    assert says in wrong(password, MODERN)


@pytest.mark.parametrize(
    "password",
    [
        "Passw0rd2026!", "P@ssw0rd!", "Admin@123456", "Qwer1234!@#$", "Heping@2026", "Elizabeth2026!", "1qaz2wsx#EDC", "Woaini1314!",
        "Tianjin20260101", "区财政局2026Abc", "王芳20260101Aa!", "adm1n-Adm1n-99", "Ｐａｓｓｗｏｒｄ１２３", "Pass word 2026",
        "Dragon1998-12",
    ],
)  # fmt: skip
def test_what_everybody_tries_first_is_refused_though_it_has_three_sorts(password):
    assert "容易被猜到" in wrong(password, DENGBAO)


@pytest.mark.parametrize("password", ["Qwer1234!@#$5678", "passwordpassword", "iloveyou iloveyou", "qwertyuiopasdfgh", "heping2026heping"])
def test_what_everybody_tries_first_is_refused_though_it_is_long(password):
    assert "容易被猜到" in wrong(password, MODERN)


def test_the_list_is_shipped_offline_and_long():
    assert len(common_words()) > 90_000
    assert all(word == word.casefold() for word in common_words())
    assert {"123456", "password", "5201314", "woaini1314"} <= common_words()


def test_random_passwords_are_hardly_ever_refused():
    chance = random.Random(3)
    letters = string.ascii_letters + string.digits + "-_.!?"
    made = ["Aa1-" + "".join(chance.choices(letters, k=12)) for _ in range(500)]
    assert sum(1 for password in made if wrong(password, DENGBAO)) <= 1
    assert sum(1 for password in made if wrong(password, MODERN)) <= 1


def test_the_longest_and_oddest_passwords_are_judged_in_no_time():
    began = time.process_time()  # of this process alone, however busy the machine is
    for odd in ("ab" * 100, "abc" * 66, "aab" * 66, "".join(chr(0x4E00 + 3 * n) for n in range(200)), "\u0344" * 100):
        wrong(odd, DENGBAO)
        wrong(odd, MODERN)
    assert time.process_time() - began < 2


def test_the_rule_in_words_has_the_figures_of_the_policy():
    assert all(part in words(DENGBAO) for part in ("至少 8 个字符", "12 个", "3 种", "最近 5 次", "90 天"))
    assert all(part in words(MODERN) for part in ("至少 15 个字符", "不用定期更换", "空格和汉字")) and "大写" not in words(MODERN)
