"""People, bodies and leads of these tests, each lead through the real operation in a transaction of its own."""

from dataclasses import dataclass
from typing import Any

from portal import clock
from portal.accounts import queries as accounts
from portal.accounts.models import Department, User
from portal.accounts.vocabulary import Role
from portal.cases.vocabulary import Channel, Conduct
from portal.db import transaction
from portal.leads import entering, queries
from portal.leads.entering import NewLead, Reading
from portal.leads.models import Lead
from portal.publication.checking import contacts_of_people
from tests import factories

TEXT = "市民来电反映，该单位2024年与其公司签订道路改造工程合同，工程已于去年十月验收合格，尾款86万元至今没有支付，多次催要没有结果。"
ALIKE = "监测发现：有企业在网上发帖，称2024年签订的道路改造工程合同，工程去年十月验收合格后，尾款86万元一直没有支付，多次催要无果。"
OTHER = "来信人称参加绿化养护项目投标，评标结果公布后发现中标单位与评标专家存在亲属关系，请求查处。"


@dataclass
class Cast:
    """Who works on leads: an officer and a head who keep them, a coordinator, a supervisor; a stranger, and the accused."""

    unit: Department
    officer: User
    head: User
    coordinator: User
    supervisor: User
    stranger: User
    accused: User


def cast() -> Cast:
    """A body that is accused, with somebody below it; and people elsewhere."""
    unit, keeper = factories.make_department("测试建设委员会"), factories.make_department("测试信用办")
    below = factories.make_department("测试市政工程处", unit)
    return Cast(
        unit,
        factories.make_user(Role.OFFICER, department=keeper),
        factories.make_user(Role.HEAD, department=keeper),
        factories.make_user(Role.COORDINATOR),
        factories.make_user(Role.SUPERVISOR),
        factories.make_user(Role.OFFICER),
        factories.make_user(Role.SUPERVISOR, department=below),
    )


def new_lead(**fields: Any) -> NewLead:
    """A valid lead about the accused body; ``unit_text``, ``person_text`` and ``area_key`` belong to its reading."""
    reading = {name: fields.pop(name) for name in ("unit_text", "person_text", "area_key", "region_code") if name in fields}
    fields = {
        "source": Channel.HOTLINE,
        "received_on": clock.today(),
        "subject": "工程尾款没有支付",
        "text": TEXT,
        "organ": "市 12345 热线",
        **fields,
    }
    return NewLead(**fields, reading=Reading(**{"unit_text": "测试建设委员会", "conduct": Conduct.ARREARS, **reading}))


def entered(actor: User, **fields: Any) -> Lead:
    """A lead that this person entered."""
    with transaction():
        lead_id = entering.enter(accounts.get_user(actor.id), new_lead(**fields), contacts_of_people).id
    return queries.get_lead(lead_id)


def do(operation: Any, lead: Lead, *arguments: Any) -> Any:
    """Run an operation on a lead, its row and those of other leads among the arguments locked, in a transaction of its own."""
    with transaction():
        others = [each.id for each in arguments if isinstance(each, Lead)]
        queries.lock([lead.id, *others])
        return operation(queries.get_lead(lead.id), *(queries.get_lead(each.id) if isinstance(each, Lead) else each for each in arguments))
