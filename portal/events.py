"""Past-tense facts, told to whoever ``wiring.py`` lists, inside the transaction that made them true."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Event:
    """The base of all events. Subclasses are frozen dataclasses named in the past tense."""


_handlers: dict[type[Event], list[Callable[[Any], None]]] = defaultdict(list)


def subscribe(event_class: type[Event], handler: Callable[[Any], None]) -> None:
    """Call ``handler`` for each later event of exactly this class; subscribing the same handler twice counts once."""
    if handler not in _handlers[event_class]:
        _handlers[event_class].append(handler)


def emit(event: Event) -> None:
    """Tell every subscriber now, in the caller's transaction; a handler's error undoes the whole transaction."""
    for handler in list(_handlers[type(event)]):
        handler(event)
