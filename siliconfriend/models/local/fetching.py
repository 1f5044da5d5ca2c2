"""From a name to a folder: a folder is used as it is, anything else is looked for in the hub's cache, then fetched.

Only what a model needs is fetched: configuration, tokenizer, and the weights in one form; never a program.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from siliconfriend.models.checkpoints import NoWeightsError
from siliconfriend.models.local.choice import is_hub_name
from siliconfriend.models.local.errors import DiskTooSmallError, FetchError, NotAtHubError, OfflineError
from siliconfriend.models.local.progress import Progress, Report, Stage, silent

if TYPE_CHECKING:
    from huggingface_hub import DryRunFileInfo

WANTED = ("*.json", "*.txt", "*.jinja", "*.model", "*.safetensors", "*.bin")
NESTED = "*/*"
"""Other forms of the same weights lie in folders of their own."""
PICKLED = "*.bin"
SPARE = 200 * 2**20
HUB = "huggingface.co"


def folder_of(name: str, report: Report = silent, *, download: bool = True) -> Path:
    """The folder of the model or adapter called `name`, fetched if it is not here yet.

    What had arrived of an earlier try is not fetched again.

    Raises:
        NoWeightsError: `name` is a path, and there is no such folder.
        OfflineError: it is not here, and the hub cannot be reached or is not to be asked.
        NotAtHubError: the hub has no such model, or does not show it to everybody.
        DiskTooSmallError: it would not fit; nothing was fetched.
        FetchError: fetching broke off.
    """
    path = Path(name).expanduser()
    if path.is_dir():
        return path
    if not is_hub_name(name):
        raise NoWeightsError(folder=path)
    try:
        return Path(_snapshot(name, local_files_only=True))
    except Exception as error:  # the hub says absence in several ways; the rest goes on
        if not _means_absent(error):
            raise
    if not download:
        raise OfflineError(model=name, host=HUB)
    return _fetched(name, report)


def to_be_fetched(*names: str) -> str:
    """The first of `names`, models or adapters, that would come from the hub; empty: none would."""
    for name in filter(None, names):
        try:
            folder_of(name, download=False)
        except OfflineError:
            return name
        except NoWeightsError:  # said when it is loaded
            continue
    return ""


def _fetched(name: str, report: Report) -> Path:
    from huggingface_hub import constants
    from huggingface_hub.errors import (
        DryRunError,
        GatedRepoError,
        HfHubHTTPError,
        HFValidationError,
        RepositoryNotFoundError,
    )

    report(Progress(Stage.FETCHING))
    try:
        ignored = [NESTED]
        planned: Sequence[DryRunFileInfo] = _snapshot(name, dry_run=True, ignore_patterns=ignored)
        if any(one.filename.endswith(".safetensors") for one in planned):
            ignored.append(PICKLED)
            planned = [one for one in planned if not one.filename.endswith(".bin")]
        total = sum(one.file_size or 0 for one in planned if one.will_download)
        _require_disk(total, Path(constants.HF_HUB_CACHE), name)
        return Path(_snapshot(name, ignore_patterns=ignored, tqdm_class=_bar(report, total)))
    except (RepositoryNotFoundError, GatedRepoError, HFValidationError) as error:
        raise NotAtHubError(model=name, host=HUB) from error
    except DryRunError as error:  # the plan could not be made, for the reason that it is chained to
        unknown = isinstance(error.__cause__, RepositoryNotFoundError)
        raise (NotAtHubError if unknown else OfflineError)(model=name, host=HUB) from error
    except HfHubHTTPError as error:
        raise FetchError(f"HTTP {error.response.status_code}", model=name, host=HUB) from error
    except OSError as error:
        if _means_absent(error):
            raise OfflineError(model=name, host=HUB) from error
        raise FetchError(_line(error), model=name, host=HUB) from error
    except Exception as error:  # httpx and xet raise errors of their own
        raise (OfflineError if _is_network(error) else FetchError)(_line(error), model=name, host=HUB) from error


def _snapshot(name: str, **how: Any) -> Any:
    from huggingface_hub import snapshot_download

    return snapshot_download(name, allow_patterns=list(WANTED), **{"ignore_patterns": [NESTED], **how})


def _require_disk(total: int, cache: Path, name: str) -> None:
    there = next(one for one in (cache, *cache.parents) if one.exists())
    free = shutil.disk_usage(there).free
    if total + SPARE > free:
        wanted, left = f"{total / 2**30:.1f}", f"{free / 2**30:.1f}"
        raise DiskTooSmallError(model=name, path=there, needed=wanted, free=left)


def _bar(report: Report, total: int) -> Any:
    """A bar for the hub's client that tells `report`, and draws nothing."""
    from tqdm.auto import tqdm

    class Told(tqdm):  # type: ignore[misc] # tqdm has no types
        def __init__(self, *args: Any, **how: Any) -> None:
            self._counts = str(how.get("desc", "")).startswith("Reconstructing")
            how.pop("name", None)
            super().__init__(*args, **{**how, "disable": True})
            self._done = 0

        def update(self, n: float | None = 1) -> bool | None:
            if self._counts:
                self._done += int(n or 0)
                report(Progress(Stage.FETCHING, min(self._done, total), total))
            return None

    return Told


def _means_absent(error: BaseException) -> bool:
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    return isinstance(error, LocalEntryNotFoundError | HFValidationError)


def _is_network(error: BaseException) -> bool:
    return type(error).__module__.split(".")[0] in ("httpx2", "httpx", "httpcore2", "httpcore")


def _line(error: BaseException) -> str:
    said = str(error).strip()
    return f"{type(error).__name__}: {said.splitlines()[0][:200] if said else ''}"
