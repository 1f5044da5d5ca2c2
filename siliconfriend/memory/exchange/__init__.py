"""The MemoryBank JSON format, in and out."""

from siliconfriend.memory.exchange.bringing_in import BroughtIn, bring_in
from siliconfriend.memory.exchange.person import PastMemory, PastTurn, Person
from siliconfriend.memory.exchange.reading import read_bank
from siliconfriend.memory.exchange.writing_out import write_out

__all__ = ["BroughtIn", "PastMemory", "PastTurn", "Person", "bring_in", "read_bank", "write_out"]
