"""One thread, and one BLAS thread, to compute vectors: two collapse on a busy machine and the screen stutters.

BLAS's number of threads is the process's, and threadpoolctl lets only one thread at a time change it; so the work
of all threads is done on a thread of its own, first come, first served.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="vectors")


@cache
def _controller() -> Any:
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def on_one_blas_thread(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What `work` returns, or raises, when done there. Keep it short: others may be waiting."""

    def limited() -> T:
        with _controller().limit(limits=1, user_api="blas"):
            return work(*args, **kwargs)

    return _executor.submit(limited).result()
