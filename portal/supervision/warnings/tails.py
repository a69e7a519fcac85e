"""Exact upper tails: how likely chance alone gives at least so many. Pure; sums of positive terms, so small answers keep their digits."""

from collections.abc import Callable
from math import exp, inf, lgamma, log


def poisson_tail(at_least: int, mean: float) -> float:
    """The chance that a Poisson number with this mean is at least ``at_least``."""
    if at_least <= 0:
        return 1.0
    if mean <= 0:
        return 0.0
    return _summed(at_least, None, lambda k: k * log(mean) - mean - lgamma(k + 1), mean)


def binomial_tail(at_least: int, trials: int, share: float) -> float:
    """The chance that at least ``at_least`` of ``trials`` succeed, each with the chance ``share``."""
    if at_least <= 0:
        return 1.0
    if at_least > trials or share <= 0:
        return 0.0
    if share >= 1:
        return 1.0
    return _summed(at_least, trials, lambda k: _log_choose(trials, k) + k * log(share) + (trials - k) * log(1 - share), trials * share)


def hypergeometric_tail(at_least: int, drawn: int, marked: int, total: int) -> float:
    """The chance that at least ``at_least`` of ``drawn`` are marked, when ``marked`` of ``total`` are and all draws are alike.

    This is Fisher's exact test of two shares.
    """
    lowest, highest = max(0, drawn + marked - total), min(drawn, marked)
    if at_least <= lowest:
        return 1.0
    if at_least > highest:
        return 0.0
    whole = _log_choose(total, drawn)

    def term(k: int) -> float:
        return _log_choose(marked, k) + _log_choose(total - marked, drawn - k) - whole

    return _summed(at_least, highest, term, drawn * marked / total)


def _log_choose(whole: int, part: int) -> float:
    return lgamma(whole + 1) - lgamma(part + 1) - lgamma(whole - part + 1)


def _summed(first: int, last: int | None, log_term: Callable[[int], float], mean: float) -> float:
    """The terms from ``first`` on, until those past the mean no longer count."""
    total, k = 0.0, first
    while k <= (inf if last is None else last):
        term = exp(log_term(k))
        total += term
        if k > mean and term <= total * 1e-17:
            break
        k += 1
    return min(1.0, total)
