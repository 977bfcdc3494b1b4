"""The pictures of a work folder: from folders and tar files, decoded once, each with its class where it is known."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import chain
from pathlib import Path

import numpy as np
from PIL import Image
from timm.data import ImageNetInfo

#: The folder with one picture for each class, in the order of the classes.
LABELLED = "one-per-class"


@dataclass(frozen=True)
class Pictures:
    """All pictures, decoded once into one flat file, with where each came from."""

    pixels: np.ndarray
    #: First byte, height and width of each picture.
    places: np.ndarray
    folders: list[str]
    names: list[str]
    #: The class of each picture where its source tells it, else -1.
    labels: np.ndarray

    def __len__(self) -> int:
        return len(self.names)

    def __getitem__(self, index: int) -> np.ndarray:
        start, height, width = (int(n) for n in self.places[index])
        return self.pixels[start : start + height * width * 3].reshape(height, width, 3)


@dataclass(frozen=True)
class Source:
    """One picture before it is decoded."""

    folder: str
    name: str
    label: int
    jpeg: Path | bytes


def in_folders(photos: Path) -> Iterator[Source]:
    """Every JPEG below `photos`, a folder per source."""
    paths = sorted(path for path in photos.glob("*/*") if path.suffix.lower() in {".jpg", ".jpeg"})
    # One picture of each class, in the order of the classes.
    ones = {path: label for label, path in enumerate(each for each in paths if each.parent.name == LABELLED)}
    complete = len(ones) == len(word_net_ids())
    for path in paths:
        yield Source(path.parent.name, path.name, ones.get(path, -1) if complete else -1, path)


def in_tar(tar: Path) -> Iterator[Source]:
    """Every picture that `labels.tsv` in a tar file lists, in its order."""
    class_of = {word: label for label, word in enumerate(word_net_ids())}
    with tarfile.open(tar) as file:
        members = {Path(name).name: name for name in file.getnames()}

        def read(name: str) -> bytes:
            member = file.extractfile(members[name])
            if member is None:
                raise ValueError(f"{name} in {tar} is not a file")
            return member.read()

        for line in read("labels.tsv").decode().splitlines()[1:]:
            name, label = line.split("\t")[:2]
            yield Source(tar.stem, name, class_of.get(label, -1), read(name))


def word_net_ids() -> list[str]:
    """The WordNet id of each class, in the order of the classes."""
    return ImageNetInfo("imagenet-1k").label_names()


def decode(photos: Path, tars: list[Path], work: Path) -> None:
    """Decodes the pictures below `photos`, then those in `tars`, to RGB in `work`."""
    places, names, labels, start = [], [], [], 0
    with open(work / "pixels.u8", "wb") as file:
        for source in chain(in_folders(photos), *(in_tar(tar) for tar in tars)):
            jpeg = BytesIO(source.jpeg) if isinstance(source.jpeg, bytes) else source.jpeg
            rgb = np.asarray(Image.open(jpeg).convert("RGB"))
            places.append([start, rgb.shape[0], rgb.shape[1]])
            names.append([source.folder, source.name])
            labels.append(source.label)
            file.write(rgb.tobytes())
            start += rgb.size
    np.save(work / "places.npy", np.array(places, np.int64))
    np.save(work / "labels.npy", np.array(labels, np.int16))
    (work / "names.json").write_text(json.dumps(names))


def load_pictures(work: Path) -> Pictures:
    """Opens what `decode` wrote."""
    names = json.loads((work / "names.json").read_text())
    return Pictures(
        np.memmap(work / "pixels.u8", np.uint8, "r"),
        np.load(work / "places.npy"),
        [folder for folder, _ in names],
        [name for _, name in names],
        np.load(work / "labels.npy"),
    )
