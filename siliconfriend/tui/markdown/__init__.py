"""A reply's Markdown as one widget: read into blocks of rows, laid out at a width, painted as strips."""
