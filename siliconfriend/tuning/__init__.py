"""LoRA fine-tuning: from dialogues to an adapter that gives a model the listener's manner.

`reading` and `lessons` turn files into what is learned; `running` learns it; `merging` puts an adapter into its
base. torch, transformers and peft are imported by the modules that nothing imports at start.
"""
