"""Models with weights on this machine: found, loaded, asked.

`LocalModel` in `model` is the `ChatModel`. The weights live in a process of their own (`host`), so that neither
the import of torch nor a long computation is felt on the screen, loading can be given up at any moment, and a
model that is too much for the machine takes nothing with it. What runs there, `engine` and below, can be used
directly as well.
"""
