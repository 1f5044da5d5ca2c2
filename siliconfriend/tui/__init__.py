"""The full-screen companion. `start.run` opens it; nothing else is imported from outside this room."""
