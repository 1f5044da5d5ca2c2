"""The full-screen companion. `app.run` opens it; nothing else is imported from outside this room."""
