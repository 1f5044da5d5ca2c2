"""What can be done on the chat screen, one subject a file; `screens/chat.py` is all of them together."""
