#!/usr/bin/python3
"""Write everything that ships with the trained models, once `train_fashion.py` has trained both.

    python3 weights/package_fashion.py

    NAME/NAME.safetensors       the weights of NAME/NAME.pth
    NAME/reference.safetensors  `input`, and what PyTorch computed at every node of one test image
    NAME/model.json             provenance, classes, normalisation, sha256 of each file
    images/CLASS.png            one test image of each class
    fashion-test/fashion-test-300.safetensors  300 test images, their labels, and both models' logits
"""

import hashlib
import json
import sys
from pathlib import Path

import torch
from PIL import Image

import fashion_data
from fashion_models import MODELS

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests" / "python"))
import safetensors_io  # noqa: E402
from reference_activations import activations  # noqa: E402
from train_fashion import accuracy  # noqa: E402

REFERENCE_CLASS = "Ankle boot"
BEFORE_RELU = {"fashion-lenet": ["conv1", "conv2", "fc1"], "fashion-resnet": ["bn1", "layer1.0.bn1", "layer1.0.add"]}


def load_model(name):
    """The trained model, in evaluation mode."""
    model = MODELS[name]()
    model.load_state_dict(torch.load(HERE / name / f"{name}.pth"))
    return model.eval()


def file_name(label):
    """Ankle boot -> ankle-boot.png; T-shirt/top -> t-shirt-top.png."""
    return fashion_data.CLASSES[label].lower().replace(" ", "-").replace("/", "-") + ".png"


@torch.no_grad()
def pick_images(models, images, labels):
    """Per class, the index of the first test image that every model recognises."""
    right = torch.stack([model(fashion_data.normalise(images[:300])).argmax(1) == labels[:300]
                         for model in models.values()]).all(0)
    return [int(torch.nonzero(right & (labels[:300] == label))[0]) for label in range(len(fashion_data.CLASSES))]


def save_images(images, picked):
    """The chosen test images as 28x28 grayscale PNG files."""
    folder = HERE / "images"
    folder.mkdir(exist_ok=True)
    for label, index in enumerate(picked):
        Image.fromarray(images[index].numpy()).save(folder / file_name(label))


@torch.no_grad()
def save_test_set(models, images, labels, count=300):
    """The first `count` test images with the logits of every model."""
    tensors = {"images": images[:count], "labels": labels[:count]}
    for name, model in models.items():
        logits = tensors[name] = model(fashion_data.normalise(images[:count]))
        best, second = logits.topk(2).values.unbind(1)
        print(f"{name}: {(logits.argmax(1) == labels[:count]).sum()} of {count} right, "
              f"smallest lead of a winner {(best - second).min():.4f}")
    (HERE / "fashion-test").mkdir(exist_ok=True)
    safetensors_io.save(HERE / "fashion-test" / f"fashion-test-{count}.safetensors", tensors,
                        dict(torch=torch.__version__, dataset="Fashion-MNIST test set, images 0 to 299",
                             licence="MIT, Copyright (c) 2017 Zalando SE"))


def save_reference(name, model, images, index):
    """The activation of every node, each copied as PyTorch produced it."""
    image = fashion_data.normalise(images[index:index + 1])
    tensors = {"input": image, **activations(model, image)}
    for node in BEFORE_RELU[name]:
        assert tensors[node].min() < 0, f"{name}: {node} has no negatives: an in-place ReLU overwrote it"
    safetensors_io.save(HERE / name / "reference.safetensors", tensors,
                        dict(torch=torch.__version__, model=name, image_index=index,
                             image=file_name(fashion_data.CLASSES.index(REFERENCE_CLASS))))


def save_model_json(name, model, images, labels, index):
    """Complete the model.json that train_fashion.py began."""
    folder = HERE / name
    path = folder / "model.json"
    training = json.loads(path.read_text())["training"]
    measured = accuracy(model, fashion_data.normalise(images), labels)
    assert abs(measured - training["test_accuracy"]) < 2e-4, (measured, training["test_accuracy"])
    files = [f"{name}.pth", f"{name}.safetensors", "reference.safetensors"]
    about = {
        "model": name,
        "definition": "weights/fashion_models.py",
        "dataset": {"name": "Fashion-MNIST", "url": "https://github.com/zalandoresearch/fashion-mnist",
                    "licence": "MIT", "copyright": "Copyright (c) 2017 Zalando SE",
                    "source": "Debian package dataset-fashion-mnist"},
        "licence": "MIT",
        "test_accuracy": training["test_accuracy"],
        "parameters": sum(parameter.numel() for parameter in model.parameters()),
        "classes": fashion_data.CLASSES,
        "input_shape": [1, 28, 28],
        "mean": [fashion_data.MEAN],
        "std": [fashion_data.STD],
        "reference": {"image": file_name(fashion_data.CLASSES.index(REFERENCE_CLASS)), "index": index,
                      "class": REFERENCE_CLASS},
        "sha256": {file: hashlib.sha256((folder / file).read_bytes()).hexdigest() for file in files},
        "training": training,
    }
    path.write_text(json.dumps(about, indent=2) + "\n")


def main():
    torch.set_num_threads(1)
    images, labels = fashion_data.load("t10k")
    models = {name: load_model(name) for name in MODELS}
    picked = pick_images(models, images, labels)
    reference = picked[fashion_data.CLASSES.index(REFERENCE_CLASS)]
    save_images(images, picked)
    save_test_set(models, images, labels)
    for name, model in models.items():
        safetensors_io.save(HERE / name / f"{name}.safetensors", model.state_dict(),
                            dict(format="pt", torch=torch.__version__, model=name))
        save_reference(name, model, images, reference)
        save_model_json(name, model, images, labels, reference)


if __name__ == "__main__":
    main()
