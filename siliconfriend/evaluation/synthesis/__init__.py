"""The paper's way of making data: a chat model plays people who talk with the companion, day after day."""
