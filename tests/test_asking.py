"""What only asks is told from what tells."""

import pytest

from siliconfriend.asking import only_asks


@pytest.mark.parametrize(
    "text",
    [
        "What is my dog called?",
        "what is the name of my dog",
        "Do you remember my dog?",
        "And where did I go? When was it?",
        "Tell me what I said about Lyon.",
        "我去过哪个公园？",
        "我去了什么公园",
        "你还记得我去过哪里吗",
        "我的狗叫什么呢？",
    ],
)
def test_questions(text: str) -> None:
    assert only_asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "My dog is called Biscuit.",
        "I moved to Lyon, isn't that great?",
        "I lost my job. What should I do?",
        "我昨天去了绿禾公园散步",
        "我搬到了上海，你觉得怎么样？我住在静安区。",
        "我不知道怎么办，妈妈住院了",
        "我妈妈记得我小时候最爱吃糖醋排骨，每次回家都做",
        "",
        "...",
    ],
)
def test_tellings(text: str) -> None:
    assert not only_asks(text)
