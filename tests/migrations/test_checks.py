"""CHECKs are renewed in tables that hold rows, without touching the rows."""

import pytest
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import IntegrityError

from migrations.checks import renew_checks, with_check

TABLE = (
    "CREATE TABLE pot (id INTEGER, colour VARCHAR(9), \n\tCONSTRAINT pk_pot PRIMARY KEY (id), \n"
    "\tCONSTRAINT ck_pot_colour CHECK (colour IN ('red', 'b)lue'))\n)"
)


@pytest.mark.parametrize(
    ("name", "condition", "kept", "gone"),
    [
        ("ck_pot_colour", "colour IN ('red', 'green')", ["'green'", "pk_pot PRIMARY KEY (id)"], ["b)lue"]),
        ("ck_pot_id", "id > 0", ["b)lue", "CHECK (id > 0)"], []),
        ("ck_pot_colour", None, ["pk_pot PRIMARY KEY (id)"], ["ck_pot_colour"]),
    ],
)
def test_a_definition_gets_a_check_replaced_added_or_taken_away(name, condition, kept, gone):
    changed = with_check(TABLE, name, condition)
    assert all(words in changed for words in kept) and not any(words in changed for words in gone)
    with create_engine("sqlite://").begin() as connection:
        connection.execute(text(changed))


def test_rows_stay_and_the_new_check_bites(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path / 'pot.sqlite3'}")
    with engine.begin() as connection:
        connection.execute(text(TABLE))
        connection.execute(text("INSERT INTO pot VALUES (1, 'red')"))
    with engine.begin() as connection:
        renew_checks(connection, {"pot": {"ck_pot_colour": "colour IN ('red', 'green')"}})
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO pot VALUES (2, 'green')"))
        assert [row.colour for row in connection.execute(text("SELECT colour FROM pot ORDER BY id"))] == ["red", "green"]
        assert len(inspect(connection).get_check_constraints("pot")) == 1
    with engine.begin() as connection, pytest.raises(IntegrityError):
        connection.execute(text("INSERT INTO pot VALUES (3, 'b)lue')"))
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
