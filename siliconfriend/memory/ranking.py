"""From scored memories to those that are told of: judged, in order, each text once, the best of each sort."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from siliconfriend.asking import only_asks
from siliconfriend.memory.records import Kind, Memory, Recollection

AS_GOOD_AS_EQUAL = 0.01

UNDERSTOOD = (Kind.SUMMARY, Kind.INSIGHT)

RELEVANT_COSINE = 0.33
RELEVANT_SHARE = 0.1


def relevant(one: Recollection) -> bool:
    """Whether a memory has to do with the question at all and tells something: not merely the best of nothing."""
    if hollow(one.memory):
        return False
    why = one.why
    return (
        why.get("time", 0.0) > 0
        or why.get("dense", 0.0) >= RELEVANT_COSINE
        or why.get("share", 0.0) >= RELEVANT_SHARE
    )


def judged(one: Recollection, verdicts: Mapping[int, float]) -> Recollection:
    """As the person would have it: one they called out of place counts for less."""
    factor = verdicts.get(one.memory.id)
    if factor is None:
        return one
    return Recollection(one.memory, round(one.score * factor, 6), {**one.why, "verdict": factor})


def rounded(one: Recollection) -> Recollection:
    """With the parts of its score as they are told."""
    return Recollection(one.memory, one.score, {part: round(value, 4) for part, value in one.why.items()})


def hollow(memory: Memory) -> bool:
    """Whether it is a question that got no answer, which tells nothing."""
    return memory.kind is Kind.TURN and not memory.response and only_asks(memory.query)


def order(one: Recollection) -> tuple[float, int, int]:
    """Best first; of those as good as equal the newer, so that where facts changed the later word comes first."""
    memory = one.memory
    return (-round(one.score / AS_GOOD_AS_EQUAL), -memory.day.toordinal(), -memory.id)


def chosen(ranked: Iterable[Recollection], k: int, days: int) -> list[Recollection]:
    """The `k` best of what was said, what was understood filling up, and after them `days` more of that."""
    said: list[Recollection] = []
    understood: list[Recollection] = []
    for one in ranked:
        (understood if one.memory.kind in UNDERSTOOD else said).append(one)
        if len(said) == k and len(understood) >= days:
            break
    said, among = said[:k], max(0, k - len(said))
    return [*sorted([*said, *understood[:among]], key=order), *understood[among : among + days]]


def without_repeats(recalled: Iterable[Recollection], terms: Mapping[int, str]) -> Iterator[Recollection]:
    """Each text once, as it was said best or last: two are the same when they hold the same terms as often."""
    seen: set[tuple[str, ...]] = set()
    for one in recalled:
        same = tuple(sorted(terms.get(one.memory.id, "").split()))
        if not same or same not in seen:
            seen.add(same)
            yield one
