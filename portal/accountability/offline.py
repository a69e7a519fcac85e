#!/usr/bin/env python3
"""portal-verify: check a proof file of the accountability log without any network and without any other library.

    python3 portal-verify.py PROOF.json [--key PUBLIC_KEY] [--consistency FILE.json] [--head FILE.json]

It proves that the facts in the file are leaves of the log whose head the portal signed (RFC 9162, SHA-256, Ed25519 by RFC 8032).
Compare the public key it prints with the one on the portal's page, or give the key you noted as --key. With --consistency (the file of
/verify/consistency?from=..&to=..) it also proves that a later published head continues the log of your proof. With --head (a head you
kept from the feed) the head it ends with must be exactly that one. The portal checks files with this very module.
"""

import argparse
import functools
import hashlib
import json
import sys

PROOF, CONSISTENCY = "xinnuo-proof-v1", "xinnuo-consistency-v1"
HEAD_FIELDS = ("size", "root", "at", "public_key", "signature")


class DoesNotFit(Exception):
    """What was to be proved does not hold; the sentence says what does not fit."""


# Hashes and paths of RFC 9162


def canonical(value):
    """The one way a JSON value is written before it is hashed or signed."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def commitment(salt, body):
    """What a leaf holds: SHA-256 over the salt and the facts."""
    return hashlib.sha256(salt + canonical(body)).digest()


def leaf_hash(data):
    """The hash of a leaf."""
    return hashlib.sha256(b"\0" + data).digest()


def node_hash(left, right):
    """The hash of an inner node."""
    return hashlib.sha256(b"\1" + left + right).digest()


def root_by_inclusion(leaf, index, size, path):
    """The root that a leaf and its path lead to (RFC 9162 §2.1.3.2). Raises ``DoesNotFit`` when the path has the wrong length."""
    if not 0 <= index < size:
        raise DoesNotFit("这一条的序号超出了日志的大小")
    first, last, root = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            raise DoesNotFit("证明路径太长")
        if first & 1 or first == last:
            root = node_hash(sibling, root)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            root = node_hash(root, sibling)
        first, last = first >> 1, last >> 1
    if last:
        raise DoesNotFit("证明路径不完整")
    return root


def check_consistency(earlier, earlier_root, later, later_root, path):
    """Raise ``DoesNotFit`` unless the later tree continues the earlier one (RFC 9162 §2.1.4.2)."""
    if not 0 < earlier <= later:
        raise DoesNotFit("两个日志头的大小顺序不对")
    if earlier == later:
        fits = not path and earlier_root == later_root
    else:
        path = list(path) if earlier & (earlier - 1) else [earlier_root, *path]
        fits = _roots_by_consistency(earlier, later, path) == (earlier_root, later_root)
    if not fits:
        raise DoesNotFit("后面的日志头不是接着前面的日志写下来的")


def _roots_by_consistency(earlier, later, path):
    first, last = earlier - 1, later - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    old = new = path[0] if path else b""
    for each in path[1:]:
        if last == 0:
            return None
        if first & 1 or first == last:
            old, new = node_hash(each, old), node_hash(each, new)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            new = node_hash(new, each)
        first, last = first >> 1, last >> 1
    return (old, new) if last == 0 else None


# Ed25519 (RFC 8032 §5.1), verification only

_P = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_ROOT_OF_MINUS_ONE = pow(2, (_P - 1) // 4, _P)


def _add(one, two):
    a, b = (one[1] - one[0]) * (two[1] - two[0]) % _P, (one[1] + one[0]) * (two[1] + two[0]) % _P
    c, d = 2 * one[3] * two[3] * _D % _P, 2 * one[2] * two[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(number, point):
    result = (0, 1, 1, 0)
    while number:
        if number & 1:
            result = _add(result, point)
        point, number = _add(point, point), number >> 1
    return result


def _x_of(y, sign):
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT_OF_MINUS_ONE % _P
    if (x * x - square) % _P or (x == 0 and sign):
        return None
    return _P - x if x & 1 != sign else x


def _point(encoded):
    number = int.from_bytes(encoded, "little")
    y, sign = number & ((1 << 255) - 1), number >> 255
    x = _x_of(y, sign)
    return None if x is None else (x, y, 1, x * y % _P)


_BASE_Y = 4 * pow(5, _P - 2, _P) % _P
_BASE = (_x_of(_BASE_Y, 0), _BASE_Y, 1, _x_of(_BASE_Y, 0) * _BASE_Y % _P)


@functools.lru_cache(maxsize=256)
def signature_fits(public_key, message, signature):
    """Whether the Ed25519 signature of 64 bytes is that of ``message`` under the public key of 32 bytes."""
    if len(public_key) != 32 or len(signature) != 64:
        return False
    key, nonce, scalar = _point(public_key), _point(signature[:32]), int.from_bytes(signature[32:], "little")
    if key is None or nonce is None or scalar >= _ORDER:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public_key + message).digest(), "little") % _ORDER
    left, right = _times(scalar, _BASE), _add(nonce, _times(challenge, key))
    return not (left[0] * right[2] - right[0] * left[2]) % _P and not (left[1] * right[2] - right[1] * left[2]) % _P


# Files


def head_message(size, root, at):
    """The bytes that are signed: size, root in hexadecimal, and the instant in UTC as text."""
    return b"xinnuo-head-v1\n" + canonical({"size": size, "root": root, "at": at})


def check_head(head):
    """Raise ``DoesNotFit`` unless the signature under a head is that of the key it names."""
    message = head_message(_number(head, "size"), _text(head, "root"), _text(head, "at"))
    if not signature_fits(_bytes(head, "public_key"), message, _bytes(head, "signature")):
        raise DoesNotFit("日志头的签名不对，日志头被改过，或者不是用这把公钥签的")


def read(data):
    """A JSON value from the bytes of a file. Raises ``DoesNotFit``."""
    try:
        value = json.loads(data.decode("utf-8-sig"))
        canonical(value)
    except (ValueError, RecursionError):
        raise DoesNotFit("这不是平台出的 JSON 文件，或者文件坏了") from None
    return value


def check_proof(proof):
    """The facts that a proof file proves, in its order. Raises ``DoesNotFit`` with the reason when anything in it does not fit."""
    if not isinstance(proof, dict) or proof.get("format") != PROOF:
        raise DoesNotFit("这不是存证证明文件")
    head, leaves = proof.get("head"), proof.get("leaves")
    check_head(head)
    if not isinstance(leaves, list) or not leaves or len(leaves) > 10_000:
        raise DoesNotFit("证明里没有存证内容")
    return [_check_leaf(leaf, proof, head, number) for number, leaf in enumerate(leaves, start=1)]


def _check_leaf(leaf, proof, head, number):
    body = leaf.get("body") if isinstance(leaf, dict) else None
    if not isinstance(body, dict) or body.get("case_number") != proof.get("case_number"):
        raise DoesNotFit(f"第 {number} 条不是这件反映的存证")
    path = leaf.get("path")
    if not isinstance(path, list) or len(path) > 64:
        raise DoesNotFit(f"第 {number} 条的证明路径不对")
    found = leaf_hash(commitment(_bytes(leaf, "salt"), body))
    if root_by_inclusion(found, _number(leaf, "index"), head["size"], [_unhex(each) for each in path]) != _bytes(head, "root"):
        raise DoesNotFit(f"第 {number} 条和日志对不上，内容被改过，或者不在日志里")
    return body


def check_continuation(file, head):
    """The later signed head in a consistency file. Raises ``DoesNotFit`` unless it continues the log whose head is ``head``."""
    if not isinstance(file, dict) or file.get("format") != CONSISTENCY:
        raise DoesNotFit("这不是前后一致的证明文件")
    earlier, later, path = file.get("from"), file.get("to"), file.get("path")
    if not isinstance(path, list) or len(path) > 128:
        raise DoesNotFit("前后一致的证明路径不对")
    if _number(earlier, "size") != head["size"] or _bytes(earlier, "root") != _bytes(head, "root"):
        raise DoesNotFit("前后一致的证明不是从您的日志头开始的")
    check_head(later)
    if _text(later, "public_key") != head["public_key"]:
        raise DoesNotFit("两个日志头用的不是同一把公钥")
    check_consistency(head["size"], _bytes(head, "root"), _number(later, "size"), _bytes(later, "root"), [_unhex(each) for each in path])
    return later


def _text(value, name):
    found = value.get(name) if isinstance(value, dict) else None
    if not isinstance(found, str):
        raise DoesNotFit(f"文件里缺少 {name}")
    return found


def _number(value, name):
    found = value.get(name) if isinstance(value, dict) else None
    if not isinstance(found, int) or isinstance(found, bool) or not 0 <= found < 2**63:
        raise DoesNotFit(f"文件里缺少 {name}")
    return found


def _bytes(value, name):
    return _unhex(_text(value, name))


def _unhex(text):
    if not isinstance(text, str) or set(text) - set("0123456789abcdef") or len(text) not in {64, 128}:
        raise DoesNotFit("文件里有一处不是哈希值")
    return bytes.fromhex(text)


# Words

_CLOCKS = {
    "clock_started": "自{started_on}起计时，最晚{due_on}",
    "clock_extended": "批准延长，最晚由{old_due_on}改为{due_on}",
    "clock_suspended": "自{suspended_on}起中止计时",
    "clock_resumed": "自{resumed_on}起恢复计时，最晚{due_on}",
    "clock_moved": "节假日安排变化，最晚由{old_due_on}改为{due_on}",
}


class _Facts(dict):
    """The facts of a body as people read them; one that is missing is shown as such."""

    def __init__(self, body):
        super().__init__({name: _said_day(str(value)) for name, value in body.items()})

    def __missing__(self, key):
        return "？"


def _said_day(text):
    year, month, day = text.split("-") if len(text) == 10 and text.count("-") == 2 else ("", "", "")
    return f"{int(year)}年{int(month)}月{int(day)}日" if (year + month + day).isdecimal() else text


def said(body):
    """One proved fact in a sentence."""
    kind, facts = str(body.get("kind")), _Facts(body)
    if kind == "received":
        return "{received_on}收到受理编号为 {case_number} 的反映，校验码 {report_hash:.12}".format_map(facts)
    if kind == "closed":
        return "{closed_on}{how}".format_map(facts)
    if kind in _CLOCKS:
        return f"{facts['label']}：" + _CLOCKS[kind].format_map(facts)
    return f"{kind}：{json.dumps(body, ensure_ascii=False)}"


def _read(path):
    with open(path, "rb") as file:
        return read(file.read(10_000_000))


def _report(options):
    proof = _read(options.proof)
    bodies, head = check_proof(proof), proof["head"]
    if options.key and options.key.lower().strip() != head["public_key"]:
        raise DoesNotFit("日志头不是用您给的公钥签的")
    lines = ["核对一致。下面这些都写在日志里，没有被改过：", *(f"  {number}. {said(body)}" for number, body in enumerate(bodies, start=1))]
    if options.consistency:
        head = check_continuation(_read(options.consistency), head)
        lines.append("后面公布的日志头接着您的日志，前面的内容没有变。")
    if options.head and {name: _read(options.head).get(name) for name in HEAD_FIELDS} != {name: head.get(name) for name in HEAD_FIELDS}:
        raise DoesNotFit("日志头和您保存的那一个不同")
    lines += [f"日志头：{head['at']}，共 {head['size']} 条，根 {head['root']}", f"公钥：{head['public_key']}"]
    return [*lines, "" if options.key else "请把公钥和平台核对页上、或者您以前记下的公钥对一下。"]


def main(arguments=None):
    """Check what the command line names; the exit status is 0 only when all of it holds."""
    parser = argparse.ArgumentParser(prog="portal-verify", description="离线核对存证证明")
    parser.add_argument("proof", help="存证证明文件")
    parser.add_argument("--key", help="公钥，64 个字符")
    parser.add_argument("--consistency", help="前后一致的证明文件")
    parser.add_argument("--head", help="以前保存的日志头文件")
    options = parser.parse_args(arguments)
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")
    try:
        print("\n".join(_report(options)).rstrip())
    except (DoesNotFit, OSError) as problem:
        print(f"核对不一致：{problem}。")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
