"""What PyTorch computes at every node of a network, under torchvision's node names."""

import torch
from torchvision.models.feature_extraction import NodePathTracer, get_graph_node_names


class CloningInterpreter(torch.fx.Interpreter):
    """Runs a traced graph node by node and keeps a copy of every value as it was produced.

    Without the copy, an in-place ReLU would overwrite the value of the node before it.
    """

    def __init__(self, graph_module, names):
        super().__init__(graph_module)
        self.names = names
        self.values = {}

    def run_node(self, node):
        value = super().run_node(node)
        if node.op not in ("placeholder", "output"):
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
    for official in official_names(model):
        assert any(name == official or name.startswith(official + ".") for name in names.values()), official
    return torch.fx.GraphModule(tracer.root, graph), names


def official_names(model):
    """What torchvision's get_graph_node_names says in evaluation mode, without the argument `x`."""
    return get_graph_node_names(model)[1][1:]


@torch.no_grad()
def activations(model, image):
    """Node name -> the value PyTorch computed there, in execution order, without the argument `x`."""
    assert not model.training
    interpreter = CloningInterpreter(*trace(model))
    interpreter.run(image)
    return interpreter.values


def describe(model, image):
    """Per node [name, operator, output shape, names of its inputs]; the operator is a module's class or a function."""
    graph_module, names = trace(model)
    values = activations(model, image)
    modules = dict(graph_module.named_modules())
    rows = []
    for node in graph_module.graph.nodes:
        if node.op in ("placeholder", "output"):
            continue
        operator = type(modules[node.target]).__name__ if node.op == "call_module" else node.target.__name__
        inputs = [names[source] for source in node.all_input_nodes]
        rows.append([names[node], operator, list(values[names[node]].shape), inputs])
    return rows
