"""Times named in a question or a turn, in both languages: tables of rules that prefer the past."""

from siliconfriend.memory.times.conversations import ConversationNamed, conversations_named
from siliconfriend.memory.times.finding import Named, times_mentioned, times_named
from siliconfriend.memory.times.intervals import Kind

__all__ = ["ConversationNamed", "Kind", "Named", "conversations_named", "times_mentioned", "times_named"]
