"""What can be wrong with a model on this machine, beside its files (`models.checkpoints`) and its adapter."""

from __future__ import annotations

from siliconfriend.models.base import ModelError


class LocalError(ModelError):
    """A model on this machine that cannot be used."""


class NotInstalledError(LocalError):
    """The packages for local models are not installed."""

    code = "local_not_installed"


class NeedsCodeError(LocalError):
    """A model that brings a program of its own, which is not run."""

    code = "needs_code"


class TooLargeError(LocalError):
    """More than the machine has room for; it was not loaded."""

    code = "too_large"


class NotQuantizableError(LocalError):
    """Fewer bits were asked for than can be had here."""

    code = "not_quantizable"


class NoDeviceError(LocalError):
    """The device that was asked for is not there."""

    code = "no_device"


class NeedsBaseError(LocalError):
    """A model that can only be used from a folder, and none was named."""

    code = "needs_base"


class OfflineError(LocalError):
    """A model that is not here yet, and the hub cannot be reached."""

    code = "hub_offline"


class NotAtHubError(LocalError):
    """The hub has no model of this name, or shows it only to some."""

    code = "not_at_hub"


class DiskTooSmallError(LocalError):
    """No room on the disk for what would be fetched; nothing was."""

    code = "disk_too_small"


class FetchError(LocalError):
    """Fetching broke off; what has arrived is kept, and the next try goes on from there."""

    code = "fetch_failed"


class HostDiedError(LocalError):
    """The model's process ended by itself."""

    code = "local_died"


class LoadingDiedError(LocalError):
    """It ended before the weights were loaded: nothing had been asked of it."""

    code = "loading_died"
