"""The teacher in PyTorch, for machines where onnxruntime has no accelerator: EfficientNet-B0 without BatchNorm."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

#: Stride of the first block, and how many blocks: table 1 of arXiv 1905.11946. The weights tell the rest.
STACKS = [(1, 1), (2, 2), (2, 2), (2, 3), (1, 3), (2, 4), (1, 1)]


class EfficientNet(nn.Module):
    """The pooled features, N x 1280, of normalised pictures."""

    def __init__(self, tensors: dict[str, Tensor]) -> None:
        """Takes the tensors of `efficientnet_b0.backbone.safetensors`."""
        super().__init__()
        for name, tensor in tensors.items():
            self.register_buffer(name.replace(".", "__"), tensor)

    def convolve(self, value: Tensor, name: str, stride: int = 1) -> Tensor:
        """A convolution, padded as TensorFlow does it: of an odd number the larger half comes after the picture."""
        weight, bias = (self.get_buffer(f"{name}__{part}".replace(".", "__")) for part in ("weight", "bias"))
        kernel = weight.shape[2]
        pads = []
        for size in (value.shape[3], value.shape[2]):
            total = max((-(-size // stride) - 1) * stride + kernel - size, 0)
            pads += [total // 2, total - total // 2]
        groups = value.shape[1] // weight.shape[1]
        if pads[0] == pads[1] and pads[2] == pads[3]:
            return F.conv2d(value, weight, bias, stride, (pads[2], pads[0]), groups=groups)
        return F.conv2d(F.pad(value, pads), weight, bias, stride, groups=groups)

    def block(self, value: Tensor, name: str, stride: int) -> Tensor:
        expands = hasattr(self, f"{name}.expand.weight".replace(".", "__"))
        inner = F.silu(self.convolve(value, f"{name}.expand")) if expands else value
        inner = F.silu(self.convolve(inner, f"{name}.depthwise", stride))
        gate = F.silu(self.convolve(inner.mean((2, 3), keepdim=True), f"{name}.se_reduce"))
        inner = inner * self.convolve(gate, f"{name}.se_expand").sigmoid()
        out = self.convolve(inner, f"{name}.project")
        return out + value if out.shape == value.shape else out

    @torch.no_grad()
    def forward(self, pixels: Tensor) -> Tensor:
        value = F.silu(self.convolve(pixels, "stem", 2))
        for stack, (stride, count) in enumerate(STACKS):
            for index in range(count):
                value = self.block(value, f"stack_{stack}.block_{index}", stride if index == 0 else 1)
        return F.silu(self.convolve(value, "top")).mean((2, 3))
