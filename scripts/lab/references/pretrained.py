"""timm's list of weights for the architectures of reference.py: the preprocessing and the licence of each.

    python scripts/lab/references/pretrained.py > scripts/lab/references/pretrained.json

Only weights that the Hugging Face hub has, with the 1,000 classes of ImageNet-1k.
"""

import json

import timm
from timm.models import get_pretrained_cfg, list_models

from reference import ARCHITECTURES

KEYS = (
    "input_size",
    "test_input_size",
    "mean",
    "std",
    "crop_mode",
    "crop_pct",
    "test_crop_pct",
    "interpolation",
    "license",
)


def main() -> None:
    models = {}
    for name in list_models(pretrained=True):
        if name.split(".")[0] not in ARCHITECTURES:
            continue
        cfg = get_pretrained_cfg(name)
        if not (cfg.hf_hub_id or "").startswith("timm/") or cfg.num_classes != 1000:
            continue
        models[name] = {key: getattr(cfg, key) for key in KEYS if getattr(cfg, key) is not None}
    print(json.dumps({"timm": timm.__version__, "models": models}, indent=1))


if __name__ == "__main__":
    main()
