"""The command line: ``flask --app portal …``. Thin: every command asks a package to do the work."""

import os
import sys
import threading
from collections.abc import Callable
from datetime import date
from io import TextIOWrapper
from signal import SIGINT, SIGTERM, signal
from typing import TextIO

import click
from alembic import command
from alembic.config import Config
from flask import Flask
from flask.cli import AppGroup

from portal import clock, demo, jobs
from portal.accounts import commands as account_commands
from portal.config import ROOT, settings
from portal.custody import commands as custody_commands
from portal.deadlines import queries as deadlines
from portal.deadlines.commandline import describe
from portal.deadlines.counting import Unit
from portal.documents import PdfNotSetUp, is_pdf_set_up
from portal.errors import PortalError
from portal.notifications.worker import run_worker
from portal.publication import redaction
from portal.publication.redaction import commandline as redaction_commandline
from portal.routing import commands as profile_commands
from portal.upkeep.operations import JobBook

WORKER_TICK_SECONDS = 1.0

audit = AppGroup("audit", help="The audit log.")
accountability = AppGroup("accountability", help="The public accountability log.")
profile = AppGroup("profile", help="Jurisdiction profiles: list, check, load.")
user = AppGroup("user", help="Accounts.")
custodians = AppGroup("custodians", help="The custodians of sealed identities: the key ceremony, its state, changing the key.")
backup = AppGroup("backup", help="What the operator's backup program tells the portal.")
demo_group = AppGroup("demo", help="Demo accounts and cases.")


@profile.command("list")
def profile_list() -> None:
    """Name the profiles that come with the portal."""
    click.echo(profile_commands.profile_list_text())


@profile.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
def profile_check(file: str) -> None:
    """Say whether a profile file can be loaded, or which line and key is wrong."""
    _say(lambda: profile_commands.check_text(file))


@profile.command("load")
@click.argument("name")
def profile_load(name: str) -> None:
    """Load a profile by name or file; a second time, show and apply the difference."""
    _say(lambda: profile_commands.load_text(name))


def _say(work: Callable[[], str]) -> None:
    try:
        click.echo(work())
    except PortalError as error:
        raise click.ClickException(str(error)) from None


@click.command("migrate")
@click.option("--revision", default="head", show_default=True)
def migrate(revision: str) -> None:
    """Bring the database to the newest revision."""
    command.upgrade(alembic_config(), revision)
    click.echo("数据库已是最新版本。")


