"""How messages are written down for a model with weights: one file for each way of doing it.

`Format` in `base` is what they have in common. The same formats make the prompts of a conversation and the
lessons of fine-tuning, so that a model is asked in the form that it learned. Nothing here imports torch.
"""
