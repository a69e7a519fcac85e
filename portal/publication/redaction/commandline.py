"""What the command ``redact --text`` prints: the text with its findings marked, then a line for each. Pure."""

from collections.abc import Iterator

from portal.publication.redaction import find
from portal.publication.redaction.vocabulary import Finding


def marked(text: str) -> str:
    """The text with every finding between ⟦ and ⟧ and its number, then for each number its kind, suggestion, rule and confidence."""
    findings = find(text)
    return "\n".join(["".join(_pieces(text, findings)), "", *(_line(number, each) for number, each in enumerate(findings, 1))])


def _pieces(text: str, findings: list[Finding]) -> Iterator[str]:
    position = 0
    for number, finding in enumerate(findings, 1):
        yield f"{text[position : finding.start]}⟦{finding.text}⟧{number}"
        position = finding.end
    yield text[position:]


def _line(number: int, finding: Finding) -> str:
    value = " ".join(finding.text.split())
    return f"{number:>3}  {finding.label.label}  {value}  →  {finding.suggestion}  {finding.rule}  {finding.confidence:.2f}"
