"""When the companion thinks by itself: ended days, or enough turns; free, or agreed to."""

from __future__ import annotations

from siliconfriend.models.builtin import Builtin
from siliconfriend.reflection.by_itself import everything_due, may, occasion
from siliconfriend.reflection.cost import costs_nothing
from siliconfriend.settings import ReflectionSettings
from tests.memory.toy import days, memory_of, talk
from tests.reflection.conftest import CountingModel, Person

SETTINGS = ReflectionSettings(after_turns=3)


async def test_days_that_have_ended(emily: Person) -> None:
    model, today = Builtin(), days(2).date()
    found = occasion(emily.bank, model, SETTINGS, today, everything=True)
    assert found is not None
    assert (found.days, found.until, found.calls, found.agreed) == (2, today, 6, True)
    assert everything_due(emily.bank, model, today).days == 3
    await emily.reflector(model).run(before=today)
    assert occasion(emily.bank, model, SETTINGS, today, everything=True) is None
    assert occasion(emily.bank, model, SETTINGS, days(3).date(), everything=False) is not None
    assert occasion(emily.bank, model, SETTINGS, days(9).date(), everything=False) is None


async def test_today_when_enough_has_gathered_and_again_after_as_much(emily: Person) -> None:
    model, today = Builtin(), days(9).date()
    await emily.reflector(model).run()
    for number in range(3):
        assert occasion(emily.bank, model, SETTINGS, today, everything=False) is None
        talk(emily.bank, f"Heron {number}", "Yes", days(9))
    found = occasion(emily.bank, model, SETTINGS, today, everything=False)
    assert found is not None
    assert found.until > today
    await emily.reflector(model).run(before=found.until)
    talk(emily.bank, "Heron 4", "Yes", days(9))
    assert occasion(emily.bank, model, SETTINGS, today, everything=False) is None


async def test_what_was_silenced_today_is_not_counted_as_thought_over(emily: Person) -> None:
    turns = [talk(emily.bank, f"today I counted {number} geese", "Hm", days(9)) for number in range(3)]
    today = days(9).date()
    await emily.reflector(Builtin()).run()
    emily.bank.never_recall([memory_of(emily.bank, turn) for turn in turns[:2]])
    assert occasion(emily.bank, Builtin(), SETTINGS, today, everything=False) is None
    for number in range(3):
        talk(emily.bank, f"and {number} ducks", "Hm", days(9))
    found = occasion(emily.bank, Builtin(), SETTINGS, today, everything=False)
    assert found is not None
    assert found.days == 1


async def test_a_portrait_that_was_left_behind(emily: Person) -> None:
    await emily.reflector(Builtin()).run()
    emily.bank.delete_memories([])
    assert occasion(emily.bank, Builtin(), SETTINGS, days(9).date(), everything=True) is None
    for one in emily.bank.days():
        assert one.summary is not None
        emily.bank.memories.set_text(one.summary.id, "Another text.")
    assert occasion(emily.bank, Builtin(), SETTINGS, days(9).date(), everything=True) is not None


def test_paying_is_asked_for(emily: Person) -> None:
    paid, near, here = CountingModel(), CountingModel(destination="localhost:11434"), Builtin()
    assert [costs_nothing(one) for one in (paid, near, here)] == [False, True, True]
    assert costs_nothing(CountingModel(destination="192.168.1.20:8000"))
    assert not may(emily.bank, paid)
    emily.bank.agree_to_pay(paid.destination)
    assert may(emily.bank, paid)
    assert not may(emily.bank, CountingModel(destination="elsewhere.example.com"))


async def test_what_was_only_extracted_is_spoken_of_before_a_model_takes_it_up(emily: Person) -> None:
    await emily.reflector(Builtin()).run()
    paid = CountingModel()
    due = everything_due(emily.bank, paid, days(9).date())
    assert (due.days, due.agreed) == (3, False)
    assert everything_due(emily.bank, Builtin(), days(9).date()).days == 0


async def test_a_portrait_alone_is_spoken_of_too(emily: Person) -> None:
    paid, today = CountingModel(), days(9).date()
    await emily.reflector(paid).run()
    assert everything_due(emily.bank, paid, today).calls == 0
    for one in emily.bank.days():
        assert one.summary is not None
        emily.bank.memories.set_text(one.summary.id, "Another text.")
    due = everything_due(emily.bank, paid, today)
    assert (due.days, due.calls, due.agreed) == (0, 2, False)
    found = occasion(emily.bank, paid, SETTINGS, today, everything=True)
    assert found is not None
    assert (found.days, found.calls, found.agreed) == (0, 2, False)