def alembic_config() -> Config:
    """Alembic's configuration, made here so that no file repeats the settings."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.set_main_option("prepend_sys_path", str(ROOT))
    config.set_main_option("path_separator", "os")
    return config


@click.command("setup")
def setup() -> None:
    """Make the house ready: newest revision, profile, reply templates, figures and, unless DEMO=0, the demo data.

    Running it again changes nothing that exists.
    """
    command.upgrade(alembic_config(), "head")
    _say(lambda: profile_commands.load_text(settings().profile))
    jobs.load_reply_templates()
    if os.environ.get("DEMO", "1") != "0":
        _say(demo.load_text)
    jobs.refresh_figures()
    if not is_pdf_set_up():
        click.echo(PdfNotSetUp().message)


@click.command("welcome")
def welcome() -> None:
    """Say where to go and how to sign in; without any account, print the one-time link that makes the first administrators."""
    click.echo(welcome_text(settings().public_base_url))


def welcome_text(base_url: str) -> str:
    """What ``make run`` prints before it serves."""
    lines = [f"公众页面  {base_url}/", f"工作台    {base_url}/desk/", "停止      Ctrl-C", ""]
    if demo.is_loaded():
        return "\n".join([*lines, demo.accounts_text()])
    if not account_commands.has_accounts():
        lines.append(account_commands.first_administrators_text(base_url))
    return "\n".join(lines)


@click.command("worker")
def worker() -> None:
    """Do the periodic work until stopped: mail, clocks, figures, cleaning up."""
    stop = threading.Event()
    for number in (SIGINT, SIGTERM):
        signal(number, lambda *_: stop.set())
    run_worker(stop, WORKER_TICK_SECONDS, jobs.all_jobs(), JobBook().keep)


@click.command("sweep-deadlines")
def sweep_deadlines() -> None:
    """Fire every reminder and overdue notice that has come due; running it again fires nothing twice."""
    click.echo(f"已发出 {jobs.sweep_deadlines()} 条期限提醒。")


@click.command("deliver-mail")
def deliver_mail() -> None:
    """Send what waits in the outbox once."""
    click.echo(str(jobs.deliver_mail()))


@click.command("deadline")
@click.argument("start", metavar="FROM")
@click.option("--days", required=True, type=click.IntRange(1, 3660))
@click.option("--unit", required=True, type=click.Choice([unit.value for unit in Unit]))
@click.option("--explain", is_flag=True, help="Show each day skipped or counted.")
def deadline(start: str, days: int, unit: str, explain: bool) -> None:
    """Print the last day of a term of DAYS that starts with an event on FROM (YYYY-MM-DD)."""
    try:
        first = date.fromisoformat(start)
    except ValueError:
        raise click.ClickException(f"{start} 不是日期，请写成 2026-11-21 这样。") from None
    click.echo(describe(first, days, Unit(unit), deadlines.calendar(), explain))


@click.command("retention")
@click.option("--dry-run", is_flag=True, help="Only say what would be destroyed.")
def retention(dry_run: bool) -> None:
    """Destroy identities, addresses and originals that are kept no longer; cases, figures and logs stay."""
    due = jobs.due_for_erasure()
    for each in due:
        oldest = f"，最早的一件 {clock.local(each.oldest):%Y-%m-%d} 办理结束" if each.oldest else ""
        click.echo(f"{each.what.label}：到期 {each.number} 件{oldest}。")
    click.echo("没有销毁任何内容（只是演练）。" if dry_run else f"已销毁 {jobs.erase_due()} 项。")


@click.command("redact")
@click.option("--jsonl", "form", flag_value="jsonl", help='Read {"id", "text", "reporter"?} a line, write {"id", "spans"} a line.')
@click.option("--text", "form", flag_value="text", help="Read one text, write it marked, with kind, suggestion, rule and confidence.")
def redact(form: str | None) -> None:
    """Find what identifies people and firms in what standard input holds. Needs no database."""
    if form is None:
        raise click.UsageError("请写 --jsonl 或 --text。")
    given = TextIOWrapper(sys.stdin.buffer, encoding="utf-8")
    out = TextIOWrapper(sys.stdout.buffer, encoding="utf-8", line_buffering=True)
    if form == "text":
        click.echo(redaction_commandline.marked(given.read()), file=out)
        return
    try:
        for line in redaction.spans_jsonl(given):
            click.echo(line, file=out)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise click.ClickException(f"这一行不是规定的 JSON：{error}") from None


@audit.command("verify")
def audit_verify() -> None:
    """Check the whole audit chain and name the first break."""
    broken = jobs.first_audit_break()
    if broken is not None:
        raise click.ClickException(f"审计链在第 {broken} 条断开。")
    click.echo("审计链完整。")


@accountability.command("verify")
def accountability_verify() -> None:
    """Check the whole accountability log: tree, leaves, signed heads, the audit entries they bind, and today's dates against it."""
    problem = jobs.first_accountability_break()
    if problem is not None:
        raise click.ClickException(f"存证日志不完整：{problem}。")
    click.echo("存证日志完整。")


@accountability.command("head")
def accountability_head() -> None:
    """Sign and publish today's head, unless it is out."""
    click.echo("已公布今天的日志头。" if jobs.issue_head() else "今天的日志头已经公布过。")


