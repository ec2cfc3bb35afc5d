"""PyTorch's activations of every node of a network, under torchvision's node names."""

import dis
import inspect

import torch
from torchvision.models.feature_extraction import NodePathTracer, get_graph_node_names


# What the functions that torchvision calls in `forward` are called as operators.
CLASSES = {
    "adaptive_avg_pool2d": "AdaptiveAvgPool2d", "add": "Add", "avg_pool2d": "AvgPool2d", "cat": "Concat",
    "contiguous": "Identity", "flatten": "Flatten", "getitem": "Slice", "layer_norm": "LayerNorm",
    "max_pool2d": "MaxPool2d", "mean": "Mean", "mul": "Mul", "permute": "Permute", "relu": "ReLU",
    "stochastic_depth": "StochasticDepth", "transpose": "Permute", "view": "Reshape",
}


def unpack(tracer, proxy):
    """What `a, b = proxy` means while tracing: one `proxy[i]` for each name on the left.

    PyTorch 1.13 looks for that instruction where Python before 3.11 had it, and refuses ShuffleNet's `x.size()`.
    """
    frame = inspect.currentframe().f_back.f_back
    instruction = next(each for each in dis.get_instructions(frame.f_code) if each.offset == frame.f_lasti)
    assert instruction.opname == "UNPACK_SEQUENCE", "only an assignment can be traced"
    return (proxy[i] for i in range(instruction.argval))


torch.fx.proxy.TracerBase.iter = unpack


class CloningInterpreter(torch.fx.Interpreter):
    """Runs a traced graph node by node and keeps a copy of every tensor as it was produced.

    Without the copy, an in-place ReLU would overwrite the value of the node before it. Sizes, and the tuples of
    tensors that `chunk` makes, are no values that anybody could look at; the weight and the bias that a function such
    as `layer_norm` is given are that operator's parameters.
    """

    def __init__(self, graph_module, names):
        super().__init__(graph_module)
        self.names = names
        self.values = {}

    def run_node(self, node):
        value = super().run_node(node)
        parameter = node.op == "get_attr" and node.target.rpartition(".")[2] in ("weight", "bias")
        if node.op not in ("placeholder", "output") and isinstance(value, torch.Tensor) and not parameter:
            self.values[self.names[node]] = value.clone()
        return value


def trace(model):
    """`model` in evaluation mode as (torch.fx.GraphModule, node -> torchvision's name).

    torchvision takes what it exports from `torchvision.ops` for a leaf, MobileNetV2's Conv2dNormActivation too, so its
    own list ends at `features.0`. We look inside: `features.0.0` (conv), `.1` (batch norm), `.2` (ReLU6), of which the
    last one is torchvision's `features.0`.
    """
    tracer = NodePathTracer()
    graph = tracer.trace(model)
    names = {node: tracer.node_to_qualname[node] for node in graph.nodes if node.op != "output"}
    return torch.fx.GraphModule(tracer.root, graph), names


def official_names(model):
    """The names of torchvision's get_graph_node_names in evaluation mode, without the argument `x`."""
    return get_graph_node_names(model)[1][1:]


@torch.no_grad()
def activations(model, image):
    """Node name -> the value PyTorch computed there, in execution order, without the argument `x`."""
    assert not model.training
    interpreter = CloningInterpreter(*trace(model))
    interpreter.run(image)
    return interpreter.values


def tensor_inputs(node, names, values):
    """The names of the tensors that a node reads; a part of what `chunk` made reads what `chunk` read."""
    inputs = [names[source] for source in node.all_input_nodes if source.op == "placeholder" or names[source] in values]
    return inputs or [name for source in node.all_input_nodes for name in tensor_inputs(source, names, values)]


def operator_name(node, modules):
    """A module's class, or the class that does what a function or a method of a tensor does."""
    if node.op == "call_module":
        return type(modules[node.target]).__name__
    if node.op == "get_attr":
        return "Constant"
    return CLASSES[node.target if node.op == "call_method" else node.target.__name__]


def describe(model, image):
    """Per node that computes a tensor a line `name operator [output shape] <- names of its inputs`."""
    graph_module, names = trace(model)
    for official in official_names(model):
        assert any(name == official or name.startswith(official + ".") for name in names.values()), official
    values = activations(model, image)
    modules = dict(graph_module.named_modules())
    return [f"{names[node]} {operator_name(node, modules)} {shape_text(values[names[node]])} "
            f"<- {' '.join(tensor_inputs(node, names, values))}"
            for node in graph_module.graph.nodes if names.get(node) in values]


def shape_text(tensor):
    """A shape without blanks: [1,64,56,56]."""
    return f"[{','.join(map(str, tensor.shape))}]"
