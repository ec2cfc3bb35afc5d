#!/usr/bin/python3
"""Write what PyTorch computes at every node of a network: the file that `miniconvviz verify` compares with.

Copy this file beside your own model: it needs PyTorch (1.13 or later) and nothing of MiniConvViz's.

    from dump_reference import dump_reference
    dump_reference(model, input, "reference.safetensors")

or from a shell, for torchvision's networks and for your own (`module:factory`, called without arguments):

    python3 dump_reference.py --model resnet18 --weights resnet18.pth --image cat.jpg --out reference.safetensors
    python3 dump_reference.py --model my_models:make_net --random 1,3,64,64 --onnx net.onnx --out reference.safetensors

Keys: `input` (of several inputs the names in `forward`), then one per node under torchvision's name
(`layer1.0.relu_1`), in execution order; with --float64 a second set `float64/NODE` in double precision. Every value is
copied as it is produced, before an in-place ReLU can overwrite it, and the input as it was given. With --onnx the same model is exported beside it,
batch norms unfolded, so that the nodes have the same names in both files.
"""

import argparse
import copy
import importlib
import inspect
import json
import os
import sys
from pathlib import Path

import numpy
import torch

DTYPES = {
    torch.float64: "F64", torch.float32: "F32", torch.float16: "F16", torch.int64: "I64", torch.int32: "I32",
    torch.int16: "I16", torch.int8: "I8", torch.uint8: "U8", torch.bool: "BOOL",
}


def dump_reference(model, input, path, float64=False, onnx=None, opset=17, dynamic_batch=False, metadata=None):
    """Run `model` (put into evaluation mode) on `input`, a tensor or a tuple of tensors, and write `path`.

    With `onnx`, a file name, the model is exported there too. Returns the number of nodes written.
    """
    model.eval()
    inputs = input if isinstance(input, tuple) else (input,)
    names = input_names(model, inputs)
    double_model = widened(model) if float64 else None  # before a run that may change the model's buffers
    nodes, how = activations(model, inputs)
    tensors = {**dict(zip(names, inputs)), **nodes}
    if float64:
        double, _ = activations(double_model, [wide(value) for value in inputs])
        tensors.update((f"float64/{name}", value) for name, value in double.items())
    save_safetensors(path, tensors, {**environment(inputs[0].device), "names": how, **(metadata or {})})
    if onnx:
        export_onnx(model, copies(inputs), names, onnx, opset, dynamic_batch)
    return len(nodes)


def input_names(model, inputs):
    """`input` for one input; for several what `forward` calls them."""
    if len(inputs) == 1:
        return ["input"]
    return list(inspect.signature(model.forward).parameters)[:len(inputs)]


def copies(inputs):
    """The inputs of one run, copied: a model may overwrite them."""
    return tuple(value.clone() for value in inputs)


def wide(value):
    """The same values in double precision; indices stay integers."""
    return value.double() if value.is_floating_point() else value


def widened(model):
    """A copy of the model in double precision, with the tensors that are neither parameters nor buffers."""
    double = copy.deepcopy(model).double()
    for module in double.modules():
        for name, value in list(vars(module).items()):
            if isinstance(value, torch.Tensor):
                setattr(module, name, wide(value))
    return double


def environment(device):
    """The settings that PyTorch's rounding depends on."""
    return {
        "torch": torch.__version__,
        "threads": torch.get_num_threads(),
        "device": str(device),
        "tf32_matmul": torch.backends.cuda.matmul.allow_tf32,
        "tf32_cudnn": torch.backends.cudnn.allow_tf32,
    }


