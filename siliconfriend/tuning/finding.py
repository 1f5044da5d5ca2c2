"""Where a base is: a folder, or a name at the Hugging Face hub."""

from __future__ import annotations

import re
from pathlib import Path

from siliconfriend.models.checkpoints import NoWeightsError
from siliconfriend.tuning.errors import TuningError

NAME = re.compile(r"[\w.-]+/[\w.-]+")
WANTED = ["*.json", "*.safetensors", "*.model", "*.txt", "*.jinja"]


def base_folder(base: str) -> Path:
    """The folder of the model called `base`, fetched if it is a name and not here yet.

    Raises:
        NoWeightsError: it is neither a folder nor a name.
        TuningError: it could not be fetched.
    """
    folder = Path(base).expanduser()
    if folder.is_dir():
        return folder.resolve()
    if not NAME.fullmatch(base):
        raise NoWeightsError(folder=base)
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError

    try:
        return Path(snapshot_download(base, allow_patterns=WANTED))
    except (HfHubHTTPError, OSError, ValueError) as error:
        raise TuningError("not_fetched", name=base, detail=str(error).splitlines()[0][:200]) from error
