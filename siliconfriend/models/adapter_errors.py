"""What can be wrong with an adapter."""

from __future__ import annotations

from siliconfriend.models.base import ModelError


class AdapterError(ModelError):
    """An adapter that cannot be used with this model."""


class NoAdapterError(AdapterError):
    """There is no adapter in this folder."""

    code = "no_adapter"


class EmptyAdapterError(AdapterError):
    """A file without any adapter weights, as the public BELLE script leaves at its end."""

    code = "empty_adapter"


class OtherBaseError(AdapterError):
    """Weights for layers that this model does not have, or has in another size."""

    code = "other_base"


class OtherRankError(AdapterError):
    """adapter_config.json tells another rank than the weights have."""

    code = "other_rank"


class UnknownAdapterError(AdapterError):
    """An adapter of another kind than LoRA, or one that nothing tells the settings of."""

    code = "unknown_adapter"
