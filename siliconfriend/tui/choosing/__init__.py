"""Choosing a model out of what there is."""
