"""Blocks that weigh channels, places and positions, with open axes."""

import torch
from torch import nn
from torch.nn import functional

from dynamic_case import BATCH, SEQUENCE, ConvNormAct, Graph, case, parameter

IMAGE_32, OTHER = [1, 3, 32, 32], [2, 3, 40, 24]


def between(block, channels=16, **modules):
    """A convolution, the block, and a convolution: `block(net, x)`."""
    return Graph(lambda net, x: net.last(block(net, net.stem(x))), stem=ConvNormAct(3, channels, stride=2),
                 last=nn.Conv2d(channels, 4, 1), **modules)


def block(opset=9, first=IMAGE_32, other=OTHER, axes=None):
    return case(first, other, axes, opset)


@block()
def squeeze_excite():
    def excite(net, x):
        gate = net.expand(functional.relu(net.reduce(functional.adaptive_avg_pool2d(x, 1)))).sigmoid()
        return x * gate
    return between(excite, reduce=nn.Conv2d(16, 4, 1), expand=nn.Conv2d(4, 16, 1))


@block()
def squeeze_excite_by_linear_layers():
    def excite(net, x):
        n, c = x.size(0), x.size(1)
        gate = net.expand(functional.relu(net.reduce(x.mean((2, 3))))).view(n, c, 1, 1)
        return x * functional.hardsigmoid(gate)
    return between(excite, reduce=nn.Linear(16, 4), expand=nn.Linear(4, 16))


@block()
def cbam():
    def attend(net, x):
        gates = [net.shared(pool(x, 1)) for pool in (functional.adaptive_avg_pool2d, functional.adaptive_max_pool2d)]
        x = x * torch.sigmoid(gates[0] + gates[1])
        maps = torch.cat([x.max(1, keepdim=True)[0], x.mean(1, keepdim=True)], 1)
        return x * torch.sigmoid(net.space(maps))
    shared = nn.Sequential(nn.Conv2d(16, 4, 1), nn.ReLU(), nn.Conv2d(4, 16, 1))
    return between(attend, shared=shared, space=nn.Conv2d(2, 1, 7, padding=3))


@block()
def efficient_channel_attention():
    def attend(net, x):
        y = x.mean((2, 3), keepdim=True).squeeze(-1).transpose(-1, -2)
        return x * torch.sigmoid(net.conv(y).transpose(-1, -2).unsqueeze(-1))
    return between(attend, conv=nn.Conv1d(1, 1, 3, padding=1, bias=False))


@block(opset=11)
def coordinate_attention():
    def attend(net, x):
        h, w = x.shape[2], x.shape[3]
        y = torch.cat([x.mean(3, keepdim=True), x.mean(2, keepdim=True).permute(0, 1, 3, 2)], 2)
        y = functional.hardswish(net.shared(y))
        rows, columns = torch.split(y, [h, w], 2)
        return x * net.rows(rows).sigmoid() * net.columns(columns.permute(0, 1, 3, 2)).sigmoid()
    return between(attend, shared=nn.Conv2d(16, 8, 1), rows=nn.Conv2d(8, 16, 1), columns=nn.Conv2d(8, 16, 1))


@block()
def selective_kernel():
    def select(net, x):
        values = torch.stack([net.small(x), net.large(x)], 1)
        scores = net.scores(functional.relu(net.reduce(values.sum(1).mean((-2, -1)))))
        weights = scores.view(-1, 2, 16, 1, 1).softmax(1)
        return (values * weights).sum(1)
    return between(select, small=ConvNormAct(16, 16, groups=4), large=ConvNormAct(16, 16, 5, groups=4),
                   reduce=nn.Linear(16, 8), scores=nn.Linear(8, 32))


@block()
def non_local():
    def attend(net, x):
        n, c, h, w = x.shape
        theta = net.theta(x).flatten(2).transpose(1, 2)
        scores = torch.matmul(theta, net.phi(x).flatten(2)).softmax(-1)
        y = torch.matmul(scores, net.g(x).flatten(2).transpose(1, 2)).transpose(1, 2).reshape(n, 8, h, w)
        return x + net.back(y)
    return between(attend, **{name: nn.Conv2d(16, 8, 1) for name in ("theta", "phi", "g")}, back=nn.Conv2d(8, 16, 1))


