"""A run as a page of its own, for a browser or in Markdown: nothing is loaded from anywhere."""