@torch.no_grad()
def activations(model, inputs):
    """(node name -> value, how the names were found): torch.fx traces every operation, hooks only modules."""
    own = set(vars(model))
    try:
        from torchvision.models.feature_extraction import NodePathTracer
        tracer = NodePathTracer()
        graph = tracer.trace(model)
        traced = torch.fx.GraphModule(tracer.root, graph)
    except Exception as problem:  # tracing runs the user's own forward: it may raise anything
        print(f"torch.fx cannot trace this model, only its modules are recorded: {problem}", file=sys.stderr)
        return hooked_activations(model, inputs), "module hooks"
    finally:
        for name in set(vars(model)) - own:  # torch.fx leaves the literals it found in the model
            delattr(model, name)
    interpreter = cloning_interpreter(traced, tracer.node_to_qualname)
    interpreter.run(*copies(inputs))
    return interpreter.values, "torch.fx"


def first_of(output):
    """The value of a module that returns several: of an LSTM the hidden states of all time steps."""
    return output[0] if isinstance(output, tuple) and output else output


def cloning_interpreter(graph_module, names):
    """Runs a traced graph and keeps a copy of every tensor that it computes in `values`."""

    class CloningInterpreter(torch.fx.Interpreter):
        values = {}
        is_double = False

        def run(self, *inputs):
            self.is_double = any(value.dtype == torch.float64 for value in inputs)
            return super().run(*inputs)

        def run_node(self, node):
            value = super().run_node(node)
            if node.op == "call_module" and isinstance(first_of(value), torch.Tensor):
                self.values[names[node]] = first_of(value).clone()
                return value
            if not isinstance(value, torch.Tensor) or node.op in ("placeholder", "output"):
                return value
            if node not in names:  # a buffer, or a literal in `forward`, which has the model's first precision
                return wide(value) if self.is_double else value
            self.values[names[node]] = value.clone()
            return value

    return CloningInterpreter(graph_module)


def hooked_activations(model, inputs):
    """Module path -> a copy of its output, for modules without children; a second call is `path_1`.

    A model that is one such module has no path: its key is `output`.
    """
    values, calls = {}, {}

    def keep(path):
        def hook(module, arguments, output):
            output = first_of(output)
            if isinstance(output, torch.Tensor):
                count = calls[path] = calls.get(path, -1) + 1
                values[f"{path}_{count}" if count else path] = output.clone()
        return hook

    hooks = [
        module.register_forward_hook(keep(path or "output"))
        for path, module in model.named_modules() if not any(module.children())
    ]
    try:
        model(*copies(inputs))
    finally:
        for hook in hooks:
            hook.remove()
    return values


def export_onnx(model, inputs, names, path, opset, dynamic_batch):
    """`torch.onnx.export` without the optimisations that would merge nodes: PRESERVE keeps batch norms apart."""
    options = dict(
        input_names=names, output_names=["output"], opset_version=opset, do_constant_folding=False,
        training=torch.onnx.TrainingMode.PRESERVE)
    if dynamic_batch:
        options["dynamic_axes"] = {name: {0: "N"} for name in [*names, "output"]}
    if "dynamo" in inspect.signature(torch.onnx.export).parameters:
        options["dynamo"] = False
    torch.onnx.export(model, inputs, path, **options)


