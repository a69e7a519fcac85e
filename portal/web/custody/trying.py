"""What the custodians' views share: run an act, and put a refusal on the form."""

from collections.abc import Callable
from typing import Any

from portal.errors import NotAllowed, RuleBroken, TooMany, TransitionRefused
from portal.web.forms import HouseForm, attach


def went_well(form: HouseForm, work: Callable[[], Any]) -> bool:
    """Run ``work``, which opens its own transactions; what it refuses lands on the form. Whether it went well."""
    try:
        work()
    except RuleBroken as error:
        attach(error, form)
        return False
    except (NotAllowed, TransitionRefused, TooMany) as error:
        form.form_errors.append(error.message)
        return False
    return True
