"""Small networks of one kind of layer or function each, with open axes."""

import torch
from torch import nn
from torch.nn import functional

from dynamic_case import BATCH, SEQUENCE, ConvNormAct, Graph, case, parameter


def layers(first=(1, 3, 20, 24), other=(2, 3, 17, 31), axes=None, opset=9):
    return case(list(first), list(other), axes, opset)


def after_conv(function, channels=8, **modules):
    """A convolution, then the function: `function(net, x)`."""
    return Graph(lambda net, x: function(net, net.conv(x)), conv=nn.Conv2d(3, channels, 3, padding=1), **modules)


@layers()
def nearest_by_scale():
    return after_conv(lambda net, x: functional.interpolate(x, scale_factor=(2.0, 3.0), mode="nearest"))


# Before version 11, half-pixel coordinates cannot be written: PyTorch warns that the file computes something else.
@layers(opset=11)
def bilinear_by_scale():
    return after_conv(lambda net, x: functional.interpolate(x, scale_factor=2.0, mode="bilinear", align_corners=False))


@layers(opset=11)
def bilinear_by_scale_recomputed():
    return after_conv(lambda net, x: functional.interpolate(
        x, scale_factor=1.6, mode="bilinear", align_corners=False, recompute_scale_factor=True))


@layers(opset=11)
def bilinear_between_corners():
    return after_conv(lambda net, x: functional.interpolate(x, scale_factor=2.0, mode="bilinear", align_corners=True))


@layers(opset=11)
def bicubic_by_scale():
    return after_conv(lambda net, x: functional.interpolate(x, scale_factor=1.5, mode="bicubic", align_corners=False))


@layers(opset=11)
def bicubic_between_corners():
    return after_conv(lambda net, x: functional.interpolate(x, scale_factor=2.0, mode="bicubic", align_corners=True))


@layers(opset=11)
def resized_to_a_fixed_size():
    def resize(net, x):
        modes = [("nearest", None), ("bilinear", False), ("bilinear", True), ("bicubic", False), ("bicubic", True)]
        return torch.cat([functional.interpolate(x, (13, 19), mode=m, align_corners=c) for m, c in modes], 1)
    return after_conv(resize)


@layers(opset=11)
def resized_to_another_tensor():
    def resize(net, x):
        small = functional.max_pool2d(x, 3)
        return x + sum(
            functional.interpolate(small, x.shape[2:], mode=mode) for mode in ("nearest", "bilinear", "bicubic"))
    return after_conv(resize)


@layers((1, 3, 20), (2, 3, 33), SEQUENCE, opset=11)
def linear_by_scale():
    return nn.Sequential(nn.Conv1d(3, 4, 3), nn.Upsample(scale_factor=2.0, mode="linear", align_corners=False))


@layers()
def pixel_shuffle_and_back():
    return after_conv(lambda net, x: net.last(functional.pixel_shuffle(x, 2)), last=nn.Conv2d(2, 4, 3, 2, 1))


@layers((1, 3, 20, 24), (2, 3, 16, 28))
def pixel_unshuffle():
    return nn.Sequential(nn.PixelUnshuffle(2), nn.Conv2d(12, 4, 3), nn.ReLU())


@layers((1, 3, 20, 24), (2, 3, 16, 28), opset=11)
def focus():
    """YOLO v5's stem: every second row and column."""
    def forward(net, x):
        return net.conv(torch.cat([x[..., y::2, across::2] for across in (0, 1) for y in (0, 1)], 1))
    return Graph(forward, conv=ConvNormAct(12, 8))


