"""Takes out of an exported student what it expects before it has looked: logit adjustment (Menon et al. 2021,
arXiv:2007.07314).

The training pictures show some classes thirty times as often as others, and a student that is not sure answers with what
it has seen often. Use is not like that folder of pictures, and the teacher was trained on classes that are equally
frequent. So the logarithm of how often each class was seen, by the teacher's probabilities, goes out of the classifier's
bias. Nothing is fitted: with the prior of the training in the logits, that difference is Bayes' rule for a uniform one.

    python prior.py exported.safetensors even.safetensors --work WORK --pools photos=0.65 large=0.25 small=0.1
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor
from torch.nn import functional as F

from stream import share, shards

#: The entry of the file's metadata that says which expectation was taken out.
ENTRY = "prior_taken_out"


def seen(work: Path, pools: dict[str, float], weight: Tensor, bias: Tensor) -> Tensor:
    """How much of all views each class makes up, as the teacher sees it: 1000 shares that add up to 1.

    Args:
        pools: The share of each pool in the training.
        weight: The teacher's classifier, 1000 x 1280, and its `bias`.
    """
    total = torch.zeros(len(bias))
    for pool, part in pools.items():
        chances = [
            F.linear(torch.from_numpy(np.load(work / "shards" / pool / f"features-{shard:03}.npy")).float(), weight, bias)
            .softmax(1)
            .mean(0)
            for shard in shards(work, pool)
        ]
        if not chances:
            raise FileNotFoundError(f"no finished shard of the pool {pool}: run teacher.py --pool {pool} first")
        total += part / sum(pools.values()) * torch.stack(chances).mean(0)
    return total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--models", type=Path, default=Path("models"), help="where efficientnet_b0's head is")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument(
        "--pools", type=share, nargs="+", required=True, metavar="NAME=SHARE", help="those of the training"
    )
    parser.add_argument("--times", type=float, default=1.0, help="how many times it is taken out, to see that once is best")
    arguments = parser.parse_args()

    head = load_file(arguments.models / "efficientnet_b0.head.safetensors")
    expected = seen(arguments.work, dict(arguments.pools), head["classifier.weight"], head["classifier.bias"]).log()
    with safe_open(arguments.source, "pt") as file:
        metadata = dict(file.metadata() or {})
    if ENTRY in metadata:
        raise SystemExit(f"{arguments.source}: the prior of {metadata[ENTRY]} is out of it already")
    tensors = load_file(arguments.source)
    factor = float(metadata.get("logits_multiplied_by", "1"))
    # Less the mean, which is the same for all classes, so that fp16 keeps its digits for the differences.
    shift = arguments.times * factor * (expected - expected.mean())
    tensors["classifier.bias"] = (tensors["classifier.bias"].float() - shift).half()
    names = " ".join(f"{name}={part:g}" for name, part in arguments.pools)
    save_file(tensors, arguments.target, {**metadata, ENTRY: f"{names} times {arguments.times:g}"})
    rarest, most = expected.exp().min().item(), expected.exp().max().item()
    print(f"{arguments.target}: the rarest class made up {rarest:.3%} of the views, the most frequent {most:.3%}")


if __name__ == "__main__":
    main()
