"""Of what many tasks raised together, one thing that can be told."""

from __future__ import annotations


def first(errors: BaseExceptionGroup[BaseException]) -> BaseException:
    """The first error in a group, however deep."""
    one: BaseException = errors
    while isinstance(one, BaseExceptionGroup):
        one = one.exceptions[0]
    return one
