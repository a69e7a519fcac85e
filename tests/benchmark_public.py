"""Server time, queries and bytes of the public pages with few and with many published outcomes, on SQLite and PostgreSQL.

    python -m tests.benchmark_public [--small 1000] [--large 100000] [--rounds 9] [--sqlite | --postgresql]

``make bench`` runs it after the pages of the desk. Timings belong here, not in tests.
"""

import argparse
import gzip
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import event, insert, text

from portal import clock, create_app, db
from portal.accounts import queries as accounts
from portal.cases import vocabulary as v
from portal.config import settings
from portal.publication.models import Publication, PublicationTerm
from portal.publication.vocabulary import PublicationStatus
from portal.textsearch import bigrams
from tests import benchmark
from tests.browser import Browser

PAGES = {
    "home": "/",
    "outcomes": "/outcomes",
    "outcomes, last page": "/outcomes?end=1",
    "outcomes, slowest": "/outcomes?sort=longest",
    "search, a common word": "/outcomes?keyword=拖欠",
    "search, a rare word": "/outcomes?keyword=飞地园区",
    "three filters": "/outcomes?area=ppp&finding=substantiated&fulfilled=no",
    "feed": "/outcomes.atom",
    "feed of a search": "/outcomes.atom?keyword=飞地园区",
    "one outcome": "/outcomes/o000000007",
    "departments": "/departments",
    "figures": "/figures",
    "interface": "/api/v1/outcomes",
}


@contextmanager
def database(kind: str) -> Iterator[Any]:
    """An app on a fresh database of the kind."""
    if kind == "postgresql":
        with benchmark.database(f"xinnuo_bench_public_{os.getpid()}") as app:
            yield app
        return
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = f"sqlite:///{folder}/bench.db"
        settings.cache_clear()
        db.forget_engine()
        app = create_app()
        db.Base.metadata.create_all(db.engine())
        yield app
        db.forget_engine()


def publish(app: Any, number: int) -> None:
    """So many outcomes beside the demo data, written in bulk and indexed by their words."""
    benchmark.fill(app, 200)
    with app.app_context():
        with db.transaction() as session:
            case_id = session.scalar(text("SELECT min(id) FROM case_file WHERE status = 'closed'"))
            officer = accounts.find_by_username("officer")
            reviewer = accounts.find_by_username("publisher")
            assert officer is not None and reviewer is not None
            people = (officer.id, reviewer.id, [officer.department_id, reviewer.department_id])
        for start in range(0, number, benchmark.CHUNK):
            with db.transaction() as session:
                rows = [_row(place, case_id, people) for place in range(start, min(start + benchmark.CHUNK, number))]
                made = list(session.scalars(insert(Publication).returning(Publication.id, sort_by_parameter_order=True), rows))
                terms = [
                    dict(term=term, publication_id=key)
                    for key, row in zip(made, rows, strict=True)
                    for term in bigrams(row["title"] + row["facts"])
                ]
                session.execute(insert(PublicationTerm), terms)
        with db.engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))


def _row(place: int, case_id: Any, people: tuple[int, int, list[Any]]) -> dict[str, Any]:
    month = (clock.today().replace(day=1) - timedelta(days=30 * (place % 48) + 1)).replace(day=1)
    at = clock.start_of(month)
    body = f"第{place % 40}街道办事处"
    rare = "飞地园区的" if place % 997 == 0 else ""
    return dict(
        public_id=f"o{place:09d}", case_id=case_id, status=PublicationStatus.RELEASED, title=f"关于反映{body}拖欠{rare}款项的办理结果",
        facts="经核查，反映的问题属实，合同款项应当支付。", measures="责成支付", area_key=("ppp", "bidding", "gov_debt")[place % 3],
        conduct=list(v.Conduct)[place % 5], finding=list(v.Finding)[place % 3], respondent_name=body, department_id=people[2][place % 2],
        received_month=f"{month:%Y-%m}", replied_month=f"{month:%Y-%m}", days_used=place % 61, was_on_time=place % 9 > 0,
        commitment_met=(None, True, False)[place % 3], author_id=people[0], reviewer_id=people[1], drafted_at=at, released_at=at,
        changed_at=at, ends_on=clock.today() + timedelta(days=365),
    )  # fmt: skip


def measure(app: Any, rounds: int) -> dict[str, tuple[int, float, int]]:
    """For each page its queries, the median of its server time in milliseconds, and its bytes after gzip."""
    said: list[str] = []
    event.listen(db.engine(), "before_cursor_execute", lambda *given: said.append(given[2]))
    found = {}
    for name, path in PAGES.items():
        client, times, body = Browser(app).client, [], b""
        for _ in range(rounds + 2):
            said.clear()
            began = time.perf_counter()
            answer = client.get(path)
            times.append((time.perf_counter() - began) * 1000)
            body = answer.data
            if answer.status_code != 200:
                raise SystemExit(f"{path} answered {answer.status_code}")
        found[name] = (len([each for each in said if each.startswith(("SELECT", "WITH"))]), statistics.median(times[2:]), _size(body))
    return found


def _size(body: bytes) -> int:
    return len(gzip.compress(body, 6))


def main() -> None:
    """Fill, measure, print."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--small", type=int, default=1_000)
    arguments.add_argument("--large", type=int, default=100_000)
    arguments.add_argument("--rounds", type=int, default=9)
    arguments.add_argument("--sqlite", dest="kinds", action="store_const", const=["sqlite"])
    arguments.add_argument("--postgresql", dest="kinds", action="store_const", const=["postgresql"])
    wanted = arguments.parse_args()
    for kind in wanted.kinds or ["sqlite", "postgresql"]:
        results = []
        for number in (wanted.small, wanted.large):
            with database(kind) as app:
                publish(app, number)
                results.append(measure(app, wanted.rounds))
        print(f"{kind + ': page':<34}{'queries':>8}{'gzip, B':>9}{f'{wanted.small}, ms':>13}{f'{wanted.large}, ms':>13}", flush=True)
        for name, (queries, few, _bytes) in results[0].items():
            print(f"{name:<34}{max(queries, results[1][name][0]):>8}{results[1][name][2]:>9}{few:>13.1f}{results[1][name][1]:>13.1f}")


if __name__ == "__main__":
    main()
