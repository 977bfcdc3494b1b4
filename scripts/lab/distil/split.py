"""Which pictures are held out, which are left out as their near duplicates, and how often each other one is shown."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

import cv2
import numpy as np

from data import Pictures, centre_crop, decode, load_pictures, normalise
from teacher import Teacher

#: The folder with one picture for each class, in the order of the classes.
LABELLED = "one-per-class"
#: At most this many of the 64 bits of two difference hashes differ in near duplicates.
NEAR = 6


def difference_hash(rgb: np.ndarray) -> np.ndarray:
    """Whether each of 8 x 8 places is brighter than its right neighbour."""
    grey = cv2.resize(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), (9, 8), interpolation=cv2.INTER_AREA)
    return (grey[:, 1:] > grey[:, :-1]).ravel()


def near_duplicates(pictures: Pictures, kept: np.ndarray, held: np.ndarray) -> np.ndarray:
    """The `kept` pictures that look like a `held` one."""
    hashes = np.stack([difference_hash(pictures[i]) for i in range(len(pictures))]).astype(np.float32)
    mirrored = np.stack([difference_hash(pictures[i][:, ::-1]) for i in held]).astype(np.float32)
    near = np.zeros(len(kept), bool)
    for other in (hashes[held], mirrored):
        distance = hashes[kept] @ (1 - other.T) + (1 - hashes[kept]) @ other.T
        near |= distance.min(1) <= NEAR
    return kept[near]


def split(pictures: Pictures, logits: np.ndarray, unlabelled: int, labelled: int, seed: int) -> dict[str, list]:
    """Holds out `unlabelled` pictures spread over the folders, and `labelled` ones with a known class.

    There is one labelled picture a class, so only those are held out whose class the teacher sees, with confidence, in
    at least two pictures of other folders.
    """
    rng = np.random.default_rng(seed)
    folders = np.array(pictures.folders)
    others = np.flatnonzero(folders != LABELLED)
    ones = np.flatnonzero(folders == LABELLED)
    best = logits.argmax(1)
    share = 1 / np.exp(logits - logits.max(1, keepdims=True)).sum(1)

    confident = Counter(best[others][share[others] > 0.7].tolist())
    candidates = np.array([i for label, i in enumerate(ones) if confident[label] >= 3])
    held_labelled = np.sort(rng.choice(candidates, min(labelled, len(candidates)), replace=False))
    held: list[int] = []
    for folder in sorted(set(folders[others])):
        members = np.flatnonzero(folders == folder)
        held += rng.choice(members, round(len(members) * unlabelled / len(others)), replace=False).tolist()

    all_held = np.concatenate([held, held_labelled]).astype(np.int64)
    kept = np.setdiff1d(np.arange(len(pictures)), all_held)
    duplicates = near_duplicates(pictures, kept, all_held)
    kept = np.setdiff1d(kept, duplicates)

    # Rare things are shown more often, and the labelled picture of each class twice as often again.
    count = Counter(best[kept].tolist())
    weights = np.array([count[best[i]] ** -0.35 * (2 if folders[i] == LABELLED else 1) for i in kept])
    label_of = {int(i): label for label, i in enumerate(ones)}
    return {
        "train": kept.tolist(),
        "weights": weights.tolist(),
        "held": sorted(held),
        "labelled": held_labelled.tolist(),
        "labels": [label_of[i] for i in held_labelled.tolist()],
        "left_out": duplicates.tolist(),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=Path, required=True, help="a folder of folders of JPEG pictures")
    parser.add_argument("--models", type=Path, default=Path("models"), help="where efficientnet_b0.onnx is")
    parser.add_argument("--work", type=Path, required=True, help="where to keep everything that is computed")
    parser.add_argument("--unlabelled", type=int, default=700)
    parser.add_argument("--labelled", type=int, default=150)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    work: Path = arguments.work
    work.mkdir(parents=True, exist_ok=True)
    if not (work / "names.json").exists():
        decode(arguments.photos, work)
    pictures = load_pictures(work)
    centre = work / "centre_logits.npy"
    if not centre.exists():
        teacher = Teacher(arguments.models, threads=2)
        crops = (centre_crop(pictures[i], 224, 0.875) for i in range(len(pictures)))
        np.save(centre, np.stack([teacher.logits(normalise(crop)) for crop in crops]))
    parts = split(pictures, np.load(centre), arguments.unlabelled, arguments.labelled, arguments.seed)
    (work / "split.json").write_text(json.dumps(parts))
    print({name: len(values) for name, values in parts.items()})


if __name__ == "__main__":
    main()
