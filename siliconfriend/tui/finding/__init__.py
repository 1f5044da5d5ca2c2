"""Finding what was said, and looking at the place where it was said."""
