"""What was said, as a file that anybody can read."""
