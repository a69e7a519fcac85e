"""What letters tell the house. Nothing of their content."""

from dataclasses import dataclass

from portal.events import Event


@dataclass(frozen=True)
class LetterSubmitted(Event):
    """An officer wrote a letter; the head decides."""

    letter_id: int


@dataclass(frozen=True)
class LetterSent(Event):
    """A letter went to a body complained of."""

    letter_id: int


@dataclass(frozen=True)
class LetterRefused(Event):
    """The head gave a letter back."""

    letter_id: int
