"""The student: MobileNetV3-Small under torchvision's names, with timm's head (pool, 576 to 1024, hard swish, 1000)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

#: Kernel, expansion, channels out, squeeze-and-excite, hard swish (else ReLU), stride: table 2 of arXiv 1905.02244.
BLOCKS = [
    (3, 16, 16, True, False, 2),
    (3, 72, 24, False, False, 2),
    (3, 88, 24, False, False, 1),
    (5, 96, 40, True, True, 2),
    (5, 240, 40, True, True, 1),
    (5, 240, 40, True, True, 1),
    (5, 120, 48, True, True, 1),
    (5, 144, 48, True, True, 1),
    (5, 288, 96, True, True, 2),
    (5, 576, 96, True, True, 1),
    (5, 576, 96, True, True, 1),
]
POOLED, HIDDEN, CLASSES = 576, 1024, 1000
EPSILON = 0.001


def squeezed(channels: int) -> int:
    """A quarter of the channels, to the nearest multiple of 8 (torchvision's `_make_divisible`)."""
    wanted = channels / 4
    rounded = max(8, int(wanted + 4) // 8 * 8)
    return rounded + 8 if rounded < 0.9 * wanted else rounded


def convolution(inputs: int, out: int, kernel: int, stride: int = 1, groups: int = 1) -> list[nn.Module]:
    """A convolution without bias and its BatchNorm."""
    return [
        nn.Conv2d(inputs, out, kernel, stride, kernel // 2, groups=groups, bias=False),
        nn.BatchNorm2d(out, eps=EPSILON, momentum=0.01),
    ]


class SqueezeExcite(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.fc1 = nn.Conv2d(channels, squeezed(channels), 1)
        self.fc2 = nn.Conv2d(squeezed(channels), channels, 1)

    def forward(self, value: Tensor) -> Tensor:
        gate = F.relu(self.fc1(value.mean((2, 3), keepdim=True)))
        return value * F.hardsigmoid(self.fc2(gate))


class InvertedResidual(nn.Module):
    def __init__(self, inputs: int, kernel: int, expansion: int, out: int, excite: bool, swish: bool, stride: int):
        super().__init__()
        activation = nn.Hardswish if swish else nn.ReLU
        layers: list[nn.Module] = []
        if expansion != inputs:
            layers.append(nn.Sequential(*convolution(inputs, expansion, 1), activation()))
        layers.append(nn.Sequential(*convolution(expansion, expansion, kernel, stride, expansion), activation()))
        if excite:
            layers.append(SqueezeExcite(expansion))
        layers.append(nn.Sequential(*convolution(expansion, out, 1)))
        self.block = nn.Sequential(*layers)
        self.residual = stride == 1 and inputs == out

    def forward(self, value: Tensor) -> Tensor:
        return value + self.block(value) if self.residual else self.block(value)


class Student(nn.Module):
    """MobileNetV3-Small that, while it learns, also predicts the teacher's pooled features.

    The teacher's classifier is linear, so a linear map from the hidden layer to the teacher's features followed by that
    classifier is itself one linear classifier; `classifier()` multiplies them out for use.
    """

    teacher_weight: Tensor
    teacher_bias: Tensor

    def __init__(self, teacher_weight: Tensor, teacher_bias: Tensor) -> None:
        super().__init__()
        layers: list[nn.Module] = [nn.Sequential(*convolution(3, 16, 3, 2), nn.Hardswish())]
        inputs = 16
        for kernel, expansion, out, excite, swish, stride in BLOCKS:
            layers.append(InvertedResidual(inputs, kernel, expansion, out, excite, swish, stride))
            inputs = out
        layers.append(nn.Sequential(*convolution(inputs, POOLED, 1), nn.Hardswish()))
        self.features = nn.Sequential(*layers)
        self.hidden = nn.Linear(POOLED, HIDDEN)
        nn.init.kaiming_normal_(self.hidden.weight, mode="fan_out")
        nn.init.zeros_(self.hidden.bias)
        self.project = nn.Linear(HIDDEN, teacher_weight.shape[1])
        #: What the classifier adds to the teacher's own.
        self.own = nn.Linear(HIDDEN, CLASSES)
        nn.init.zeros_(self.own.weight)
        nn.init.zeros_(self.own.bias)
        self.register_buffer("teacher_weight", teacher_weight)
        self.register_buffer("teacher_bias", teacher_bias)

    def pool(self, pixels: Tensor) -> Tensor:
        """The 576 pooled features of normalised pictures."""
        return self.features(pixels).float().mean((2, 3))

    def hide(self, pooled: Tensor) -> Tensor:
        """The 1024 values of the hidden layer."""
        return F.hardswish(self.hidden(pooled))

    def forward(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        """Logits, and the teacher's features as this network imagines them."""
        return self.answer(self.pool(pixels))

    def answer(self, pooled: Tensor) -> tuple[Tensor, Tensor]:
        """As `forward`, from the pooled features."""
        hidden = self.hide(pooled)
        imagined = self.project(hidden)
        return F.linear(imagined, self.teacher_weight, self.teacher_bias) + self.own(hidden), imagined

    @torch.no_grad()
    def classifier(self) -> tuple[Tensor, Tensor]:
        """Weight and bias of the one linear layer from the hidden layer to the logits."""
        weight = self.teacher_weight @ self.project.weight + self.own.weight
        bias = self.teacher_weight @ self.project.bias + self.teacher_bias + self.own.bias
        return weight, bias


def load_backbone(student: Student, gguf: Path) -> None:
    """Fills `student.features` from a GGUF file with torchvision's names."""
    # Imported here, because a machine with an accelerator may lack it, and begins with an exported file.
    from gguf import GGUFReader

    stored = {tensor.name: torch.from_numpy(np.array(tensor.data, np.float32)) for tensor in GGUFReader(gguf).tensors}
    wanted = {f"features.{name}": value for name, value in student.features.state_dict().items()}
    taken = {}
    for name, value in wanted.items():
        if name.endswith("num_batches_tracked"):
            taken[name.removeprefix("features.")] = value
        else:
            taken[name.removeprefix("features.")] = stored[name].reshape(value.shape)
    student.features.load_state_dict(taken)
