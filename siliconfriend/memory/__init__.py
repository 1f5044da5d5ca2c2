"""MemoryBank: dialogues kept, condensed, recalled and let go. Knows no model, no screen, no network."""
