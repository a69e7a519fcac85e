"""Making accounts, passwords, roles, invitations: what is allowed and what it ends."""

from datetime import timedelta

import pytest
import time_machine

from portal import clock
from portal.accounts import events, operations, passwords, queries
from portal.accounts.models import PasswordHistory
from portal.accounts.vocabulary import InvitationPurpose, Role
from portal.db import session, transaction
from portal.errors import NotAllowed, RuleBroken
from portal.events import subscribe
from tests.factories import PASSWORD, give_password, give_second_factor, make_department, make_user, open_session_of

pytestmark = pytest.mark.usefixtures("database")
_told = []
for kind in (events.UserCreated, events.RoleGranted, events.RoleRevoked, events.UserDisabled, events.PasswordSet, events.SecondFactorReset):
    subscribe(kind, _told.append)


@pytest.fixture(autouse=True)
def nothing_told_yet():
    _told.clear()


def live(token):
    found = queries.find_session(token)
    return found is not None and found.is_live(clock.now())


def test_a_new_account_has_no_rights_and_must_change_its_password():
    home = make_department()
    with transaction():
        user = operations.create_user(" Wang.Fang ", "王芳", home, password=PASSWORD)
    assert user.department == home
    assert (user.username, user.roles, user.must_change_password, user.is_active) == ("wang.fang", frozenset(), True, True)
    assert events.UserCreated(user.id, None) in _told


def test_a_demo_account_keeps_the_password_it_was_made_with():
    with transaction():
        user = operations.create_user("demo-officer", "演示", password=PASSWORD, is_demo=True)
    assert not user.must_change_password


@pytest.mark.parametrize("taken", ["wangfang", "WangFang "])
def test_two_people_cannot_have_the_same_user_name(taken):
    make_user(username="wangfang")
    with pytest.raises(RuleBroken) as refused, transaction():
        operations.create_user(taken, "王芳")
    assert refused.value.field == "username"


def test_the_last_five_passwords_are_not_taken_again_but_the_sixth_is():
    user, other = make_user(), make_user()
    give_password(other, "Sincere-house-0")
    for number in range(6):
        give_password(user, f"Sincere-house-{number}")
    for number in range(1, 6):
        with pytest.raises(RuleBroken), transaction():
            operations.set_password(queries.get_user(user.id), f"Sincere-house-{number}")
    give_password(user, "Sincere-house-0")
    remembered = session.query(PasswordHistory).filter_by(user_id=user.id).count()
    assert remembered == passwords.policy().remembered == 5


def test_disabling_ends_every_session_of_that_person_only():
    user, other = make_user(), make_user()
    tokens, others = [open_session_of(user), open_session_of(user)], open_session_of(other)
    with transaction():
        operations.disable(queries.get_user(user.id), by=queries.get_user(other.id))
    assert [live(token) for token in tokens] == [False, False]
    assert live(others)
    assert _told[-1] == events.UserDisabled(user.id, other.id)


def test_nobody_switches_off_or_raises_themselves():
    user = make_user(Role.SECURITY_ADMIN)
    with pytest.raises(RuleBroken), transaction():
        operations.disable(user, by=user)
    with pytest.raises(RuleBroken), transaction():
        operations.grant_role(user, Role.AUDIT_ADMIN, by=user)


@pytest.mark.parametrize("change", [operations.grant_role, operations.revoke_role])
def test_a_change_of_role_ends_the_sessions(change):
    admin, user = make_user(Role.SECURITY_ADMIN), make_user(Role.OFFICER, Role.HEAD)
    token = open_session_of(user)
    role = Role.PUBLISHER if change is operations.grant_role else Role.HEAD
    with transaction():
        change(user, role, by=admin)
    assert not live(token)
    assert (Role.PUBLISHER in user.roles) == (change is operations.grant_role)
    assert (Role.HEAD in user.roles) == (change is operations.grant_role)
    assert _told[-1].user_id == user.id and _told[-1].by_id == admin.id


