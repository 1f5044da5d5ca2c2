"""Looking through what is remembered, and governing it: a pane beside the chat, or a screen of its own."""