def save_safetensors(path, tensors, metadata):
    """8 bytes of header length, a JSON header, then every tensor's little-endian values without gaps.

    See https://github.com/huggingface/safetensors#format. Written beside `path` and renamed.
    """
    header, offset = {"__metadata__": {key: str(value) for key, value in metadata.items()}}, 0
    arrays = []
    for name, tensor in tensors.items():
        tensor = tensor.detach().cpu()
        tensor = (tensor.float() if tensor.dtype == torch.bfloat16 else tensor).contiguous()
        array = tensor.numpy()
        header[name] = {
            "dtype": DTYPES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [offset, offset + array.nbytes]}
        offset += array.nbytes
        arrays.append(array)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(f"{path}.partial", "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for array in arrays:
            file.write(array.astype(array.dtype.newbyteorder("<"), copy=False).tobytes())
    os.replace(f"{path}.partial", path)


def load_state(path):
    """The state_dict in a checkpoint, without wrapper and `module.` prefix."""
    state = torch.load(path, map_location="cpu")
    for wrapper in ("state_dict", "model"):
        state = state.get(wrapper, state)
    return {name[7:] if name.startswith("module.") else name: value for name, value in state.items()}


def build(name, weights):
    """`module:factory` called without arguments, or a network of torchvision's; with the weights where they are given.

    The number of a torchvision network's classes follows the last tensor of its weights.
    """
    state = load_state(weights) if weights else None
    if ":" in name:
        module, factory = name.split(":", 1)
        sys.path.insert(0, os.getcwd())
        model = getattr(importlib.import_module(module), factory)()
    else:
        import torchvision
        options = {} if state is None else {"num_classes": list(state.values())[-1].shape[0]}
        model = getattr(torchvision.models, name)(weights=None, **options)
    if state is not None:
        model.load_state_dict(state)
    return model


def read_image(path, resize, crop, mean, std):
    """[1,C,H,W] as torchvision's presets make it; one mean makes the image grey, a size of 0 skips that step."""
    from PIL import Image
    from torchvision.transforms import functional
    image = Image.open(path).convert("L" if len(mean) == 1 else "RGB")
    image = functional.resize(image, resize) if resize else image
    image = functional.center_crop(image, crop) if crop else image
    return functional.normalize(functional.to_tensor(image), mean, std)[None]


def read_input(arguments):
    """The input that the command line asks for, and its origin in words."""
    if arguments.image:
        sizes = arguments.resize_size, arguments.crop_size
        return read_image(arguments.image, *sizes, arguments.mean, arguments.std), Path(arguments.image).name
    if arguments.npy:
        return torch.from_numpy(numpy.load(arguments.npy)).float(), Path(arguments.npy).name
    shape = [int(extent) for extent in arguments.random.split(",")]
    return torch.randn(shape, generator=torch.Generator().manual_seed(arguments.seed)), f"random {arguments.seed}"


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", required=True, help="a name of torchvision's, or module:factory of your own")
    parser.add_argument("--weights", help="a state_dict; left out, the factory's (or random) weights")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--image", help="an image, preprocessed as torchvision's presets do")
    source.add_argument("--npy", help="an input saved by numpy, as the model takes it")
    source.add_argument("--random", metavar="N,C,H,W", help="normally distributed numbers")
    parser.add_argument("--seed", type=int, default=0, help="of random weights and of --random")
    parser.add_argument("--resize-size", type=int, default=256, help="the short side; 0 keeps the image's size")
    parser.add_argument("--crop-size", type=int, default=224, help="0 crops nothing")
    parser.add_argument("--mean", type=float, nargs="+", default=[0.485, 0.456, 0.406])
    parser.add_argument("--std", type=float, nargs="+", default=[0.229, 0.224, 0.225])
    parser.add_argument("--device", default="cpu", help="where PyTorch computes: cpu, cuda")
    parser.add_argument("--float64", action="store_true", help="add the activations in double precision")
    parser.add_argument("--onnx", metavar="FILE", help="export the model too")
    parser.add_argument("--opset", type=int, default=17)
    parser.add_argument("--dynamic-batch", action="store_true", help="leave the ONNX file's batch size open")
    parser.add_argument("--out", required=True, metavar="FILE", help="the .safetensors file to write")
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    torch.manual_seed(arguments.seed)
    model = build(arguments.model, arguments.weights).to(arguments.device)
    values, source = read_input(arguments)
    facts = {"model": arguments.model, "source": source}
    if arguments.weights:
        facts["weights"] = Path(arguments.weights).name
    nodes = dump_reference(
        model, values.to(arguments.device), arguments.out, arguments.float64, arguments.onnx, arguments.opset,
        arguments.dynamic_batch, facts)
    print(f"{arguments.out}: {nodes} nodes")


if __name__ == "__main__":
    main()
