#!/usr/bin/python3
"""Train fashion-lenet and fashion-resnet on Fashion-MNIST.

    python3 weights/train_fashion.py fashion-lenet [--epochs 16]

Writes NAME/NAME.pth (the state_dict, as torch.save writes it) and begins NAME/model.json (what was done, and the test
accuracy) beside this script. The last epoch is the one that ships: nothing is chosen by looking at the test set.
`package_fashion.py` then writes everything else that ships with the model. Needs Debian's python3-torch.
"""

import argparse
import json
import time
from pathlib import Path

import torch
from torch import nn

import fashion_data
from fashion_models import MODELS

HERE = Path(__file__).resolve().parent
RECIPES = {
    "fashion-lenet": dict(epochs=16, batch=128, max_lr=0.06, weight_decay=5e-4, label_smoothing=0.0, shift=1),
    "fashion-resnet": dict(epochs=15, batch=128, max_lr=0.15, weight_decay=5e-4, label_smoothing=0.05, shift=2),
}


def augment(images, shift):
    """Flip half of the images [N,1,28,28] left to right and move each by up to `shift` pixels, filling with black."""
    count, _, height, width = images.shape
    black = -fashion_data.MEAN / fashion_data.STD
    padded = nn.functional.pad(images, [shift] * 4, value=black)[:, 0]
    rows = torch.randint(0, 2 * shift + 1, (count, 1)) + torch.arange(height)
    columns = torch.randint(0, 2 * shift + 1, (count, 1)) + torch.arange(width)
    flipped = torch.rand(count) < 0.5
    columns[flipped] = columns[flipped].flip(1)
    return padded[torch.arange(count)[:, None, None], rows[:, :, None], columns[:, None, :]].unsqueeze(1)


@torch.no_grad()
def accuracy(model, images, labels):
    """The share of `images` that `model` gives its true label, in evaluation mode."""
    model.eval()
    right = sum((model(x).argmax(1) == y).sum().item() for x, y in zip(images.split(500), labels.split(500)))
    return right / len(labels)


def train(model, recipe):
    """Train `model` in place: SGD with Nesterov momentum under a one-cycle learning rate."""
    images, labels = fashion_data.load("train")
    images = fashion_data.normalise(images)
    batch, epochs = recipe["batch"], recipe["epochs"]
    steps = len(labels) // batch
    optimizer = torch.optim.SGD(
        model.parameters(), lr=recipe["max_lr"], momentum=0.9, nesterov=True, weight_decay=recipe["weight_decay"])
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, recipe["max_lr"], epochs * steps, pct_start=0.25)
    criterion = nn.CrossEntropyLoss(label_smoothing=recipe["label_smoothing"])
    for epoch in range(epochs):
        model.train()
        begin, total = time.time(), 0.0
        for picked in torch.randperm(len(labels))[:steps * batch].split(batch):
            loss = criterion(model(augment(images[picked], recipe["shift"])), labels[picked])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item()
        print(f"epoch {epoch + 1}/{epochs}: loss {total / steps:.4f}, {time.time() - begin:.0f} s", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", choices=MODELS)
    parser.add_argument("--epochs", type=int, help="instead of the recipe's")
    parser.add_argument("--seed", type=int, default=20170828)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    recipe = dict(RECIPES[arguments.model])
    if arguments.epochs:
        recipe["epochs"] = arguments.epochs

    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    model = MODELS[arguments.model]()
    begin = time.time()
    train(model, recipe)
    seconds = time.time() - begin
    images, labels = fashion_data.load("t10k")
    test_accuracy = accuracy(model, fashion_data.normalise(images), labels)
    print(f"{arguments.model}: test accuracy {test_accuracy:.4f} on 10,000 images", flush=True)

    folder = HERE / arguments.model
    folder.mkdir(exist_ok=True)
    torch.save(model.state_dict(), folder / f"{arguments.model}.pth")
    record = dict(
        script="weights/train_fashion.py", seed=arguments.seed, threads=arguments.threads,
        optimizer="SGD, Nesterov momentum 0.9, one-cycle learning rate", **recipe,
        augmentation="horizontal flip, shift of up to `shift` pixels", torch_version=torch.__version__,
        seconds=round(seconds), test_accuracy=test_accuracy)
    (folder / "model.json").write_text(json.dumps({"training": record}, indent=2) + "\n")


if __name__ == "__main__":
    main()
