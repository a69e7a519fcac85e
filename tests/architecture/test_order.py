"""A list in no order differs from one database, and from one day, to the next."""

from portal import models_registry  # noqa: F401
from portal.db import Base


def test_every_list_that_hangs_on_a_row_has_an_order():
    lists = [(mapper.class_.__name__, each) for mapper in Base.registry.mappers for each in mapper.relationships if each.uselist]
    assert lists
    assert [f"{owner}.{each.key}" for owner, each in lists if not each.order_by] == []
