"""What timm itself computes, for the tests to hold EdgeLens' own graphs against.

    python scripts/lab/references/reference.py > test/unit/scripts/models/timm-reference.json

Every architecture: number of parameters, names and shapes of its tensors (as a sum), multiply-accumulates at the size
of its first pretrained tag, counted by torch. A choice of them also with values: logits and pooled features in double
precision, from the weights and the picture of recipe.py. No weights are downloaded.
"""

import hashlib
import json

import timm
import torch
from torch.utils.flop_counter import FlopCounterMode

from recipe import picture, tensor

CLASSES = 32
POOLED = 16

# Architectures with sizes at which to compute values; small ones, because a convolution is the same at any.
ARCHITECTURES: dict[str, list[int]] = {
    "mobilenetv3_small_050": [64],
    "mobilenetv3_small_075": [],
    "mobilenetv3_small_100": [96],
    "mobilenetv3_large_075": [64],
    "mobilenetv3_large_100": [96],
    "tf_mobilenetv3_small_075": [],
    "tf_mobilenetv3_small_100": [75],
    "tf_mobilenetv3_large_075": [],
    "tf_mobilenetv3_large_100": [96],
    "efficientnet_b0": [96],
    "efficientnet_b1": [64],
    "efficientnet_b2": [],
    "efficientnet_b3": [64],
    "efficientnet_b4": [64],
    "efficientnet_lite0": [96],
    "efficientnet_lite1": [],
    "efficientnet_lite2": [],
    "efficientnet_lite3": [],
    "efficientnet_lite4": [],
    # Odd sizes: where padding as TensorFlow has it differs most.
    "tf_efficientnet_b0": [75, 96],
    "tf_efficientnet_b1": [],
    "tf_efficientnet_b2": [],
    "tf_efficientnet_b3": [],
    "tf_efficientnet_b4": [],
    "tf_efficientnet_lite0": [64],
    "tf_efficientnet_lite1": [],
    "tf_efficientnet_lite2": [],
    "tf_efficientnet_lite3": [64],
    "tf_efficientnet_lite4": [],
    "resnet18": [64],
    "resnet18d": [75],
    "resnet26": [],
    "resnet26d": [],
    "resnet34": [],
    "resnet34d": [],
    "resnet50": [64],
    "resnet50d": [75],
    "resnet101": [],
    "resnet101d": [],
    "resnet152": [],
    "resnet152d": [],
    "convnext_atto": [64],
    "convnext_atto_ols": [64],
    "convnext_femto": [],
    "convnext_femto_ols": [],
    "convnext_pico": [],
    "convnext_pico_ols": [],
    "convnext_nano": [],
    "convnext_nano_ols": [64],
    "convnext_tiny": [64],
    "convnext_tiny_hnf": [64],
    "convnext_small": [],
}

# Pictures so faint that the epsilon of LayerNorm shows: in the others it hides behind the variance.
FAINT = {"convnext_atto", "convnext_tiny"}


def layout(model: torch.nn.Module) -> str:
    """Sum over the names and shapes of a checkpoint, without the counters that nothing reads."""
    lines = [
        f"{name} {','.join(map(str, value.shape))}\n"
        for name, value in model.state_dict().items()
        if not name.endswith("num_batches_tracked")
    ]
    return hashlib.sha256("".join(sorted(lines)).encode()).hexdigest()


def macs(model: torch.nn.Module, size: int) -> int:
    """Multiply-accumulates in convolutions and dense layers: what torch counts as half of its operations."""
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        model(torch.zeros(1, 3, size, size, device="meta"))
    return counter.get_total_flops() // 2


def values(name: str, size: int) -> dict[str, object]:
    """Logits and the first pooled features, of weights that the tests can make again."""
    model = timm.create_model(name, num_classes=CLASSES).double().eval()
    state = {
        key: value if key.endswith("num_batches_tracked") else torch.from_numpy(tensor(key, tuple(value.shape)))
        for key, value in model.state_dict().items()
    }
    model.load_state_dict(state)
    contrast = 2**-8 if name in FAINT else 1
    with torch.no_grad():
        features = model.forward_features(contrast * torch.from_numpy(picture(size)).double())
        logits = model.forward_head(features)[0]
    return {
        "size": size,
        "contrast": contrast,
        "features": list(features.shape),
        "pooled": [round_to(value) for value in features.mean((2, 3))[0, :POOLED].tolist()],
        "logits": [round_to(value) for value in logits.tolist()],
    }


def round_to(value: float, digits: int = 9) -> float:
    return float(f"{value:.{digits}g}")


def describe(name: str, sizes: list[int]) -> dict[str, object]:
    with torch.device("meta"):
        model = timm.create_model(name).eval()
    size = model.pretrained_cfg["input_size"][1]
    return {
        "parameters": sum(value.numel() for value in model.parameters()),
        "layout": layout(model),
        "size": size,
        "macs": macs(model, size),
        "values": [values(name, each) for each in sizes],
    }


if __name__ == "__main__":
    print(
        json.dumps(
            {
                "timm": timm.__version__,
                "torch": torch.__version__.split("+")[0],
                "classes": CLASSES,
                "architectures": {name: describe(name, sizes) for name, sizes in ARCHITECTURES.items()},
            },
            indent=1,
        )
    )