@block()
def global_context():
    def attend(net, x):
        n, c = x.shape[:2]
        weights = net.key(x).view(n, 1, -1).softmax(-1)
        context = torch.bmm(x.view(n, c, -1), weights.transpose(1, 2)).unsqueeze(-1)
        return x + net.change(context)
    change = nn.Sequential(nn.Conv2d(16, 4, 1), nn.LayerNorm([4, 1, 1]), nn.ReLU(), nn.Conv2d(4, 16, 1))
    return between(attend, key=nn.Conv2d(16, 1, 1), change=change)


def heads(x, count):
    """[N,L,C] as [N,heads,L,C/heads]."""
    n, length, channels = x.shape
    return x.view(n, length, count, channels // count).transpose(1, 2)


def attention(query, key, value):
    scores = query @ key.transpose(-2, -1) * query.shape[-1] ** -0.5
    return scores.softmax(-1) @ value


class SelfAttention(nn.Module):
    """Queries, keys and values by one linear layer."""

    def __init__(self, channels=16, count=4):
        super().__init__()
        self.qkv, self.out, self.count = nn.Linear(channels, 3 * channels), nn.Linear(channels, channels), count

    def forward(self, x):
        n, length, channels = x.shape
        q, k, v = self.qkv(x).reshape(n, length, 3, self.count, channels // self.count).permute(2, 0, 3, 1, 4).unbind(0)
        return self.out(attention(q, k, v).transpose(1, 2).reshape(n, length, channels))


class Encoder(nn.Module):
    """A transformer's layer with its norms first."""

    def __init__(self, channels=16):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(channels), nn.LayerNorm(channels)
        self.attention = SelfAttention(channels)
        self.mlp = nn.Sequential(nn.Linear(channels, 32), nn.GELU(), nn.Linear(32, channels))

    def forward(self, x):
        x = x + self.attention(self.norm1(x))
        return x + self.mlp(self.norm2(x))


def as_sequence(x):
    return x.flatten(2).transpose(1, 2)


def as_image(x, like):
    return x.transpose(1, 2).reshape(like.shape)


@block(opset=11)
def transformer_over_pixels():
    return between(lambda net, x: as_image(net.encoder(as_sequence(x)), x), encoder=Encoder())


@block(opset=12)
def attention_by_einsum():
    def attend(net, x):
        n, c, h, w = x.shape
        q, k, v = (part.reshape(n, 4, 4, h * w) for part in net.qkv(x).chunk(3, 1))
        scores = torch.einsum("bhdi,bhdj->bhij", q * 0.5, k).softmax(-1)
        return torch.einsum("bhij,bhdj->bhdi", scores, v).reshape(n, c, h, w)
    return between(attend, qkv=nn.Conv2d(16, 48, 1))


@block(opset=12)
def linear_attention():
    def attend(net, x):
        n, c, h, w = x.shape
        q, k, v = (part.reshape(n, 2, 8, h * w) for part in net.qkv(x).chunk(3, 1))
        context = torch.einsum("bhdn,bhen->bhde", k.softmax(-1), v)
        return torch.einsum("bhde,bhdn->bhen", context, q.softmax(2)).reshape(n, c, h, w)
    return between(attend, qkv=nn.Conv2d(16, 48, 1, bias=False))


@block()
def axial_attention():
    def attend(net, x):
        n, c, h, w = x.shape
        rows = net.rows(x.permute(0, 2, 3, 1).reshape(n * h, w, c)).view(n, h, w, c)
        columns = net.columns(rows.permute(0, 2, 1, 3).reshape(n * w, h, c)).view(n, w, h, c)
        return columns.permute(0, 3, 2, 1)
    return between(attend, rows=SelfAttention(), columns=SelfAttention())


@block(first=IMAGE_32, other=[2, 3, 48, 32], opset=11)
def shifted_windows():
    """Swin's: rolled, cut into windows of 4x4, attention in each, and back."""
    def attend(net, x):
        x = x.permute(0, 2, 3, 1)
        n, h, w, c = x.shape
        x = torch.roll(x, (-2, -2), (1, 2))
        windows = x.view(n, h // 4, 4, w // 4, 4, c).permute(0, 1, 3, 2, 4, 5).reshape(-1, 16, c)
        x = net.attention(windows).view(n, h // 4, w // 4, 4, 4, c).permute(0, 1, 3, 2, 4, 5).reshape(n, h, w, c)
        return torch.roll(x, (2, 2), (1, 2)).permute(0, 3, 1, 2)
    return between(attend, attention=SelfAttention())


@block(first=IMAGE_32, other=[2, 3, 40, 28], opset=11)
def padded_windows():
    """The windows of an image whose sides are no multiples: padded by what is computed, and cut."""
    def attend(net, x):
        x = x.permute(0, 2, 3, 1)
        n, h, w, c = x.shape
        x = functional.pad(x, (0, 0, 0, (6 - w % 6) % 6, 0, (6 - h % 6) % 6))
        _, hp, wp, _ = x.shape
        windows = x.view(n, hp // 6, 6, wp // 6, 6, c).permute(0, 1, 3, 2, 4, 5).reshape(-1, 36, c)
        x = net.attention(windows).view(n, hp // 6, wp // 6, 6, 6, c).permute(0, 1, 3, 2, 4, 5).reshape(n, hp, wp, c)
        return x[:, :h, :w].permute(0, 3, 1, 2)
    return between(attend, attention=SelfAttention())


@block(opset=11)
def patch_merging():
    def merge(net, x):
        x = x.permute(0, 2, 3, 1)
        parts = [x[:, y::2, across::2] for across in (0, 1) for y in (0, 1)]
        return net.reduction(net.norm(torch.cat(parts, -1))).permute(0, 3, 1, 2)
    return between(merge, norm=nn.LayerNorm(64), reduction=nn.Linear(64, 16, bias=False))


@case([2, 3, 32, 32], [5, 3, 32, 32], axes=BATCH)
def vit_with_class_token():
    def forward(net, x):
        x = as_sequence(net.patches(x))
        x = torch.cat([net.token.expand(x.shape[0], -1, -1), x], 1) + net.positions
        return net.head(net.norm(net.encoder(x))[:, 0])
    net = Graph(forward, patches=nn.Conv2d(3, 16, 8, 8), encoder=nn.Sequential(Encoder(), Encoder()),
                norm=nn.LayerNorm(16), head=nn.Linear(16, 5))
    net.token, net.positions = parameter(1, 1, 16), parameter(1, 17, 16)
    return net


@block(first=IMAGE_32, other=[2, 3, 48, 24], opset=11)
def vit_with_resized_positions():
    """Learned positions, resized to the image's grid."""
    def forward(net, x):
        x = net.patches(x)
        positions = functional.interpolate(net.positions, x.shape[2:], mode="bicubic", align_corners=False)
        return net.head(net.encoder(as_sequence(x + positions)).mean(1))
    net = Graph(forward, patches=nn.Conv2d(3, 16, 8, 8), encoder=Encoder(), head=nn.Linear(16, 5))
    net.positions = parameter(1, 16, 4, 4)
    return net


@block(opset=11)
def sine_positions():
    """Positions as sines and cosines of the row and the column, computed from the size: DETR's."""
    def forward(net, x):
        x = net.stem(x)
        h, w = x.shape[2], x.shape[3]
        scale = net.frequencies.view(1, 1, -1)
        y = torch.arange(h).view(-1, 1, 1).expand(-1, w, -1) * scale
        across = torch.arange(w).view(1, -1, 1).expand(h, -1, -1) * scale
        code = torch.cat([y.sin(), y.cos(), across.sin(), across.cos()], -1).permute(2, 0, 1)
        return net.encoder(as_sequence(x + code)).mean(1)
    net = Graph(forward, stem=ConvNormAct(3, 16, stride=4), encoder=Encoder())
    net.register_buffer("frequencies", torch.tensor([1.0, 0.3, 0.1, 0.03]))
    return net


@block(opset=11)
def queries_over_pixels():
    """DETR's decoder: learned queries attend to every place."""
    def forward(net, x):
        memory = as_sequence(net.stem(x))
        queries = net.queries.unsqueeze(0).repeat(memory.shape[0], 1, 1)
        y = attention(heads(net.q(queries), 2), heads(net.k(memory), 2), heads(net.v(memory), 2))
        y = net.norm(queries + y.transpose(1, 2).flatten(2))
        return net.classes(y), net.boxes(y).sigmoid()
    linear = {name: nn.Linear(16, 16) for name in ("q", "k", "v")}
    net = Graph(forward, stem=ConvNormAct(3, 16, stride=4), norm=nn.LayerNorm(16), classes=nn.Linear(16, 5),
                boxes=nn.Linear(16, 4), **linear)
    net.queries = parameter(6, 16)
    return net


@case([1, 16, 12], [3, 16, 20], axes=SEQUENCE, opset=14)
def causal_attention():
    def forward(net, x):
        x = x.transpose(1, 2)
        length = x.shape[1]
        q, k, v = (heads(part, 4) for part in net.qkv(x).chunk(3, -1))
        scores = q @ k.transpose(-2, -1) * 0.5
        mask = torch.ones(length, length).tril() == 0
        return scores.masked_fill(mask, float("-inf")).softmax(-1) @ v
    return Graph(forward, qkv=nn.Linear(16, 48))


@block(opset=11)
def multihead_attention_module():
    def attend(net, x):
        y = x.flatten(2).permute(2, 0, 1)
        return net.attention(y, y, y, need_weights=False)[0].permute(1, 2, 0).reshape(x.shape)
    return between(attend, attention=nn.MultiheadAttention(16, 4))


@block(first=IMAGE_32, other=[2, 3, 48, 32])
def mobile_vit():
    """Attention among the pixels at the same place of every patch."""
    def attend(net, x):
        n, c, h, w = x.shape
        y = x.reshape(n * c * (h // 2), 2, w // 2, 2).transpose(1, 2).reshape(n, c, (h // 2) * (w // 2), 4)
        y = net.encoder(y.transpose(1, 3).reshape(n * 4, -1, c)).view(n, 4, -1, c).transpose(1, 3)
        y = y.reshape(n * c * (h // 2), w // 2, 2, 2).transpose(1, 2).reshape(n, c, h, w)
        return net.fuse(torch.cat([x, y], 1))
    return between(attend, encoder=Encoder(), fuse=nn.Conv2d(32, 16, 3, padding=1))


@case([1, 3, 32, 32], [4, 3, 32, 32], axes=BATCH)
def mlp_mixer():
    def forward(net, x):
        x = as_sequence(net.patches(x))
        x = x + net.tokens(net.norm1(x).transpose(1, 2)).transpose(1, 2)
        return net.head((x + net.channels(net.norm2(x))).mean(1))
    def mlp(size):
        return nn.Sequential(nn.Linear(size, 24), nn.GELU(), nn.Linear(24, size))
    return Graph(forward, patches=nn.Conv2d(3, 12, 8, 8), norm1=nn.LayerNorm(12), norm2=nn.LayerNorm(12),
                 tokens=mlp(16), channels=mlp(12), head=nn.Linear(12, 5))


@block()
def pool_former():
    def mix(net, x):
        x = x + functional.avg_pool2d(net.norm(x), 3, 1, 1, count_include_pad=False) - x
        return x + net.mlp(x)
    mlp = nn.Sequential(nn.Conv2d(16, 32, 1), nn.GELU(), nn.Conv2d(32, 16, 1))
    return between(mix, norm=nn.GroupNorm(1, 16), mlp=mlp)


@block()
def gated_mlp():
    def gate(net, x):
        x = net.norm(x.permute(0, 2, 3, 1))
        return (net.value(x) * functional.silu(net.gate(x))).permute(0, 3, 1, 2)
    return between(gate, norm=nn.LayerNorm(16), value=nn.Linear(16, 16), gate=nn.Linear(16, 16))
