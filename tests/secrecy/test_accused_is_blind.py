"""No answer, mail or file given to any account of the accused holds anything of the tip-off, whatever the house and the life of the case.

``XINNUO_SECRECY_EXAMPLES`` makes more examples than the few of every run; ``XINNUO_SECRECY_SAYS`` prints how much was looked at.
"""

import os
from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal import clock, jobs
from portal.access import Permission, allows
from portal.cases import queries
from portal.db import session, transaction
from portal.supervision.operations import refresh_public_figures
from tests import factories
from tests.secrecy import living, looking

SHORT = 25
EXAMPLES = int(os.environ.get("XINNUO_SECRECY_EXAMPLES", str(SHORT)))
PROFILE = settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck), print_blob=False
)
# Addresses that name a row of the tip-off: to the accused these answer like those of rows that are not there.
OF_THE_CASE = {"case_id", "order_id", "public_id", "notice_id", "request_id"}
looked: Counter[str] = Counter()


@PROFILE
@given(seed=st.integers(0, 10**6), steps=st.integers(2, 9), changes=st.integers(0, 2))
def test_the_accused_learn_nothing(app, seed, steps, changes):
    app.config["WTF_CSRF_ENABLED"] = False  # forced posts shall reach the doors
    world = living.make_world(seed)
    living.tip_off(world)
    living.live(world, steps)
    for _ in range(changes):
        living.rebuild(world)
        living.live(world, 1)
    if seed % 5 == 0:
        with clock.pretend(clock.now() + living.LATER):
            jobs.sweep_deadlines()
    blind = world.blind()
    looked.update(examples=1, accounts=len(blind), steps=len(world.done))
    for person in blind:
        assert not queries.is_visible(person, world.case_id), world.done
        assert not any(allows(person, each, queries.get_case(world.case_id)) for each in Permission if each.value.startswith("case:"))
    for text in looking.mail_to(world.staff()):
        must_not_tell(world, text, "mail")
    for person in world.random.sample(blind, min(2 if EXAMPLES > SHORT else 1, len(blind))):
        look_everywhere(app, world, person)
    living.leave(world)
    if os.environ.get("XINNUO_SECRECY_SAYS"):
        print(dict(looked))  # noqa: T201


@settings(PROFILE, max_examples=max(4, EXAMPLES // 5))
@given(seed=st.integers(0, 10**6), steps=st.integers(1, 8))
def test_no_list_count_or_notice_of_the_accused_moves_when_a_tip_off_comes(app, seed, steps):
    with clock.pretend(clock.now()):
        world = living.make_world(seed)
        body = world.place()
        for _ in range(2):
            factories.make_case(world.place(), respondent=world.place())
        with transaction():
            refresh_public_figures()
        world.accused.add(body.id)
        clients = [(each, looking.client_of(app, each)) for each in world.blind()[:2]]
        before = [looking.standing(client) for _person, client in clients]
        living.tip_off(world, body)
        living.live(world, steps)
        with transaction():
            refresh_public_figures()
        for (person, client), seen in zip(clients, before, strict=True):
            for path, text in looking.standing(client).items():
                assert text == seen[path], f"{sorted(person.roles)}: {path} moved after {world.done}"
    living.leave(world)


def look_everywhere(app, world, person):
    """GETs with real keys, lists and searches, changing routes: nothing of the tip-off is told, and nothing changes.

    In a short run each example asks a part of the URL map, another part each time.
    """
    client, values, version = looking.client_of(app, person), looking.values_of(world), queries.get_case(world.case_id).version
    roles = ",".join(sorted(person.roles))
    for path in part(world, looking.lists_of(world), 6):
        _status, text = looking.get(client, path)
        must_not_tell(world, text, f"{roles}: GET {path}")
    for rule in part(world, looking.rules_of(app, "GET"), 22):
        path = looking.address(app, rule, values)
        status, text = looking.get(client, path)
        must_not_tell(world, text, f"{roles}: GET {path}")
        if status in {302, 303}:  # what that page had to say stands on the next one, which would then be unlike others
            must_not_tell(world, looking.get(client, "/desk/notices")[1], f"{roles}: after {path}")
        if rule.arguments & OF_THE_CASE:
            there = looking.get(client, looking.address(app, rule, {**values, **looking.ABSENT}))
            assert (status, looking.plain(text)) == (there[0], looking.plain(there[1])), f"{roles}: GET {path} unlike a row not there"
    more = {"person": world.people[0], "department": world.places[0]}
    for rule in part(world, [rule for rule in looking.rules_of(app, "POST") if rule.arguments & OF_THE_CASE], 8):
        status, text = looking.post(client, looking.address(app, rule, values), more)
        must_not_tell(world, text, f"{roles}: POST {rule.endpoint}")
        assert status == 404, f"{roles}: POST {rule.endpoint} gave {status}"
    session.expire_all()
    assert queries.get_case(world.case_id).version == version


def part(world, things, number):
    """Everything in a long run, a random part of it in a short one."""
    return things if EXAMPLES > SHORT else world.random.sample(things, min(number, len(things)))


def must_not_tell(world, text, where):
    """No canary, no number, no address of the case."""
    looked["answers"] += 1
    found = [f"{place}: {word}" for word, place in world.said.items() if word in text]
    assert not found, f"{where} tells {found} after {world.done}"
    assert f"cases/{world.case_id}" not in text, f"{where} links to the case after {world.done}"
