"""The same screen in a browser on this machine (textual-serve), behind a gate that lets one person in."""

import os


def in_browser() -> bool:
    """Whether this process draws for a browser."""
    return os.environ.get("TEXTUAL_DRIVER", "").endswith(":WebDriver")
