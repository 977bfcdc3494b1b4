"""Which pictures are held out, which are left out as their near duplicates, and how often each other one is shown."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

import cv2
import numpy as np

from views import centre_crop, normalise
from pictures import LABELLED, Pictures, decode, load_pictures
from teacher import Teacher

#: The pool of the pictures that are in folders.
PHOTOS = "photos"
CLASSES = 1000
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


def split(pictures: Pictures, members: np.ndarray, logits: np.ndarray, counts: tuple[int, int], seed: int) -> dict:
    """Holds out pictures of `members` without a label, spread over the folders, and ones with a known class.

    There is one labelled picture a class, so only those are held out whose class the teacher sees, with confidence, in
    at least two pictures of other folders.

    Args:
        members: Indices of the pictures that are in folders; `logits` are the teacher's, one row for each.
        counts: How many to hold out, without and with a label.
    """
    unlabelled, labelled = counts
    rng = np.random.default_rng(seed)
    folders = np.array(pictures.folders)[members]
    others = np.flatnonzero(folders != LABELLED)
    ones = np.flatnonzero(folders == LABELLED)
    best = logits.argmax(1)
    share = 1 / np.exp(logits - logits.max(1, keepdims=True)).sum(1)

    confident = Counter(best[others][share[others] > 0.7].tolist())
    candidates = np.array([i for label, i in enumerate(ones) if confident[label] >= 3])
    held_labelled = np.sort(rng.choice(candidates, min(labelled, len(candidates)), replace=False))
    held: list[int] = []
    for folder in sorted(set(folders[others])):
        inside = np.flatnonzero(folders == folder)
        held += rng.choice(inside, round(len(inside) * unlabelled / len(others)), replace=False).tolist()
    label_of = {int(i): label for label, i in enumerate(ones)}
    return {
        "held": members[sorted(held)].tolist(),
        "labelled": members[held_labelled].tolist(),
        "labels": [label_of[i] for i in held_labelled.tolist()],
    }


def weights_of(pictures: Pictures, kept: np.ndarray, best: np.ndarray) -> np.ndarray:
    """Rare things are shown more often, and the labelled picture of each class twice as often again."""
    count = Counter(best[kept].tolist())
    return np.array([count[best[i]] ** -0.35 * (2 if pictures.folders[i] == LABELLED else 1) for i in kept])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=Path, required=True, help="a folder of folders of JPEG pictures")
    parser.add_argument(
        "--pool", nargs="+", action="append", default=[], metavar=("NAME", "TAR"), help="more pictures, all to train on"
    )
    parser.add_argument("--models", type=Path, default=Path("models"), help="where efficientnet_b0.onnx is")
    parser.add_argument("--work", type=Path, required=True, help="where to keep everything that is computed")
    parser.add_argument("--unlabelled", type=int, default=700)
    parser.add_argument("--labelled", type=int, default=150)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    work: Path = arguments.work
    work.mkdir(parents=True, exist_ok=True)
    pools = {name: [Path(tar) for tar in tars] for name, *tars in arguments.pool}
    if not (work / "names.json").exists():
        decode(arguments.photos, [tar for tars in pools.values() for tar in tars], work)
    pictures = load_pictures(work)
    folders = np.array(pictures.folders)
    pool_of = {tar.stem: name for name, tars in pools.items() for tar in tars}
    pool = np.array([pool_of.get(folder, PHOTOS) for folder in folders])

    # Of a picture in a tar file whose class is known the teacher need not be asked.
    asked = np.flatnonzero((pool == PHOTOS) | (pictures.labels < 0))
    centre = work / "centre_logits.npy"
    if not centre.exists():
        teacher = Teacher(arguments.models, threads=2)
        logits = np.full((len(pictures), CLASSES), np.nan, np.float32)
        for i in asked:
            logits[i] = teacher.logits(normalise(centre_crop(pictures[i], 224, 0.875)))
        np.save(centre, logits)
    logits = np.load(centre)
    best = pictures.labels.astype(np.int64)
    best[asked] = logits[asked].argmax(1)

    members = np.flatnonzero(pool == PHOTOS)
    parts = split(pictures, members, logits[members], (arguments.unlabelled, arguments.labelled), arguments.seed)
    held = np.array(parts["held"] + parts["labelled"])
    kept = np.setdiff1d(np.arange(len(pictures)), held)
    parts["left_out"] = near_duplicates(pictures, kept, held).tolist()
    kept = np.setdiff1d(kept, parts["left_out"])
    parts["pools"] = {}
    for name in [PHOTOS, *pools]:
        chosen = kept[pool[kept] == name]
        weights = weights_of(pictures, chosen, best)
        parts["pools"][name] = {"pictures": chosen.tolist(), "weights": weights.tolist()}
    (work / "split.json").write_text(json.dumps(parts))
    print({name: len(parts[name]) for name in ("held", "labelled", "left_out")})
    print({name: len(each["pictures"]) for name, each in parts["pools"].items()})


if __name__ == "__main__":
    main()
