"""SiliconFriend: a full-screen terminal companion that remembers."""

__version__ = "0.1.0"
