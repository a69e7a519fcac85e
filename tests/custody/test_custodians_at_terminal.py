"""``flask --app portal custodians …``: the ceremony, the state and the change of the key at a terminal."""

import pytest

from portal.accounts.vocabulary import Role
from portal.custody import data_keys, queries
from portal.db import session, transaction
from tests.factories import PASSPHRASES, Custody, make_custody, make_user, open_sealed

NEW = "nine green umbrellas guard the harbour"


@pytest.fixture
def run(app):
    def runs(*words, typed=""):
        answer = app.test_cli_runner().invoke(args=["custodians", *words], input=typed)
        return answer.exit_code, answer.output

    return runs


def test_the_ceremony_is_held_once_and_the_key_changed_at_a_terminal(run, tmp_path):
    names = ["custodian.one", "custodian.two", "custodian.three", "custodian.four"]
    users = [make_user(Role.CUSTODIAN, username=name) for name in names]
    make_user(Role.SECURITY_ADMIN, username="security")
    assert "还没有密封密钥" in run("status")[1] and "还差" not in run("status")[1]
    twice = "".join(f"{phrase}\n{phrase}\n" for phrase in PASSPHRASES)
    code, said = run("init", typed="".join(f"{name}\n" for name in names[:3]) + twice)
    assert code == 0 and "私钥已分成三份" in said
    assert not any(phrase in said for phrase in PASSPHRASES)
    code, said = run("init", *names[:3], typed=twice)
    assert code == 1 and "已经生成过" in said
    assert "第 1 把密封密钥在用" in run("status")[1] and "还没有打印恢复单" in run("status")[1]
    with transaction():
        key, raw = data_keys.new_data_key(in_custody=True)
    coming = [option for name in (names[0], names[1], names[3]) for option in ("--new", name)]
    rotate = ["rotate", names[0], names[1], *coming, "--by", "security", "--reason", "一位保管人调离", "--passphrase-file"]
    file = tmp_path / "passphrases"
    file.write_text("\n".join([NEW, PASSPHRASES[0], "not the passphrase at all"]))
    code, said = run(*rotate, str(file))
    assert code == 1 and "口令不对" in said
    file.write_text("\n".join([NEW, *PASSPHRASES[:2]]))
    code, said = run(*rotate, str(file))
    assert code == 0 and "1 份密封内容改由新密钥保护" in said
    session.rollback()
    assert queries.find_present_key().number == 2
    officer = make_user(Role.OFFICER)
    assert open_sealed(queries.get_data_key(key.id), officer, Custody([users[3], users[0]], [NEW, PASSPHRASES[0]])) == raw


def test_a_lost_key_is_given_up_and_another_made_while_what_it_sealed_stays_sealed(run):
    custody, officer = make_custody(), make_user(Role.OFFICER)
    make_user(Role.SECURITY_ADMIN, username="security")
    make_user(Role.SYSTEM_ADMIN, username="system")
    with transaction():
        key = data_keys.new_data_key(in_custody=True)[0]
    assert run("give-up", "--by", "security", typed="n\n")[0] == 1
    assert run("give-up", "--by", "system", "--yes")[0] == 1
    code, said = run("give-up", "--by", "security", "--yes")
    assert code == 0 and "1 份密封内容不能再打开" in said
    assert not data_keys.is_ready() and "还没有密封密钥" in run("status")[1]
    names = [user.username for user in custody.custodians]
    code, said = run("init", *names, typed="".join(f"{phrase}\n" for phrase in custody.passphrases))
    assert code == 0 and queries.find_present_key().number == 2
    with transaction():
        fresh, raw = data_keys.new_data_key(in_custody=True)
    assert open_sealed(queries.get_data_key(fresh.id), officer, custody) == raw
    with pytest.raises(data_keys.KeyInCustody):
        data_keys.key_bytes(queries.get_data_key(key.id))


@pytest.mark.parametrize(
    ("names", "said"), [(["a", "a", "b"], "3 个不同"), (["nobody", "no-one", "none"], "没有用户名为“nobody”"), (["a"], "3 个不同")]
)
def test_wrong_names_are_said(run, names, said):
    code, output = run("init", *names)
    assert code == 1 and said in output


def test_a_weak_passphrase_is_refused_at_the_terminal_too(run):
    names = [make_user(Role.CUSTODIAN).username for _ in range(3)]
    code, output = run("init", *names, typed="short\nshort\n")
    assert code == 1 and "口令太短" in output and not queries.highest_number()