def test_granting_a_role_that_is_held_changes_nothing():
    user = make_user(Role.OFFICER)
    token = open_session_of(user)
    with transaction():
        operations.grant_role(user, Role.OFFICER)
    assert live(token) and not _told


def test_an_administrator_cannot_be_given_a_business_role():
    user = make_user(Role.SYSTEM_ADMIN)
    with pytest.raises(RuleBroken) as refused, transaction():
        operations.grant_role(user, Role.OFFICER)
    assert refused.value.field == "role"


def test_resetting_the_second_factor_takes_the_codes_and_the_sessions():
    user, other = make_user(), make_user()
    give_second_factor(user)
    give_second_factor(other)
    token = open_session_of(user)
    with transaction():
        operations.reset_second_factor(queries.get_user(user.id))
    assert not user.has_second_factor and other.has_second_factor
    assert queries.count_recovery_codes_left(user.id) == 0
    assert not live(token)


def test_an_invitation_works_once_and_within_seven_days():
    user = make_user()
    with transaction():
        token = operations.create_invitation(user)
    with time_machine.travel(clock.now() + timedelta(days=7, seconds=1), tick=False):
        assert queries.find_invitation(token, clock.now()) is None
    with transaction():
        operations.use_invitation(queries.find_invitation(token, clock.now()), PASSWORD)
    assert passwords.matches(user.password_hash, PASSWORD) and not user.must_change_password
    assert queries.find_invitation(token, clock.now()) is None


def test_a_newer_invitation_ends_the_older_and_the_second_is_for_a_new_password():
    user, other = make_user(), make_user()
    with transaction():
        older, others = operations.create_invitation(user), operations.create_invitation(other)
    give_password(user)
    with transaction():
        newer = operations.create_invitation(user)
    assert queries.find_invitation(older, clock.now()) is None
    assert queries.find_invitation(others, clock.now()).purpose is InvitationPurpose.FIRST_PASSWORD
    assert queries.find_invitation(newer, clock.now()).purpose is InvitationPurpose.NEW_PASSWORD


def test_the_set_up_link_makes_three_different_administrators_once():
    with transaction():
        token = operations.create_invitation(None)
    people = {role: (f"admin-{number}", f"管理{number}") for number, role in enumerate(operations.FIRST_ADMINISTRATORS)}
    with transaction():
        tokens = operations.create_first_administrators(queries.find_invitation(token, clock.now()), people)
    made = [queries.find_invitation(one, clock.now()).user for one in tokens.values()]
    assert [user.roles for user in made] == [frozenset({role}) for role in tokens]
    assert queries.find_invitation(token, clock.now()) is None


def test_the_set_up_link_is_dead_once_there_are_accounts():
    with transaction():
        token = operations.create_invitation(None)
    make_user()
    with pytest.raises(NotAllowed), transaction():
        operations.create_first_administrators(queries.find_invitation(token, clock.now()), {})


def test_only_demo_accounts_tell_their_code():
    user = make_user()
    give_second_factor(user)
    with pytest.raises(NotAllowed):
        operations.current_code(user, clock.now())


def test_people_of_a_department_are_the_active_ones_with_that_role():
    home, elsewhere = make_department(), make_department()
    wanted = make_user(Role.OFFICER, department=home)
    make_user(Role.OFFICER, department=home, is_active=False)
    make_user(Role.OFFICER, department=elsewhere)
    head = make_user(Role.HEAD, department=home)
    assert queries.users_of_department(home.id, Role.OFFICER) == [wanted]
    assert queries.heads_of(home.id) == [head]
    assert set(queries.users_of_department(home.id)) == {wanted, head}


def test_users_are_found_by_part_of_a_name_and_signs_are_taken_as_they_are():
    wanted = make_user(username="li_na", display_name="李娜")
    make_user(username="lixna", display_name="王五")
    assert queries.list_users("LI_N") == [wanted]
    assert queries.list_users("李") == [wanted]
    assert queries.count_users("%") == 0
