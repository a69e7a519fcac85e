"""The commands that check the logs, with the exit status that a script can trust."""

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import update

from portal.accountability.models import LogNode
from portal.audit.models import AuditEntry
from portal.db import session
from tests.audit.bending import unguarded
from tests.factories import make_case


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    """The command line of a house with two reports."""
    make_case()
    make_case()
    return app.test_cli_runner()


def test_whole_logs_are_called_whole(runner):
    for command, words in (("audit", "审计链完整"), ("accountability", "存证日志完整")):
        answer = runner.invoke(args=[command, "verify"])
        assert answer.exit_code == 0 and words in answer.output


def test_a_broken_audit_chain_is_named_and_fails(runner):
    with unguarded():
        session.execute(update(AuditEntry).where(AuditEntry.id == 2).values(action="case:close"))
    answer = runner.invoke(args=["audit", "verify"])
    assert answer.exit_code != 0 and "第 2 条断开" in answer.output


def test_a_broken_accountability_log_is_named_and_fails(runner):
    with unguarded():
        session.execute(update(LogNode).where(LogNode.level == 0, LogNode.place == 1).values(digest=b"1" * 32))
    answer = runner.invoke(args=["accountability", "verify"])
    assert answer.exit_code != 0 and "存证日志不完整" in answer.output


def test_the_head_of_the_day_comes_once(runner):
    assert "已公布今天的日志头" in runner.invoke(args=["accountability", "head"]).output
    assert "已经公布过" in runner.invoke(args=["accountability", "head"]).output
