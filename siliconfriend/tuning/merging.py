"""An adapter put into its base: a folder that any program for such models can load by itself."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from siliconfriend.models import checkpoints
from siliconfriend.models.adapters import attach
from siliconfriend.tuning.bases import architecture, read_model
from siliconfriend.tuning.errors import TuningError
from siliconfriend.tuning.presets import CHATGLM
from siliconfriend.tuning.quiet import quiet
from siliconfriend.tuning.trouble import explained, require_room

BESIDE = ("ice_text.model", "tokenizer*", "special_tokens_map.json", "vocab*", "merges.txt", "added_tokens.json",
          "generation_config.json", "chat_template*")  # fmt: skip
"""What belongs to a model beside its weights."""


def merge(base: Path, adapter: Path, folder: Path) -> None:
    """Write the model in `base`, changed by `adapter`, to `folder`, in the number format of the base.

    Raises:
        ModelError: the base or the adapter cannot be loaded, or they do not belong together.
        TuningError: `folder` holds something, the disk is full, or the adapter is none that can be merged.
    """
    if folder.exists() and any(folder.iterdir()):
        raise TuningError("not_empty", folder=folder)
    folder.mkdir(parents=True, exist_ok=True)
    require_room(folder, sum(file.stat().st_size for file in checkpoints.files(base)))
    with explained(folder), quiet():
        model = read_model(base, {"dtype": "auto"})
        wrapped: Any = attach(model, adapter)
        if not hasattr(wrapped, "merge_and_unload") or wrapped.active_peft_config.is_prompt_learning:
            raise TuningError("not_mergeable", folder=adapter)
        merged = wrapped.merge_and_unload(safe_merge=True)
        merged.save_pretrained(folder)
    if architecture(base) == CHATGLM:
        # The files of the base say which of the two vocabularies it is; transformers' own would say more than that.
        shutil.copy2(base / "config.json", folder / "config.json")
    for pattern in BESIDE:
        for file in base.glob(pattern):
            shutil.copy2(file, folder / file.name)
