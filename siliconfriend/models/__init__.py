"""Chat models. Knows no memory, no screen."""
