"""The table of what the source documents ask for: whole, and everything it names exists."""

import re
from pathlib import Path

import pytest

from portal import jobs
from portal.profiles.loader import list_profiles

ROOT = Path(__file__).resolve().parents[2]
_SERVICES, _RULES, _TASKS = (
    re.findall(r"^\| ([a-z][\w-]*) \| (.+?) \| (.+?) \|(?: (.+?) \|)?$", part, re.MULTILINE)
    for part in (ROOT / "docs" / "requirements.md").read_text(encoding="utf-8").split("\n## ")[1:]
)
PROFILES = list_profiles()


def test_every_rule_of_the_profiles_is_there_once_with_its_profiles():
    told = {key: set(profiles.split()) for key, profiles, _services, _left in _RULES}
    asked = {
        rule.key: {profile.key for profile in PROFILES if any(each.key == rule.key for each in profile.rules)}
        for profile in PROFILES
        for rule in profile.rules
    }
    assert told == asked and len(_RULES) == len(told)


def test_every_task_of_the_profiles_is_there_once_in_its_own_words():
    asked = {task.id: f"{task.title} {task.text}" for profile in PROFILES for task in profile.tasks}
    told = {key: words.rstrip("…") for key, words, _services, _left in _TASKS}
    assert told.keys() == asked.keys() and len(_TASKS) == len(told)
    assert [key for key, words in told.items() if words not in asked[key]] == []


@pytest.mark.parametrize("rows", [_RULES, _TASKS], ids=["rules", "tasks"])
def test_each_is_served_by_known_services_or_says_what_people_do(rows):
    known = {key for key, _what, _named, _rest in _SERVICES}
    assert [key for key, _words, services, left in rows if not services.split() or not left or set(services.split()) - known] == []


def test_every_page_command_and_job_named_exists(app):
    named = " ".join(places for _key, _what, places, _rest in _SERVICES)
    rules = {rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    for register in ("commitments", "ratings", "typical-cases", "news"):
        assert app.test_client().get(f"/{register}").status_code == 200
        rules.add(f"/{register}")
    worker = {job.name for job in jobs.all_jobs()}
    found = {
        "pages": set(re.findall(r"`(/[^`]*)`", named)) - rules,
        "commands": set(re.findall(r"`flask ([^`]+)`", named)) - set(app.cli.commands),
        "jobs": set(re.findall(r"job `([^`]+)`", named)) - worker,
    }
    assert found == {"pages": set(), "commands": set(), "jobs": set()}


def test_every_service_names_a_place_and_is_used():
    used = {service for rows in (_RULES, _TASKS) for row in rows for service in row[2].split()}
    assert [key for key, _what, named, _rest in _SERVICES if "`" not in named or key not in used] == []