@user.command("create")
@click.argument("username")
@click.option("--name", "display_name", required=True, help="Name shown at the desk.")
@click.option("--department", required=True, help="Name of the department.")
@click.option("--role", "roles", multiple=True, required=True, help="Role value; may be given more than once.")
@click.option("--email", default="")
def user_create(username: str, display_name: str, department: str, roles: tuple[str, ...], email: str) -> None:
    """Create an account and print the one-time link with which its owner sets a password."""
    _say(lambda: account_commands.create_user_text(username, display_name, department, roles, email, settings().public_base_url))


@user.command("first-administrators")
def first_administrators() -> None:
    """Print the one-time link to create the first three administrators; refused once an account exists."""
    _say(lambda: account_commands.first_administrators_text(settings().public_base_url))


@demo_group.command("load")
def demo_load() -> None:
    """Create demo accounts and demo cases, unless they are there."""
    _say(demo.load_text)


@demo_group.command("code")
@click.argument("username")
def demo_code(username: str) -> None:
    """Print the current one-time code of a demo account."""
    _say(lambda: demo.code_text(username, clock.now()))


@demo_group.command("accounts")
def demo_accounts() -> None:
    """Print the demo sign-ins."""
    _say(demo.accounts_text)


def _asking(passphrase_file: TextIO | None) -> Callable[[str, bool], str]:
    """How a passphrase is got: typed unseen, a new one twice; or, for rehearsals, the next line of a file ("-" reads standard input)."""

    def ask(username: str, is_new: bool) -> str:
        if passphrase_file is not None:
            return passphrase_file.readline().rstrip("\n")
        return str(click.prompt(f"{username} 的{'新' if is_new else ''}保管口令", hide_input=True, confirmation_prompt=is_new))

    return ask


@custodians.command("init")
@click.argument("usernames", nargs=-1)
@click.option("--passphrase-file", type=click.File(), help="One passphrase a line, in the order of the names; for rehearsals only.")
def custodians_init(usernames: tuple[str, ...], passphrase_file: TextIO | None) -> None:
    """Make the custody key for three custodians, each of whom types a passphrase. Refuses to run twice."""
    names = usernames or tuple(click.prompt(f"第 {number} 位保管人的用户名") for number in (1, 2, 3))
    _say(lambda: custody_commands.init_text(names, _asking(passphrase_file)))


@custodians.command("status")
def custodians_status() -> None:
    """Say who holds the shares, who is missing and what must be done."""
    _say(custody_commands.status_text)


@custodians.command("rotate")
@click.argument("present", nargs=2)
@click.option("--new", "coming", multiple=True, required=True, help="Who holds the new key; three times.")
@click.option("--by", "admin", required=True, help="User name of the security administrator.")
@click.option("--reason", required=True)
@click.option("--passphrase-file", type=click.File(), help="Passphrases of newcomers first, then of the two present ones.")
def custodians_rotate(present: tuple[str, ...], coming: tuple[str, ...], admin: str, reason: str, passphrase_file: TextIO | None) -> None:
    """Change the custody key: two PRESENT custodians type their passphrases."""
    _say(lambda: custody_commands.rotate_text(admin, present, coming, reason, _asking(passphrase_file)))


@custodians.command("give-up")
@click.option("--by", "admin", required=True, help="User name of the security administrator.")
@click.confirmation_option(prompt="两位保管人的口令和恢复单都找不回来了吗？放弃以后，已经密封的身份谁也打不开")
def custodians_give_up(admin: str) -> None:
    """Give up a key that two custodians lost, so that a new ceremony can be held. What it sealed stays sealed for good."""
    _say(lambda: custody_commands.give_up_text(admin))


@backup.command("done")
def backup_done() -> None:
    """Note that a backup of database and data directory has just been made; for the end of the backup program."""
    jobs.note_backup()
    click.echo("已登记：备份完成。")


def register(app: Flask) -> None:
    """Attach every command to the application."""
    for group in (profile, user, custodians, demo_group, backup, migrate, setup, welcome, worker, audit, accountability):
        app.cli.add_command(group)
    for command_of_jobs in (sweep_deadlines, deliver_mail, deadline, retention, redact):
        app.cli.add_command(command_of_jobs)
