#!/usr/bin/python3
"""Write operators-recurrent.safetensors: what real PyTorch computes for LSTM, GRU and RNN.

    python3 tests/goldens/make_recurrent_goldens.py [--out FILE]

The keys and the metadata are those of make_operator_goldens.py. Every case draws its numbers from a seed made of its
own name, so adding a case never changes another. Weights are those of one layer, both directions stacked, [D,G*H,I];
outputs are [T,D,N,H], or [D,N,H] for the last states.
"""

import argparse
import json
from pathlib import Path

import torch
from torch import nn

from make_operator_goldens import CASES, HERE, INF, NAN, TENSORS, WITH_FLOAT64, add_case, safetensors_io, seed

WITH_FLOAT64 |= {"LSTM", "GRU", "RNN"}
CLASSES = dict(LSTM=nn.LSTM, GRU=nn.GRU, RNN=nn.RNN)


class Layer(nn.Module):
    """A layer, of whose results one is the output."""

    def __init__(self, layer, result, reverse, lengths):
        super().__init__()
        self.layer, self.result, self.reverse, self.lengths = layer, result, reverse, lengths

    def forward(self, x, *states):
        steps = x.shape[0]
        if self.reverse:
            x = x.flip(0)
        if self.lengths:
            x = nn.utils.rnn.pack_padded_sequence(x, torch.tensor(self.lengths), enforce_sorted=False)
        states = (states if isinstance(self.layer, nn.LSTM) else states[0]) if states else None
        output, last = self.layer(x, states)
        if self.lengths:
            output = nn.utils.rnn.pad_packed_sequence(output, total_length=steps)[0]
        hidden, cell = last if isinstance(self.layer, nn.LSTM) else (last, None)
        if self.reverse:
            output = output.flip(0)
        directions = 2 if self.layer.bidirectional else 1
        output = output.view(*output.shape[:2], directions, -1).transpose(1, 2)
        return dict(Sequence=output, Hidden=hidden, Cell=cell)[self.result]


def layer(op, name, steps, batch, inputs, hidden, result="Sequence", states=False, bias=True, bidirectional=False,
          reverse=False, lengths=None, nonlinearity="tanh", scale=1.0, change=None):
    seed(f"{op}/{name}")
    others = dict(nonlinearity=nonlinearity) if op == "RNN" else {}
    module = CLASSES[op](inputs, hidden, bias=bias, bidirectional=bidirectional, **others).eval()
    for parameter in module.parameters():
        nn.init.normal_(parameter, 0, 1.5 * scale / hidden ** 0.5)
    directions = ["", "_reverse"][:2 if bidirectional else 1]
    weights = {key: torch.stack([getattr(module, f"{key}_l0{direction}").detach() for direction in directions])
               for key in ["weight_ih", "weight_hh"] + ["bias_ih", "bias_hh"] * bias}
    x = torch.randn(steps, batch, inputs)
    if change:
        change(x)
    first = [torch.randn(len(directions), batch, hidden) for _ in range((2 if op == "LSTM" else 1) * states)]
    attributes = dict(result=result, reverse=reverse, lengths=lengths or [], nonlinearity=nonlinearity)
    add_case(op, name, attributes, [x, *first], Layer(module, result, reverse, lengths), weights)


def plant_nan(x):
    x[1, 0, 0] = NAN


def plant_infinity(x):
    x[2, 0, 0] = INF


def layers(op):
    layer(op, "usual", 7, 3, 5, 9)
    layer(op, "one_step", 1, 2, 3, 8)
    layer(op, "one_of_everything", 1, 1, 1, 1, scale=0.5)
    layer(op, "hidden17_inputs33", 5, 2, 33, 17)
    layer(op, "bidirectional", 6, 3, 7, 5, bidirectional=True)
    layer(op, "bidirectional_one_step", 1, 2, 3, 4, bidirectional=True)
    layer(op, "reverse", 5, 2, 4, 7, reverse=True)
    layer(op, "no_bias", 4, 1, 6, 8, bias=False)
    layer(op, "initial_states", 3, 2, 5, 7, states=True)
    layer(op, "initial_states_bidirectional", 4, 3, 2, 3, states=True, bidirectional=True)
    layer(op, "last_hidden", 5, 2, 3, 7, "Hidden")
    layer(op, "last_hidden_bidirectional", 5, 2, 3, 7, "Hidden", bidirectional=True)
    layer(op, "last_hidden_reverse", 5, 2, 3, 7, "Hidden", reverse=True)
    layer(op, "lengths", 6, 4, 3, 5, lengths=[2, 6, 1, 4])
    layer(op, "lengths_bidirectional", 6, 4, 3, 5, lengths=[2, 6, 1, 4], bidirectional=True)
    layer(op, "lengths_last_hidden", 6, 4, 3, 5, "Hidden", lengths=[2, 6, 1, 4], bidirectional=True)
    layer(op, "large_weights", 9, 2, 4, 6, scale=8.0 if op != "RNN" else 2.0)
    layer(op, "nan", 4, 2, 3, 5, change=plant_nan)
    if op == "LSTM":
        layer(op, "last_cell", 5, 2, 3, 7, "Cell")
        layer(op, "last_cell_bidirectional_states", 5, 2, 3, 7, "Cell", bidirectional=True, states=True)
        layer(op, "lengths_last_cell", 6, 3, 3, 5, "Cell", lengths=[3, 1, 6])
        layer(op, "infinity", 4, 2, 3, 5, change=plant_infinity)
    if op == "RNN":
        layer(op, "relu", 7, 3, 5, 9, nonlinearity="relu", scale=0.5)
        layer(op, "relu_bidirectional", 4, 2, 5, 3, nonlinearity="relu", bidirectional=True, scale=0.5)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", default=HERE / "operators-recurrent.safetensors")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    for op in CLASSES:
        layers(op)
    metadata = dict(torch=torch.__version__, script="tests/goldens/make_recurrent_goldens.py", cases=json.dumps(CASES))
    safetensors_io.save(arguments.out, TENSORS, metadata)
    print(f"{len(CASES)} cases, {len(TENSORS)} tensors, {Path(arguments.out).stat().st_size} bytes")


if __name__ == "__main__":
    main()
