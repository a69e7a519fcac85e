"""YAML read strictly: the plain data together with the line on which each value stands."""

from typing import Any

import yaml

Path = tuple[str | int, ...]
LARGEST_BYTES = 1024 * 1024


class NotReadable(Exception):
    """The text is no YAML, or YAML of a kind that a profile never needs. Carries the line, the key and a Chinese sentence."""

    def __init__(self, line: int, where: str, message: str) -> None:
        super().__init__(message)
        self.line, self.where, self.message = line, where, message


def read_marked(text: str) -> tuple[Any, dict[Path, int]]:
    """The data and the line of each path. Raises ``NotReadable``; aliases are refused because they can blow up a small file."""
    if len(text.encode("utf-8")) > LARGEST_BYTES:
        raise NotReadable(1, "", "文件超过 1 MB")
    try:
        for event in yaml.parse(text, yaml.SafeLoader):
            if isinstance(event, yaml.AliasEvent):
                raise NotReadable(event.start_mark.line + 1 if event.start_mark else 1, "", "不能使用别名（*）")
        node = yaml.compose(text, yaml.SafeLoader)
        lines: dict[Path, int] = {}
        return (_plain(node, (), lines) if node is not None else None), lines
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise NotReadable(mark.line + 1 if mark else 1, "", f"YAML 写法有误：{error.problem or error.context}") from None
    except yaml.YAMLError as error:
        raise NotReadable(1, "", f"文件不能按 YAML 读取：{error}") from None
    except RecursionError:
        raise NotReadable(1, "", "嵌套太深") from None


def _plain(node: yaml.Node, path: Path, lines: dict[Path, int]) -> Any:
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, lines)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*path, position), lines) for position, item in enumerate(node.value)]
    try:
        return yaml.constructor.SafeConstructor().construct_object(node)
    except (ValueError, yaml.YAMLError):
        raise NotReadable(node.start_mark.line + 1, said(path), f"这个值不能读：{node.value}") from None


def _mapping(node: yaml.MappingNode, path: Path, lines: dict[Path, int]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode) or key_node.tag != "tag:yaml.org,2002:str":
            raise NotReadable(line, said(path), "键必须是文字")
        key = key_node.value
        if key in found:
            raise NotReadable(line, said((*path, key)), "同一个键写了两次")
        lines[(*path, key)] = line
        found[key] = _plain(value_node, (*path, key), lines)
    return found


def said(path: Path) -> str:
    """A path as a person reads it: ``departments[3].kind``; positions count from 1."""
    words = ""
    for part in path:
        words += f"[{part + 1}]" if isinstance(part, int) else (f".{part}" if words else part)
    return words


def line_of(path: Path, lines: dict[Path, int]) -> int:
    """The line of a path, or of the nearest part of the file that holds it."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)
