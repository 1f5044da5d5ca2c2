"""Days and the portrait, each written once, by whatever model; nothing lost on the way."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator

import pytest

from siliconfriend.memory.records import Kind
from siliconfriend.memory.reflected import Part
from siliconfriend.models.base import ContextTooLongError, ModelError, Prompt, RateLimitedError, Sampling
from siliconfriend.models.builtin import Builtin
from siliconfriend.reflection.progress import Step
from siliconfriend.reflection.reflector import LONGEST_REST, Reflector
from siliconfriend.tokens import estimate_tokens
from tests.memory.toy import NOW, days, talk
from tests.reflection.conftest import CountingModel, Person


def kinds(person: Person) -> Counter[Kind]:
    return Counter(one.kind for one in person.bank.list_memories(limit=1000) if one.kind is not Kind.TURN)


async def test_two_calls_a_day_and_two_when_the_portrait_grows(person: Person) -> None:
    model = CountingModel()
    done = await person.reflector(model).run()
    assert (done.days, done.parts, done.spent.calls, len(model.prompts)) == (3, 2, 8, 8)
    assert kinds(person) == {Kind.SUMMARY: 3, Kind.INSIGHT: 3}
    assert person.bank.portrait().overall_history.startswith("Answer to")
    assert person.bank.portrait().overall_personality.startswith("Answer to")
    sent = sum(4 + estimate_tokens(one.content) for prompt in model.prompts for one in prompt.messages)
    assert done.spent.sent == sent
    again = await person.reflector(model).run()
    assert (again.days, again.parts, again.spent.calls, len(model.prompts)) == (0, 0, 0, 8)
    talk(person.bank, "One more heron", "Good", days(3))
    assert (await person.reflector(model).run()).spent.calls == 4
    assert max(model.most) <= 640


@pytest.mark.parametrize("when", [1, 2])
async def test_a_day_whose_words_were_deleted_meanwhile_does_not_count_as_written(emily: Person, when: int) -> None:
    model = CountingModel()

    def answer(prompt: Prompt) -> str:
        if len(model.prompts) == when:
            turn = emily.bank.turns(limit=1000)[0]
            memory = emily.bank.memories.of_turn(turn.id)
            assert memory is not None
            emily.bank.delete_memories([memory.id])
        return "Herons."

    model.answer = answer
    done = await emily.reflector(model).run()
    assert (done.days, kinds(emily)[Kind.SUMMARY]) == (2, 2)


async def test_a_turn_costs_nothing(person: Person) -> None:
    model = CountingModel()
    await person.reflector(model).run(before=NOW.date())
    assert model.prompts == []


async def test_only_the_days_asked_for(emily: Person) -> None:
    model = CountingModel()
    done = await emily.reflector(model).run(since=days(1).date(), before=days(2).date())
    assert (done.days, done.spent.calls) == (1, 4)
    assert [one.day for one in emily.bank.list_memories(kind=Kind.SUMMARY)] == [days(1).date()]


async def test_what_is_asked_holds_the_words_the_day_and_the_rules(person: Person) -> None:
    person.bank.remember("My sister is called Anna", days(1))
    person.bank.retract("I own a boat", days(1))
    model = CountingModel()
    await person.reflector(model).run(since=days(1).date(), before=days(2).date())
    summary, insight, history, portrait = (prompt.messages for prompt in model.prompts)
    for messages in (summary, insight):
        system, asked = (one.content for one in messages)
        assert person.bank.profile.name in system
        for said in ("On day 1 I saw 3 herons", "On day 1 I saw 4 herons", "My sister is called Anna"):
            assert said in asked
        assert "How quiet that sounds." in asked
        assert "day 0" not in asked
        assert "2024" in asked
        assert "I own a boat" in asked
    assert "Answer to: " in history[1].content
    assert "Answer to: " in portrait[1].content
    assert "2024" in portrait[1].content


async def test_the_portrait_and_the_strategy_come_in_one_answer(emily: Person) -> None:
    def answer(prompt: Prompt) -> str:
        if "PORTRAIT:" in prompt.message:
            return "PORTRAIT: Loves herons.\n\nRESPONSE: Ask about herons."
        return "Saw herons."

    await emily.reflector(CountingModel(answer)).run()
    portrait = emily.bank.portrait()
    assert (portrait.overall_personality, portrait.strategy) == ("Loves herons.", "Ask about herons.")
    turn = emily.bank.turns()[0]
    emily.bank.remove_turn(turn.id)
    assert emily.bank.portrait().strategy == ""


@pytest.mark.parametrize("answer", ["RESPONSE only", "", "人像：喜欢鹭。\n相处:多问。", "```\nPORTRAIT: x\n```"])
async def test_whatever_a_model_answers_nothing_breaks(person: Person, answer: str) -> None:
    reflector = person.reflector(CountingModel(lambda _: answer))
    if answer:
        await reflector.run()
        assert person.bank.portrait().overall_personality
    else:
        with pytest.raises(ModelError):
            await reflector.run()


async def test_a_model_that_fails_leaves_what_was_done(emily: Person) -> None:
    calls = 0

    def answer(_: Prompt) -> str | ModelError:
        nonlocal calls
        calls += 1
        return ModelError("broke") if calls == 4 else "Saw herons."

    model = CountingModel(answer)
    with pytest.raises(ModelError):
        await emily.reflector(model).run()
    assert kinds(emily) == {Kind.SUMMARY: 2, Kind.INSIGHT: 1}
    done = await emily.reflector(model).run()
    assert (done.spent.calls, calls) == (5, 9)


async def test_rate_limits_are_waited_out(emily: Person) -> None:
    refused = [RateLimitedError(host="x"), RateLimitedError(host="x")]
    model = CountingModel(lambda _: refused.pop() if refused else "Saw herons.")
    told: list[Step] = []
    done = await emily.reflector(model).run(tell=told.append)
    assert (done.spent.calls, emily.waits.seconds) == (8, [2.0, 5.0])
    assert [step.waiting for step in told if step.waiting] == [2.0, 5.0]
    assert (told[0].done, told[-1].done, told[-1].total) == (0, 8, 8)


async def test_a_server_that_never_has_time_is_given_up_on(emily: Person) -> None:
    with pytest.raises(RateLimitedError):
        await emily.reflector(CountingModel(lambda _: RateLimitedError(host="x"))).run()
    assert 120 < sum(emily.waits.seconds) < 600


async def test_a_long_day_is_split_between_turns_and_merged(person: Person) -> None:
    for number in range(40):
        talk(person.bank, f"Long story number {number}: " + "herons and rivers " * 12, "Go on.", days(9))
    model = CountingModel(context_tokens=1000)
    done = await person.reflector(model).run(since=days(9).date())
    assert done.days == 1
    parts = [prompt for prompt in model.prompts if "number 0:" in prompt.message or "number 39:" in prompt.message]
    assert len(parts) >= 2
    for number in range(40):
        holding = [prompt for prompt in model.prompts if f"number {number}:" in prompt.message]
        assert len(holding) == 2, number
    for prompt in model.prompts:
        size = sum(4 + estimate_tokens(one.content) for one in prompt.messages)
        assert size <= 1000, prompt.message[:80]


async def test_one_endless_message_is_cut_in_its_middle(emily: Person) -> None:
    talk(emily.bank, "begins here " + "and on and on " * 5000 + "ends there", "Oh.", days(9))
    model = CountingModel(context_tokens=1000)
    await emily.reflector(model).run(since=days(9).date())
    assert "begins here" in model.prompts[0].message
    assert "ends there" in model.prompts[0].message
    assert all(estimate_tokens(prompt.message) <= 1000 for prompt in model.prompts)


async def test_a_context_that_is_smaller_than_it_was_said_is_found_out(emily: Person) -> None:
    for number in range(40):
        talk(emily.bank, f"Long story number {number}: " + "herons and rivers " * 12, "Go on.", days(9))

    def answer(prompt: Prompt) -> str | ModelError:
        return ContextTooLongError() if estimate_tokens(prompt.message) > 1500 else "Herons."

    await emily.reflector(CountingModel(answer)).run()
    assert kinds(emily) == {Kind.SUMMARY: 4, Kind.INSIGHT: 4}
    talk(emily.bank, "more", "yes", days(10))
    with pytest.raises(ContextTooLongError):
        await emily.reflector(CountingModel(lambda _: ContextTooLongError())).run()


async def test_many_days_grow_the_portrait_a_few_at_a_time(emily: Person) -> None:
    for day in range(10, 60):
        talk(emily.bank, f"Day {day}", "Yes", days(day))
    model = CountingModel(lambda _: "Herons were seen, as so often. " * 10, context_tokens=3000)
    done = await emily.reflector(model).run()
    assert done.days == 53
    assert len(emily.bank.portrait_history(Part.HISTORY)) > 1
    assert len(emily.bank.sources(emily.bank.portrait_history(Part.HISTORY)[0].id).memories) == 53
    assert all(sum(estimate_tokens(m.content) for m in p.messages) <= 3000 for p in model.prompts)


async def test_cancelled_and_taken_up_again(emily: Person) -> None:
    started = asyncio.Event()

    class Slow(CountingModel):
        async def stream(self, prompt: Prompt, sampling: Sampling) -> AsyncGenerator[str]:
            if len(self.prompts) == 3:
                started.set()
                await asyncio.Event().wait()
            async for piece in super().stream(prompt, sampling):
                yield piece

    task = asyncio.create_task(emily.reflector(Slow()).run())
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert kinds(emily) == {Kind.SUMMARY: 2, Kind.INSIGHT: 1}
    assert (await emily.reflector(CountingModel()).run()).spent.calls == 5


async def test_words_that_go_while_a_model_thinks_are_not_kept(emily: Person) -> None:
    turn = emily.bank.turns()[0]

    def answer(_: Prompt) -> str:
        if any(one.id == turn.id for one in emily.bank.turns()):
            emily.bank.remove_turn(turn.id)
        return "Three herons on day 0."

    await emily.reflector(CountingModel(answer)).run(before=days(1).date())
    assert kinds(emily) == {Kind.INSIGHT: 1}
    await emily.reflector(CountingModel()).run(before=days(1).date())
    assert kinds(emily) == {Kind.SUMMARY: 1, Kind.INSIGHT: 1}


async def test_what_the_person_says_of_the_portrait_is_passed_on_and_holds(emily: Person) -> None:
    await emily.reflector(CountingModel(lambda _: "Emily is shy. Emily owns a boat.")).run()
    emily.bank.correct(Part.PERSONALITY, "I am not shy at all.", days(5))
    emily.bank.retract("I own a boat", days(5))
    talk(emily.bank, "More herons", "Good", days(6))
    model = CountingModel(lambda _: "Emily is shy. Emily owns a boat. Emily likes herons.")
    await emily.reflector(model).run()
    assert all("I own a boat" in prompt.message for prompt in model.prompts)
    portrait_asked = model.prompts[-1].message
    assert "I am not shy at all." in portrait_asked
    assert "Emily is shy." in portrait_asked.split("struck")[1]
    portrait = emily.bank.portrait()
    assert portrait.overall_personality == "I am not shy at all.\nEmily likes herons."
    assert portrait.overall_history == "Emily is shy. Emily likes herons."
    summaries = [one.query for one in emily.bank.list_memories(kind=Kind.SUMMARY)]
    assert not any("boat" in text for text in summaries)


async def test_gently_it_rests_after_each_day_and_only_then(emily: Person) -> None:
    await emily.reflector(Builtin()).run(before=days(1).date())
    assert emily.waits.seconds == []
    await emily.reflector(Builtin()).run(gently=True)
    assert len(emily.waits.seconds) == 2 * 2
    assert all(0 < one <= LONGEST_REST for one in emily.waits.seconds)


async def test_a_long_past_is_left_at_once_and_gone_on_with(emily: Person) -> None:
    """Stopped while it rests after the first of many steps; what is done is not done again."""
    for when in range(3, 30):
        talk(emily.bank, f"On day {when} I saw a heron", "Yes", days(when))
    rested = asyncio.Event()

    async def rest(_: float) -> None:
        rested.set()
        await asyncio.Event().wait()

    reflector = Reflector(emily.bank, Builtin(), emily.settings, lambda: emily.now, sleep=rest)
    running = asyncio.create_task(reflector.run(gently=True))
    await rested.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert len(emily.bank.due_days()) == 30
    assert len(emily.bank.memories.all(Kind.SUMMARY)) == 1
    await emily.reflector(Builtin()).run()
    assert emily.bank.due_days() == []
