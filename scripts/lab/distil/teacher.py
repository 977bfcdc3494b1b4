"""The teacher: EfficientNet-B0 in onnxruntime. It looks at every view once, and its pooled features are kept.

Its logits are a linear function of those 1280 features, so nothing else needs to be stored.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np
import onnxruntime

from views import draw_views, normalise, render
from pictures import Pictures, load_pictures

SIZE = 224
FEATURES = 1280


class Teacher:
    """The ONNX model, reduced to its pooled features, and its classifier apart."""

    def __init__(self, models: Path, threads: int = 1) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self._session = onnxruntime.InferenceSession(
            str(models / "efficientnet_b0.onnx"), options, providers=["CPUExecutionProvider"]
        )

    def features(self, pixels: np.ndarray) -> np.ndarray:
        """Pooled features of one normalised picture."""
        (maps,) = self._session.run(["features"], {"pixels": pixels})
        return maps.mean((0, 2, 3))

    def logits(self, pixels: np.ndarray) -> np.ndarray:
        """Logits of one normalised picture."""
        (logits,) = self._session.run(["logits"], {"pixels": pixels})
        return logits[0]


def cache_shard(teacher: Teacher, pictures: Pictures, views: np.ndarray, path: Path) -> None:
    """Keeps the teacher's pooled features of `views` in fp16, unless they are there already."""
    if path.exists():
        return
    features = np.empty((len(views), FEATURES), np.float16)
    for row, view in enumerate(views):
        features[row] = teacher.features(normalise(render(pictures, view, SIZE)))
    partial = path.with_suffix(".tmp")
    with open(partial, "wb") as file:
        np.save(file, features)
    partial.rename(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=Path, default=Path("models"))
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--pool", default="photos", help="the pool whose pictures to look at")
    parser.add_argument("--first", type=int, default=0, help="first shard of this process")
    parser.add_argument("--step", type=int, default=1, help="1 of how many processes this is")
    parser.add_argument("--shards", type=int, default=60)
    parser.add_argument("--views", type=int, default=4096, help="views in a shard")
    parser.add_argument("--mixed", type=float, default=0.4, help="share of views that show two pictures")
    parser.add_argument("--smallest", type=float, default=0.2, help="smallest area of a crop")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    work: Path = arguments.work
    pictures = load_pictures(work)
    pool = json.loads((work / "split.json").read_text())["pools"][arguments.pool]
    chosen, weights = np.array(pool["pictures"]), np.array(pool["weights"])
    teacher = Teacher(arguments.models)
    folder = work / "shards" / arguments.pool
    folder.mkdir(parents=True, exist_ok=True)
    for shard in range(arguments.first, arguments.shards, arguments.step):
        views = draw_views(
            pictures, chosen, weights, arguments.views, arguments.mixed, arguments.smallest, arguments.seed + shard
        )
        start = time.time()
        np.save(folder / f"views-{shard:03}.npy", views)
        cache_shard(teacher, pictures, views, folder / f"features-{shard:03}.npy")
        print(f"shard {shard}: {(time.time() - start) / arguments.views * 1000:.1f} ms a view", flush=True)


if __name__ == "__main__":
    main()
