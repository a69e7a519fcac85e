"""Reading a jurisdiction profile: pure, without database. Whatever is wrong is told with its line and key, all at once.

A profile may set terms of its own under ``limits`` (``schema.LimitEntry``); whether the law allows them is asked when it is loaded.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from portal.errors import PortalError
from portal.profiles import marked
from portal.profiles.checks import inconsistencies
from portal.profiles.schema import Part, Profile

HERE = Path(__file__).resolve().parent

_WORDS = {
    "missing": "缺少这个键",
    "string_type": "应是文字；数字和日期请加引号",
    "int_type": "应是整数",
    "bool_type": "应是 true 或 false",
    "list_type": "应是列表",
    "model_type": "应是一组“键: 值”",
    "model_attributes_type": "应是一组“键: 值”",
    "dict_type": "应是一组“键: 值”",
    "string_too_short": "不能为空",
    "too_short": "不能为空",
    "greater_than_equal": "应从 1 开始",
}


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong in a profile file. ``line`` counts from 1; ``where`` is the key."""

    line: int
    where: str
    message: str

    def __str__(self) -> str:
        return f"第 {self.line} 行，{self.where or '文件'}：{self.message}"


class ProfileError(PortalError):
    """The base of what can be wrong with a profile file."""


class ProfileInvalid(ProfileError):
    """The profile cannot be used; ``problems`` lists everything that is wrong in the order of the file."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class ProfileMissing(ProfileError):
    """There is no profile of that name, or the file cannot be opened."""


def profile_keys() -> list[str]:
    """The keys of all profiles that come with the portal, in alphabetical order."""
    return sorted(path.stem for path in HERE.glob("*.yaml"))


def list_profiles() -> list[Profile]:
    """All profiles that come with the portal. Raises ``ProfileInvalid``."""
    return [read_profile(key) for key in profile_keys()]


def read_profile(path_or_key: str | Path) -> Profile:
    """The profile in a file, or the shipped one of that key. Raises ``ProfileMissing`` and ``ProfileInvalid``."""
    name = str(path_or_key)
    path = HERE / f"{name}.yaml" if name in profile_keys() else Path(name)
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        raise ProfileInvalid([Problem(1, "", "文件不是 UTF-8 编码")]) from None
    except OSError:
        known = "、".join(profile_keys())
        raise ProfileMissing(f"没有名为“{name}”的配置，也打不开这个文件。可用的配置：{known}") from None
    return parse_profile(text)


@lru_cache(maxsize=16)
def parse_profile(text: str) -> Profile:
    """The profile a YAML text describes. Raises ``ProfileInvalid`` naming line and key of everything that is wrong.

    A profile is frozen and its reading takes a good part of a second: the same text is read once.
    """
    try:
        data, lines = marked.read_marked(text)
    except marked.NotReadable as error:
        raise ProfileInvalid([Problem(error.line, error.where, error.message)]) from None
    if not isinstance(data, dict):
        raise ProfileInvalid([Problem(1, "", "文件应是一组“键: 值”")])
    try:
        profile = Profile.model_validate(data)
    except ValidationError as error:
        raise ProfileInvalid(list(_shape_problems(error, lines))) from None
    found = [Problem(marked.line_of(path, lines), marked.said(path), words) for path, words in inconsistencies(profile)]
    if found:
        raise ProfileInvalid(sorted(found, key=lambda problem: problem.line))
    return profile


def problem_at(text: str, path: tuple[str | int, ...], message: str) -> Problem:
    """A problem that somebody else found at a key of a readable profile, with its line."""
    _data, lines = marked.read_marked(text)
    return Problem(marked.line_of(path, lines), marked.said(path), message)


def _shape_problems(error: ValidationError, lines: dict[marked.Path, int]) -> Iterator[Problem]:
    details = error.errors(include_url=False, include_context=True)
    for detail in sorted(details, key=lambda each: marked.line_of(each["loc"], lines)):
        yield Problem(marked.line_of(detail["loc"], lines), marked.said(detail["loc"]), _in_words(detail))


def _in_words(detail: ErrorDetails) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "extra_forbidden":
        near = get_close_matches(str(detail["loc"][-1]), _known_keys(), n=1)
        return "不认识这个键" + (f"，是不是 {near[0]}？" if near else "")
    if kind == "literal_error":
        return _not_in_list(str(detail["input"]), context["expected"].replace(" or ", ", ").replace("'", ""))
    if kind == "string_pattern_mismatch":
        return f"写法不对，应符合 {context['pattern']}"
    return _WORDS.get(kind, "这个值不能用")


def _not_in_list(value: str, expected: str) -> str:
    allowed = expected.split(", ")
    near = get_close_matches(value, allowed, n=1)
    guess = f"，是不是 {near[0]}？" if near else ""
    return f"不能是“{value}”{guess}" if len(allowed) > 12 else f"不能是“{value}”，只能是 {'、'.join(allowed)}{guess and '；' + guess[1:]}"


def _known_keys() -> list[str]:
    parts = [part for base in Part.__subclasses__() for part in (base, *base.__subclasses__())]
    return [field.alias or name for part in parts for name, field in part.model_fields.items()]
