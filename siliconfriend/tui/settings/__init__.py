"""The settings screen, made from the typed settings."""
