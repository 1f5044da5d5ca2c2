"""Weights in 8 or 4 bits, through the packages that transformers knows."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from siliconfriend.models.local.errors import NotQuantizableError

if TYPE_CHECKING:
    import torch

    from siliconfriend.models.local.choice import Quantize


def quantization(bits: Quantize, device: torch.device, dtype: torch.dtype) -> Any:
    """The settings of transformers for weights in so many bits on `device`; None: as they are.

    bitsandbytes on CUDA, torchao (8 bit) elsewhere.

    Raises:
        NotQuantizableError: the package is missing, or there is none for this device.
    """
    if not bits:
        return None
    if device.type == "cuda":
        return _bitsandbytes(bits, dtype)
    if bits == "4bit":
        raise NotQuantizableError(bits=bits, device=device.type, package="CUDA, bitsandbytes")
    return _torchao(device)


def _bitsandbytes(bits: Quantize, dtype: torch.dtype) -> Any:
    _require("bitsandbytes", bits, "cuda")
    from transformers import BitsAndBytesConfig

    if bits == "8bit":
        return BitsAndBytesConfig(load_in_8bit=True)  # type: ignore[no-untyped-call] # untyped in transformers
    return BitsAndBytesConfig(  # type: ignore[no-untyped-call] # untyped in transformers
        load_in_4bit=True,
        bnb_4bit_quant_type="nf4",
        bnb_4bit_compute_dtype=dtype,
        bnb_4bit_use_double_quant=True,
    )


def _torchao(device: torch.device) -> Any:
    _require("torchao", "8bit", device.type)
    from torchao.quantization import Int8WeightOnlyConfig
    from transformers import TorchAoConfig

    return TorchAoConfig(Int8WeightOnlyConfig())


def _require(package: str, bits: Quantize, device: str) -> None:
    if find_spec(package) is None:
        raise NotQuantizableError(bits=bits, device=device, package=package)
