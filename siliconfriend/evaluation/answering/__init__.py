"""Whole systems put to the questions: a model with the companion's memory, or with less of it."""
