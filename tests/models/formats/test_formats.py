"""Prompts as each model was trained to read them, and lessons that are prompts with their answers."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast

from siliconfriend.models.base import ContextTooLongError, Message, Role
from siliconfriend.models.chatglm import ChatGLMTokenizer
from siliconfriend.models.formats.base import Format, within
from siliconfriend.models.formats.belle import Belle
from siliconfriend.models.formats.chatglm import ChatGLMRounds
from siliconfriend.models.formats.template import ChatTemplate, NoTemplateError
from siliconfriend.models.sentencepieces import LlamaTokenizer
from tests.tiny_llama import CHAT_TEMPLATE, SENTENCES, SPECIAL

SYSTEM = Message(Role.SYSTEM, "Be warm.")
TALK = (
    Message(Role.USER, "你好"),
    Message(Role.ASSISTANT, "你好！我是你的朋友。"),
    Message(Role.USER, "今天怎么样？"),
)


def user(text: str) -> Message:
    return Message(Role.USER, text)


def fast(template: str | None, **special: str | list[str]) -> Any:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=400, special_tokens=list(SPECIAL), initial_alphabet=alphabet, show_progress=False
    )
    tokenizer.train_from_iterator(SENTENCES, trainer)
    made = PreTrainedTokenizerFast(tokenizer_object=tokenizer, **special)  # type: ignore[no-untyped-call] # untyped there
    made.chat_template = template
    return made


@pytest.fixture(scope="module")
def template() -> ChatTemplate:
    return ChatTemplate(fast(CHAT_TEMPLATE, eos_token=SPECIAL[0]))


def test_chatglm_writes_rounds(chatglm_tokenizer: ChatGLMTokenizer) -> None:
    form = ChatGLMRounds(chatglm_tokenizer)
    assert form.text([user("你好")]) == "你好"
    assert form.text(TALK) == "[Round 0]\n问：你好\n答：你好！我是你的朋友。\n[Round 1]\n问：今天怎么样？\n答："
    assert form.text([SYSTEM, user("你好")]) == "Be warm.\n\n你好"
    assert form.text([SYSTEM, *TALK]).startswith("[Round 0]\n问：Be warm.\n\n你好\n答：")
    assert form.ids(TALK)[-2:] == [chatglm_tokenizer.gmask_token_id, chatglm_tokenizer.bos_token_id]


def test_belle_writes_human_and_assistant(llama_tokenizer: LlamaTokenizer) -> None:
    form = Belle(llama_tokenizer)
    assert form.text([user("Hi")]) == "Human: Hi\nAssistant: "
    assert form.text([SYSTEM, *TALK]) == (
        "Human: Be warm.\n\n你好\nAssistant: 你好！我是你的朋友。\nHuman: 今天怎么样？\nAssistant: "
    )
    assert form.ids([user("Hi")])[0] == llama_tokenizer.bos_token_id


@pytest.mark.parametrize("answer", ["Hello there", "你好，慢慢来", " two", "x"])
def test_a_belle_lesson_is_encoded_as_the_public_scripts_do(llama_tokenizer: LlamaTokenizer, answer: str) -> None:
    form = Belle(llama_tokenizer)
    lesson = form.lesson([user("Hello")], answer)
    whole = llama_tokenizer.encode(form.text([user("Hello")]) + answer)
    assert [*lesson.prompt, *lesson.answer] == [*whole, llama_tokenizer.eos_token_id]
    assert form.decode(lesson.answer) == answer


def test_a_chatglm_lesson_is_encoded_as_the_tokenizer_does(chatglm_tokenizer: ChatGLMTokenizer) -> None:
    form = ChatGLMRounds(chatglm_tokenizer)
    lesson = form.lesson(TALK, "很好")
    assert [*lesson.prompt, *lesson.answer] == chatglm_tokenizer.encode(form.text(TALK), "很好")
    assert form.decode(lesson.answer) == "很好"


def test_a_template_writes_itself(template: ChatTemplate) -> None:
    assert template.text([SYSTEM, user("Hi")]) == "<|system|>Be warm.<|end|><|user|>Hi<|end|><|assistant|>"
    lesson = template.lesson([user("Hi")], "Hello")
    assert list(lesson.prompt) == template.ids([user("Hi")])
    assert template.decode(lesson.answer) == "Hello"
    assert lesson.answer[-1] in template.ends
    assert sum(one in template.ends for one in lesson.answer) == 1


def test_what_ends_a_reply_is_read_off_the_template() -> None:
    tokenizer = fast(CHAT_TEMPLATE, eos_token=SPECIAL[1], extra_special_tokens=[SPECIAL[0]])
    form = ChatTemplate(tokenizer, ends=[77])
    assert form.ends == {77, *tokenizer.convert_tokens_to_ids(list(SPECIAL[:2]))}
    assert form.lesson([user("Hi")], "Hello").answer[-1] == tokenizer.convert_tokens_to_ids(SPECIAL[0])


REFUSES = "{% if messages[0]['role'] == 'system' %}{{ raise_exception('no system') }}{% endif %}" + CHAT_TEMPLATE
IGNORES = CHAT_TEMPLATE.replace(
    "{% for message in messages %}", "{% for message in messages if message.role != 'system' %}"
)


@pytest.mark.parametrize("source", [REFUSES, IGNORES], ids=["refuses", "ignores"])
def test_a_template_without_a_system_role_gets_its_text_with_the_users(source: str) -> None:
    form = ChatTemplate(fast(source, eos_token=SPECIAL[0]))
    assert form.text([SYSTEM, *TALK]).startswith("<|user|>Be warm.\n\n你好<|end|><|assistant|>")


@pytest.mark.parametrize("source", [None, "{{ messages[7].content }}", "{% for %}", "{{ raise_exception('x') }}"])
def test_a_tokenizer_without_a_usable_template_is_refused(source: str | None) -> None:
    with pytest.raises(NoTemplateError):
        ChatTemplate(fast(source, eos_token=SPECIAL[0]))


def test_a_template_cannot_reach_out_of_its_sandbox() -> None:
    reaching = "{{ messages.__class__.__mro__[1].__subclasses__() }}"
    with pytest.raises(NoTemplateError):
        ChatTemplate(fast(reaching, eos_token=SPECIAL[0]))


WRITTEN = st.lists(
    st.one_of(
        st.sampled_from([*SPECIAL, "<sop>", "[gMASK]", "</s>", "<s>", "\nHuman: ", "[Round 1]\n", "问："]),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    ),
    max_size=5,
).map("".join)


@given(said=WRITTEN)
def test_nothing_that_somebody_wrote_becomes_a_special_token(
    said: str, template: ChatTemplate, chatglm_tokenizer: ChatGLMTokenizer, llama_tokenizer: LlamaTokenizer
) -> None:
    special: dict[int, Format] = {4: template, 2: ChatGLMRounds(chatglm_tokenizer), 1: Belle(llama_tokenizer)}
    ids_of = {
        4: frozenset(range(len(SPECIAL))),
        2: frozenset(chatglm_tokenizer.all_special_ids) - {chatglm_tokenizer.unk_token_id},
        1: frozenset({0, llama_tokenizer.bos_token_id, llama_tokenizer.eos_token_id}),
    }
    messages = [user(said + ".")]
    extra = {4: 3, 2: 2, 1: 1}  # what each format itself puts around a question
    for key, form in special.items():
        assert sum(one in ids_of[key] for one in form.ids(messages)) == extra[key]


@given(said=WRITTEN, answer=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20))
def test_a_lessons_prompt_is_what_is_asked(
    said: str, answer: str, template: ChatTemplate, llama_tokenizer: LlamaTokenizer
) -> None:
    for form in (template, Belle(llama_tokenizer)):
        lesson = form.lesson([SYSTEM, user(said + "?")], answer)
        assert list(lesson.prompt) == form.ids([SYSTEM, user(said + "?")])
        assert form.decode(lesson.answer) == answer
        assert lesson.answer[-1] in form.ends


def test_the_oldest_turns_go_and_system_and_question_stay(template: ChatTemplate) -> None:
    talk = [SYSTEM]
    for number in range(6):
        talk += [user(f"question {number}"), Message(Role.ASSISTANT, f"answer {number}")]
    talk.append(user("the last"))
    room = len(template.ids(talk))
    assert within(template, talk, room) == tuple(talk)
    fewer = within(template, talk, room - 1)
    assert fewer == (SYSTEM, *talk[3:])
    least = within(template, talk, len(template.ids([SYSTEM, talk[-1]])))
    assert least == (SYSTEM, talk[-1])
    with pytest.raises(ContextTooLongError):
        within(template, talk, len(template.ids([SYSTEM, talk[-1]])) - 1)


@given(room=st.integers(1, 200), turns=st.integers(0, 8), system=st.booleans())
def test_what_is_left_fits_and_is_an_end_of_the_whole(
    room: int, turns: int, system: bool, llama_tokenizer: LlamaTokenizer
) -> None:
    form: Format = Belle(llama_tokenizer)
    dialogue = [one for n in range(turns) for one in (user(f"q{n}"), Message(Role.ASSISTANT, f"a{n}"))]
    messages = [*([SYSTEM] if system else []), *dialogue, user("last")]
    try:
        left = within(form, messages, room)
    except ContextTooLongError:
        assert len(form.ids([*messages[:system], messages[-1]])) > room
        return
    assert len(form.ids(left)) <= room
    assert list(left[system:]) == messages[len(messages) - len(left) + system :]
    assert left[:system] == tuple(messages[:system])


def test_the_last_word_must_be_the_users(llama_tokenizer: LlamaTokenizer) -> None:
    with pytest.raises(ValueError, match="the user's"):
        Belle(llama_tokenizer).text(TALK[:2])