@layers()
def channel_shuffle():
    def shuffle(net, x):
        n, c, h, w = x.shape
        return net.last(x.view(n, 2, c // 2, h, w).transpose(1, 2).reshape(n, c, h, w))
    return after_conv(shuffle, last=nn.Conv2d(8, 4, 3, groups=2))


@layers()
def depthwise_separable():
    return nn.Sequential(
        nn.Conv2d(3, 12, 3, groups=3), nn.Conv2d(12, 8, 1), nn.ReLU6(), nn.Conv2d(8, 8, 5, 2, 2, groups=8),
        nn.BatchNorm2d(8), nn.Hardswish(), nn.Conv2d(8, 4, 1))


@layers()
def odd_convolutions():
    return nn.Sequential(
        nn.Conv2d(3, 6, (1, 7), padding=(0, 3)), nn.Conv2d(6, 6, (7, 1), padding=(3, 0)), nn.SiLU(),
        nn.Conv2d(6, 6, 3, dilation=3, padding=3), nn.ReLU(), nn.Conv2d(6, 8, (4, 2), (3, 2), (1, 0), groups=2),
        nn.SELU(), nn.Conv2d(8, 4, 3, padding=2, dilation=2, bias=False))


@layers()
def transposed_convolutions():
    return nn.Sequential(
        nn.ConvTranspose2d(3, 8, 3, 2, 1, 1), nn.LeakyReLU(0.1), nn.ConvTranspose2d(8, 8, 4, 2, 1, groups=4),
        nn.PReLU(8), nn.ConvTranspose2d(8, 2, (3, 2), (1, 3), (1, 0), dilation=(2, 1)))


@layers()
def pools():
    return nn.Sequential(
        nn.MaxPool2d(3, 1, 1), nn.AvgPool2d(3, 1, 1), nn.AvgPool2d((2, 3), (1, 1), (1, 0), count_include_pad=False),
        nn.MaxPool2d(3, 2, 1, dilation=2), nn.Conv2d(3, 4, 1), nn.LPPool2d(2, 2))


@layers(opset=10)
def pools_of_ceil_mode():
    return nn.Sequential(nn.MaxPool2d(3, 2, ceil_mode=True), nn.Conv2d(3, 4, 1), nn.MaxPool2d(2, 2, 1, ceil_mode=True))


@layers()
def global_pools():
    return after_conv(lambda net, x: net.fc(torch.cat([
        functional.adaptive_avg_pool2d(x, 1).flatten(1), functional.adaptive_max_pool2d(x, 1).flatten(1),
        x.amax((2, 3)), x.mean((2, 3)), x.pow(3).mean((2, 3)).abs().pow(1 / 3)], 1)), fc=nn.Linear(40, 5))


@layers((1, 3, 16, 24), (4, 3, 16, 24), BATCH)
def adaptive_pool_to_a_grid():
    """Exported where the size is fixed and a multiple."""
    return after_conv(lambda net, x: net.fc(torch.cat([
        functional.adaptive_avg_pool2d(x, (4, 6)), functional.adaptive_max_pool2d(x, (4, 6))], 1).flatten(1)),
        fc=nn.Linear(384, 5))


@layers(opset=11)
def paddings():
    return nn.Sequential(
        nn.ReflectionPad2d((1, 2, 3, 0)), nn.Conv2d(3, 4, 3), nn.ReplicationPad2d((0, 3, 2, 1)), nn.Conv2d(4, 4, 3),
        nn.ZeroPad2d((2, 0, 0, 2)), nn.ConstantPad2d(1, 0.5), nn.Conv2d(4, 4, 3))


@layers(opset=11)
def same_padding_of_timm():
    """TensorFlow's padding, computed from the size of the image: timm's Conv2dSame."""
    def pad(net, x):
        h, w = x.shape[-2:]
        y, across = (torch.clamp((torch.as_tensor(size + 1) // 2 - 1) * 2 + 3 - size, min=0) for size in x.shape[-2:])
        return net.conv(functional.pad(x, [across // 2, across - across // 2, y // 2, y - y // 2]))
    return Graph(pad, conv=nn.Conv2d(3, 6, 3, 2))


@layers()
def group_and_instance_norms():
    return nn.Sequential(
        nn.Conv2d(3, 12, 3), nn.GroupNorm(4, 12), nn.ReLU(), nn.Conv2d(12, 8, 3), nn.InstanceNorm2d(8, affine=True),
        nn.GroupNorm(1, 8), nn.InstanceNorm2d(8))


@layers()
def layer_norms():
    def norm(net, x):
        x = net.last(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)
        u = x.mean(1, keepdim=True)
        s = (x - u).pow(2).mean(1, keepdim=True)
        return net.weight[:, None, None] * ((x - u) / torch.sqrt(s + 1e-6)) + net.bias[:, None, None]
    net = after_conv(norm, last=nn.LayerNorm(8))
    net.weight, net.bias = parameter(8), parameter(8)
    return net


@layers()
def local_response_norm():
    return nn.Sequential(nn.Conv2d(3, 12, 3), nn.ReLU(), nn.LocalResponseNorm(5, 1e-2, 0.75, 2), nn.Conv2d(12, 4, 3))


@layers()
def weight_norms():
    with torch.no_grad():
        return nn.Sequential(
            nn.utils.weight_norm(nn.Conv2d(3, 8, 3)), nn.ReLU(), nn.utils.spectral_norm(nn.Conv2d(8, 4, 3)))


@layers()
def global_response_norm():
    """ConvNeXt V2's."""
    def norm(net, x):
        x = x.permute(0, 2, 3, 1)
        g = torch.norm(x, p=2, dim=(1, 2), keepdim=True)
        return net.gamma * (x * (g / (g.mean(-1, keepdim=True) + 1e-6))) + net.beta + x
    net = after_conv(norm)
    net.gamma, net.beta = parameter(1, 1, 1, 8), parameter(1, 1, 1, 8)
    return net


@layers(opset=11)
def statistics():
    return after_conv(lambda net, x: torch.cat([
        x.std((2, 3)), x.var(1, unbiased=False).flatten(1)[:, :8], x.logsumexp((2, 3)), x.norm(dim=(2, 3)),
        (x.abs().sum((2, 3)) + 1).log(),
        x.amin((2, 3)), (x * 0.01 + 1).prod(3).prod(2)], 1))


@layers()
def unit_length():
    return after_conv(lambda net, x: functional.normalize(x, dim=1) * 5 + functional.normalize(x, p=1, dim=1))


@layers(opset=11)
def best_pixels():
    return after_conv(lambda net, x: torch.topk(x.flatten(2), 7, 2)[0])


@layers(opset=11)
def sorted_pixels():
    return after_conv(lambda net, x: torch.topk(x.flatten(2), x.shape[2], 2, largest=False)[0].cumsum(2))


@layers(opset=11)
def gathered_channels():
    def gather(net, x):
        return torch.cat([x[:, [3, 1, 1]], x.index_select(1, net.order), x[:, :, 2:-2:3, -4:].mean((2, 3), keepdim=True)
                          .expand(-1, -1, x.shape[2], x.shape[3])], 1)
    net = after_conv(gather)
    net.register_buffer("order", torch.tensor([7, 0, 2]))
    return net


@layers(opset=11)
def gathered_elements():
    return after_conv(lambda net, x: torch.gather(x, 1, x.argmax(1, keepdim=True).expand(-1, 3, -1, -1)))


@layers(opset=11)
def flips_and_rolls():
    return after_conv(lambda net, x: torch.flip(x, (2, 3)) + torch.roll(x, (3, -2), (2, 3)) + torch.flip(x, (1,)))


@layers()
def split_and_stacked():
    def split(net, x):
        a, b, c = torch.split(x, [2, 3, 3], 1)
        d, e = x.chunk(2, 1)
        alone = x.unbind(1)[5].unsqueeze(1)
        return torch.cat([torch.stack([b, c], 2).flatten(1, 2), a.repeat(1, 2, 1, 1), d * e, alone], 1)
    return after_conv(split)


@layers(opset=11)
def masked():
    def mask(net, x):
        y = torch.where(x > 0.2, x, x.new_tensor(-1.0) * x.abs())
        y = y.masked_fill((x < -0.5) | (x > 1.5), 0.25)
        return y * ((x >= y) & ~(x == 0)).float()
    return after_conv(mask)


@layers(opset=12)
def clamps():
    return after_conv(lambda net, x: torch.maximum(torch.clamp(x, -0.5, 0.75), torch.clamp(x, max=-0.1))
                      + torch.minimum(x, x.flip(1)) + torch.clamp(x, min=0.3))


@layers(opset=12)
def einsums():
    net = after_conv(lambda net, x: torch.einsum("nchw,dc->ndhw", x, net.weight)
                     + torch.einsum("nchw,nchw->nhw", x, x).unsqueeze(1)
                     + torch.einsum("nchw->nc", x)[:, :5, None, None])
    net.weight = parameter(5, 8)
    return net


@layers()
def products():
    def multiply(net, x):
        gram = x.flatten(2) @ x.flatten(2).transpose(1, 2) / x.shape[2]
        return torch.matmul(gram, net.a) + torch.bmm(gram, gram).sum(2, keepdim=True)
    net = after_conv(multiply)
    net.a = parameter(8, 5)
    return net


@layers(opset=12)
def one_function_each():
    functions = [
        nn.ELU(), nn.CELU(0.7), nn.SELU(), nn.GELU(), nn.SiLU(), nn.Mish(), nn.Softplus(2), nn.Softsign(), nn.Tanh(),
        nn.Hardsigmoid(), nn.Hardtanh(-0.3, 0.6), nn.LogSigmoid(), nn.Tanhshrink(), nn.Softshrink(0.2),
        nn.Hardshrink(0.2), nn.RReLU(), nn.Softmax2d(), nn.Softmin(1)]
    return after_conv(lambda net, x: torch.cat([function(x) for function in net.functions], 1), channels=4,
                      functions=nn.ModuleList(functions))


@layers()
def arithmetic():
    return after_conv(lambda net, x: (x.abs() + 0.5).sqrt() / (1 + x.exp()) - x.abs().add(1).rsqrt() * 3 ** (x * 0.1)
                      + x.floor() * 0.1 + x.sin() * x.cos() + torch.sign(x) + x.abs().add(1).log() - x.erf())


@layers()
def gated_linear_unit():
    return after_conv(lambda net, x: functional.glu(x, 1))


@layers(opset=11)
def coordinates_as_channels():
    """CoordConv."""
    def add(net, x):
        n, _, h, w = x.shape
        y = torch.arange(h).float().view(1, 1, h, 1).expand(n, 1, h, w) / (h - 1) * 2 - 1
        across = torch.arange(w).float().view(1, 1, 1, w).expand(n, 1, h, w) / (w - 1) * 2 - 1
        return net.conv(torch.cat([x, y, across], 1))
    return Graph(add, conv=nn.Conv2d(5, 6, 3))


@layers((1, 3, 20, 24), (2, 3, 18, 26), opset=11)
def unfolded():
    """Windows as columns, and a product: a convolution by hand."""
    def unfold(net, x):
        n, _, h, w = x.shape
        return (net.weight @ functional.unfold(x, 3, padding=1)).view(n, 5, h, w)
    net = Graph(unfold)
    net.weight = parameter(5, 27)
    return net


@layers((1, 2, 64), (3, 2, 100), SEQUENCE)
def wavenet():
    """Causal dilated convolutions with gates."""
    def forward(net, x):
        x = net.stem(x)
        total = 0
        for i, (layer, skip) in enumerate(zip(net.layers, net.skips)):
            y = layer(functional.pad(x, (2 ** i, 0)))
            a, b = y.chunk(2, 1)
            y = torch.tanh(a) * torch.sigmoid(b)
            x, total = x + y, total + skip(y)
        return net.last(functional.relu(total))
    return Graph(forward, stem=nn.Conv1d(2, 8, 1), last=nn.Conv1d(8, 3, 1),
                 layers=nn.ModuleList(nn.Conv1d(8, 16, 2, dilation=2 ** i) for i in range(3)),
                 skips=nn.ModuleList(nn.Conv1d(8, 8, 1) for _ in range(3)))


@layers((1, 2, 100), (3, 2, 76), SEQUENCE)
def residual_1d():
    def forward(net, x):
        x = net.pool(net.stem(x))
        x = functional.relu(x + net.block(x))
        return net.fc(functional.adaptive_avg_pool1d(x, 1).squeeze(-1))
    return Graph(
        forward, stem=nn.Sequential(nn.Conv1d(2, 8, 7, 2, 3), nn.BatchNorm1d(8), nn.ReLU()), pool=nn.MaxPool1d(3, 2, 1),
        block=nn.Sequential(nn.Conv1d(8, 8, 3, padding=1), nn.BatchNorm1d(8)), fc=nn.Linear(8, 3))


@case([[1, 3, 24, 24], [1, 3, 32, 32]], [[2, 3, 16, 20], [2, 3, 40, 28]], opset=11)
def siamese():
    """Two images through the same layers."""
    class Siamese(nn.Module):
        def __init__(self):
            super().__init__()
            self.trunk = nn.Sequential(ConvNormAct(3, 8, stride=2), ConvNormAct(8, 8))

        def forward(self, a, b):
            a = self.trunk(a).mean((2, 3), keepdim=True)
            return self.trunk(b) * a
    return Siamese()
