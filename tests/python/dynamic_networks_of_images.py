"""Networks from images to images, boxes and text, with open axes, written down from their published architectures."""

import torch
from torch import nn
from torch.nn import functional

from dynamic_case import BATCH, ConvNormAct, Graph, case, parameter


class UNet(nn.Module):
    """As many levels as are asked for; `join` brings what comes from below to the size of the skip."""

    def __init__(self, levels, channels, join, up=None):
        super().__init__()
        self.stem = ConvNormAct(3, channels)
        self.downs = nn.ModuleList(ConvNormAct(channels, channels, stride=2) for _ in range(levels))
        self.ups = nn.ModuleList(up() if up else nn.ConvTranspose2d(channels, channels, 2, 2) for _ in range(levels))
        self.joins = nn.ModuleList(ConvNormAct(2 * channels, channels) for _ in range(levels))
        self.last = nn.Conv2d(channels, 2, 1)
        self.join = join

    def forward(self, x):
        skips = [self.stem(x)]
        for down in self.downs:
            skips.append(down(skips[-1]))
        x = skips.pop()
        for up, join in zip(self.ups, self.joins):
            skip = skips.pop()
            x = join(torch.cat([skip, self.join(up(x), skip)], 1))
        return self.last(x)


def padded(x, skip):
    """milesial's U-Net: the difference of the sizes, half on each side."""
    y, w = skip.size(2) - x.size(2), skip.size(3) - x.size(3)
    return functional.pad(x, [w // 2, w - w // 2, y // 2, y - y // 2])


def cropped(x, skip):
    return x[:, :, :skip.shape[2], :skip.shape[3]]


@case([1, 3, 32, 48], [2, 3, 43, 37], opset=11)
def unet_with_computed_padding():
    return UNet(2, 6, padded, up=lambda: nn.ConvTranspose2d(6, 6, 3, 2, 1))


@case([1, 3, 32, 48], [2, 3, 45, 39], opset=10)
def unet_with_cropping():
    return UNet(2, 6, cropped)


@case([1, 3, 256, 256], [1, 3, 512, 256])
def unet_of_8_levels():
    return UNet(8, 4, lambda x, skip: x)


@case([1, 3, 32, 48], [2, 3, 45, 39], opset=11)
def unet_resized_to_the_skip():
    return UNet(3, 6, lambda x, skip: functional.interpolate(x, skip.shape[2:], mode="bilinear"), up=nn.Identity)


@case([1, 3, 32, 48], [2, 3, 40, 24], opset=11)
def unet_with_attention_gates():
    def forward(net, x):
        skip = net.stem(x)
        below = net.up(net.down(skip))
        gate = torch.sigmoid(net.psi(functional.relu(net.theta(skip) + net.phi(below))))
        return net.last(torch.cat([skip * gate, below], 1))
    return Graph(
        forward, stem=ConvNormAct(3, 6), down=ConvNormAct(6, 12, stride=2),
        up=nn.Sequential(nn.Upsample(scale_factor=2), ConvNormAct(12, 6)), theta=nn.Conv2d(6, 3, 1),
        phi=nn.Conv2d(6, 3, 1), psi=nn.Conv2d(3, 1, 1), last=nn.Conv2d(12, 2, 1))


@case([1, 3, 32, 48], [3, 3, 24, 40], opset=11)
def unet_plus_plus():
    def forward(net, x):
        up = functional.interpolate
        x00 = net.c00(x)
        x10 = net.c10(functional.max_pool2d(x00, 2))
        x20 = net.c20(functional.max_pool2d(x10, 2))
        x01 = net.c01(torch.cat([x00, up(x10, scale_factor=2, mode="bilinear", align_corners=True)], 1))
        x11 = net.c11(torch.cat([x10, up(x20, scale_factor=2, mode="bilinear", align_corners=True)], 1))
        x02 = net.c02(torch.cat([x00, x01, up(x11, scale_factor=2, mode="bilinear", align_corners=True)], 1))
        return (net.head1(x01) + net.head2(x02)) / 2
    return Graph(
        forward, c00=ConvNormAct(3, 6), c10=ConvNormAct(6, 6), c20=ConvNormAct(6, 6), c01=ConvNormAct(12, 6),
        c11=ConvNormAct(12, 6), c02=ConvNormAct(18, 6), head1=nn.Conv2d(6, 2, 1), head2=nn.Conv2d(6, 2, 1))


@case([1, 3, 32, 48], [2, 3, 56, 40], opset=11)
def linknet():
    def forward(net, x):
        a = net.a(x)
        b = net.b(a)
        return net.last(net.up_a(a + net.up_b(b)))
    up = [nn.ConvTranspose2d(inputs, outputs, 4, 2, 1) for inputs, outputs in [(16, 8), (8, 4)]]
    return Graph(forward, a=ConvNormAct(3, 8, stride=2), b=ConvNormAct(8, 16, stride=2), up_a=up[1], up_b=up[0],
                 last=nn.Conv2d(4, 2, 3, padding=1))


@case([1, 3, 48, 64], [2, 3, 50, 37], opset=11)
def pyramid_pooling():
    """PSPNet's branches, with windows instead of its adaptive pools, which open sizes cannot be exported with."""
    def forward(net, x):
        x = net.stem(x)
        size = x.shape[2:]
        parts = [net.whole(x.mean([2, 3], keepdim=True)), functional.avg_pool2d(x, 2), functional.avg_pool2d(x, 4)]
        parts = [functional.interpolate(part, size, mode="bilinear", align_corners=True) for part in parts]
        return net.last(torch.cat([x, *parts], 1))
    return Graph(forward, stem=ConvNormAct(3, 6, stride=2), whole=nn.Conv2d(6, 6, 1), last=nn.Conv2d(24, 4, 1))


@case([1, 3, 32, 32], [2, 3, 40, 56], opset=11)
def hrnet_exchange():
    def forward(net, x):
        high = net.high(x)
        low = net.low(high)
        joined = high + functional.interpolate(net.to_high(low), high.shape[-2:], mode="nearest")
        return functional.relu(joined), functional.relu(low + net.to_low(high))
    return Graph(forward, high=ConvNormAct(3, 8), low=ConvNormAct(8, 16, stride=2), to_high=nn.Conv2d(16, 8, 1),
                 to_low=nn.Conv2d(8, 16, 3, 2, 1))


@case([1, 3, 20, 24], [2, 3, 17, 31])
def espcn():
    return nn.Sequential(nn.Conv2d(3, 8, 5, padding=2), nn.Tanh(), nn.Conv2d(8, 27, 3, padding=1), nn.PixelShuffle(3))


@case([1, 3, 20, 24], [2, 3, 17, 31], opset=11)
def srcnn():
    return nn.Sequential(
        nn.Upsample(scale_factor=2, mode="bicubic", align_corners=False), nn.Conv2d(3, 8, 9, padding=4), nn.ReLU(),
        nn.Conv2d(8, 4, 1), nn.ReLU(), nn.Conv2d(4, 3, 5, padding=2))


@case([1, 3, 16, 20], [2, 3, 11, 23])
def edsr():
    def forward(net, x):
        head = net.head(x - net.mean)
        return net.tail(head + net.body(head) * 0.1) + net.mean
    net = Graph(
        forward, head=nn.Conv2d(3, 8, 3, padding=1),
        body=nn.Sequential(nn.Conv2d(8, 8, 3, padding=1), nn.ReLU(), nn.Conv2d(8, 8, 3, padding=1)),
        tail=nn.Sequential(nn.Conv2d(8, 32, 3, padding=1), nn.PixelShuffle(2), nn.Conv2d(8, 3, 3, padding=1)))
    net.register_buffer("mean", torch.tensor([0.45, 0.44, 0.4]).view(1, 3, 1, 1))
    return net


@case([1, 3, 16, 20], [2, 3, 12, 28])
def residual_dense():
    def forward(net, x):
        values = [net.stem(x)]
        for layer in net.layers:
            values.append(functional.leaky_relu(layer(torch.cat(values, 1)), 0.2))
        return net.last(torch.cat(values, 1)) + x
    layers = nn.ModuleList(nn.Conv2d(8 + 4 * i, 4, 3, padding=1) for i in range(3))
    return Graph(forward, stem=nn.Conv2d(3, 8, 3, padding=1), layers=layers, last=nn.Conv2d(20, 3, 1))


@case([1, 1, 20, 24], [3, 1, 31, 17])
def denoiser():
    """DnCNN: the noise is computed and subtracted."""
    body = nn.Sequential(nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), ConvNormAct(8, 8), nn.Conv2d(8, 1, 3, padding=1))
    return Graph(lambda net, x: x - net.body(x), body=body)


@case([1, 3, 32, 32], [2, 3, 24, 40], opset=11)
def style_transfer():
    class Residual(nn.Module):
        def __init__(self):
            super().__init__()
            self.body = nn.Sequential(
                nn.ReflectionPad2d(1), nn.Conv2d(8, 8, 3), nn.InstanceNorm2d(8, affine=True), nn.ReLU(),
                nn.ReflectionPad2d(1), nn.Conv2d(8, 8, 3), nn.InstanceNorm2d(8, affine=True))

        def forward(self, x):
            return x + self.body(x)

    return nn.Sequential(
        nn.ReflectionPad2d(4), nn.Conv2d(3, 8, 9), nn.InstanceNorm2d(8, affine=True), nn.ReLU(),
        nn.Conv2d(8, 8, 3, 2, 1), Residual(), nn.Upsample(scale_factor=2), nn.ReflectionPad2d(1), nn.Conv2d(8, 3, 3),
        nn.Tanh())


@case([2, 12, 1, 1], [5, 12, 1, 1], axes=BATCH)
def dcgan_generator():
    return nn.Sequential(
        nn.ConvTranspose2d(12, 16, 4, 1, 0, bias=False), nn.BatchNorm2d(16), nn.ReLU(True),
        nn.ConvTranspose2d(16, 8, 4, 2, 1, bias=False), nn.BatchNorm2d(8), nn.ReLU(True),
        nn.ConvTranspose2d(8, 3, 4, 2, 1, bias=False), nn.Tanh())


@case([1, 6, 48, 48], [2, 6, 40, 64])
def patch_discriminator():
    return nn.Sequential(
        nn.Conv2d(6, 8, 4, 2, 1), nn.LeakyReLU(0.2, True), nn.Conv2d(8, 16, 4, 2, 1, bias=False),
        nn.InstanceNorm2d(16), nn.LeakyReLU(0.2, True), nn.Conv2d(16, 1, 4, 1, 1))


@case([1, 3, 64, 64], [2, 3, 96, 64], opset=11)
def yolo_v3():
    """Boxes at every cell of a grid that is made of the size of the image."""
    def forward(net, x):
        x = net.head(net.backbone(x))
        n, _, h, w = x.shape
        x = x.view(n, 3, 7, h, w).permute(0, 1, 3, 4, 2).contiguous()
        y, across = torch.meshgrid(torch.arange(h), torch.arange(w), indexing="ij")
        grid = torch.stack([across, y], 2).view(1, 1, h, w, 2).float()
        place = (torch.sigmoid(x[..., :2]) + grid) * 8
        size = torch.exp(x[..., 2:4]) * net.anchors.view(1, 3, 1, 1, 2)
        return torch.cat([place, size, torch.sigmoid(x[..., 4:])], -1).view(n, -1, 7)
    net = Graph(
        forward, head=nn.Conv2d(16, 21, 1), backbone=nn.Sequential(
            ConvNormAct(3, 8, stride=2, act=nn.LeakyReLU), ConvNormAct(8, 8, stride=2, act=nn.LeakyReLU),
            ConvNormAct(8, 16, stride=2, act=nn.LeakyReLU)))
    net.register_buffer("anchors", torch.tensor([[10., 13.], [16., 30.], [33., 23.]]))
    return net


class Bottlenecks(nn.Module):
    """YOLO v8's C2f: the channels are split, the last part goes through every block, all parts are joined."""

    def __init__(self, channels, count):
        super().__init__()
        self.first = ConvNormAct(channels, channels, 1, act=nn.SiLU)
        self.blocks = nn.ModuleList(
            ConvNormAct(channels // 2, channels // 2, act=nn.SiLU) for _ in range(count))
        self.last = ConvNormAct((2 + count) * channels // 2, channels, 1, act=nn.SiLU)

    def forward(self, x):
        parts = list(self.first(x).chunk(2, 1))
        for block in self.blocks:
            parts.append(parts[-1] + block(parts[-1]))
        return self.last(torch.cat(parts, 1))


class FastPyramidPool(nn.Module):
    """YOLO v5's SPPF: three max-pools of 5x5, one after the other."""

    def __init__(self, channels):
        super().__init__()
        self.pool = nn.MaxPool2d(5, 1, 2)
        self.last = ConvNormAct(4 * channels, channels, 1, act=nn.SiLU)

    def forward(self, x):
        values = [x]
        for _ in range(3):
            values.append(self.pool(values[-1]))
        return self.last(torch.cat(values, 1))


@case([1, 3, 64, 64], [2, 3, 96, 32], opset=11)
def yolo_v5_neck():
    def forward(net, x):
        middle = net.middle(net.stem(x))
        below = net.pool(net.below(middle))
        joined = net.join(torch.cat([functional.interpolate(below, scale_factor=2), middle], 1))
        heads = []
        for value, head in ((joined, net.head_a), (below, net.head_b)):
            n, _, h, w = value.shape
            heads.append(torch.sigmoid(head(value)).view(n, 3, 6, h, w).permute(0, 1, 3, 4, 2).reshape(n, -1, 6))
        return torch.cat(heads, 1)
    return Graph(
        forward, stem=nn.Conv2d(3, 8, 6, 2, 2), middle=ConvNormAct(8, 8, stride=2, act=nn.SiLU),
        below=ConvNormAct(8, 8, stride=2, act=nn.SiLU), pool=FastPyramidPool(8),
        join=ConvNormAct(16, 8, 1, act=nn.SiLU), head_a=nn.Conv2d(8, 18, 1), head_b=nn.Conv2d(8, 18, 1))


@case([1, 3, 64, 64], [2, 3, 32, 96], opset=11)
def yolo_v8_head():
    """The distance of a box's sides as an expectation over 8 bins, from anchor points at the centres of the cells."""
    def forward(net, x):
        x = net.body(net.stem(x))
        n, _, h, w = x.shape
        sides = net.box(x).view(n, 4, 8, h * w).transpose(2, 1).softmax(1)
        sides = net.expectation(sides).view(n, 4, h * w)
        y, across = torch.meshgrid(torch.arange(h) + 0.5, torch.arange(w) + 0.5, indexing="ij")
        centre = torch.stack([across, y]).view(1, 2, -1)
        first, second = centre - sides[:, :2], centre + sides[:, 2:]
        box = torch.cat([(first + second) / 2, second - first], 1) * 4
        return torch.cat([box, net.classes(x).view(n, 5, -1).sigmoid()], 1)
    net = Graph(
        forward, stem=nn.Sequential(ConvNormAct(3, 8, stride=2, act=nn.SiLU), ConvNormAct(8, 8, stride=2, act=nn.SiLU)),
        body=Bottlenecks(8, 2), box=nn.Conv2d(8, 32, 1), classes=nn.Conv2d(8, 5, 1),
        expectation=nn.Conv2d(8, 1, 1, bias=False))
    net.expectation.weight.data[:] = torch.arange(8.0).view(1, 8, 1, 1)
    return net


@case([1, 3, 64, 64], [2, 3, 48, 80], opset=11)
def centernet_peaks():
    """Points that are the largest of their neighbourhood, the best five of them, and what lies there."""
    def forward(net, x):
        heat = torch.sigmoid(net.heat(net.backbone(x)))
        peaks = heat * (functional.max_pool2d(heat, 3, 1, 1) == heat).float()
        return torch.topk(peaks.flatten(1), 5)[0]
    return Graph(forward, backbone=nn.Sequential(ConvNormAct(3, 8, stride=2), ConvNormAct(8, 8, stride=2)),
                 heat=nn.Conv2d(8, 3, 1))


@case([1, 3, 64, 64], [2, 3, 96, 80], opset=11)
def text_detector():
    """DBNet: a feature pyramid joined at its finest level, and a steep sigmoid of two maps' difference."""
    def forward(net, x):
        a = net.a(x)
        b = net.b(a)
        c = net.c(b)
        up = nn.functional.interpolate
        b = net.lateral(b) + up(c, scale_factor=2.0, mode="nearest")
        joined = torch.cat([a, up(b, scale_factor=2.0), up(c, scale_factor=4.0)], 1)
        p, threshold = torch.sigmoid(net.p(joined)), torch.sigmoid(net.threshold(joined))
        return torch.reciprocal(1 + torch.exp(-50 * (p - threshold))), p
    def head():
        return nn.Sequential(ConvNormAct(24, 8), nn.ConvTranspose2d(8, 8, 2, 2), nn.BatchNorm2d(8), nn.ReLU(),
                             nn.ConvTranspose2d(8, 1, 2, 2))
    return Graph(
        forward, a=ConvNormAct(3, 8, stride=4), b=ConvNormAct(8, 8, stride=2), c=ConvNormAct(8, 8, stride=2),
        lateral=nn.Conv2d(8, 8, 1), p=head(), threshold=head())


class RecurrentHead(nn.Module):
    """A column of the image after the other through a recurrent network, and a class for each: CRNN."""

    def __init__(self, recurrent):
        super().__init__()
        self.features = nn.Sequential(
            ConvNormAct(1, 8), nn.MaxPool2d(2, 2), ConvNormAct(8, 8), nn.MaxPool2d((2, 1), (2, 1)),
            nn.Conv2d(8, 12, (8, 1)))
        self.recurrent = recurrent
        self.classes = nn.Linear(16, 11)

    def forward(self, x):
        x = self.features(x).squeeze(2).permute(2, 0, 1)
        return functional.log_softmax(self.classes(self.recurrent(x)[0]), 2)


WIDTH = {0: "N", 3: "W"}


@case([1, 1, 32, 64], [2, 1, 32, 100], axes=WIDTH)
def crnn_lstm():
    return RecurrentHead(nn.LSTM(12, 8, bidirectional=True))


@case([1, 1, 32, 64], [2, 1, 32, 100], axes=WIDTH)
def crnn_gru():
    return RecurrentHead(nn.GRU(12, 8, bidirectional=True))


@case([1, 1, 32, 64], [2, 1, 32, 100], axes=WIDTH)
def crnn_rnn():
    return RecurrentHead(nn.RNN(12, 8, bidirectional=True))


@case([1, 1, 32, 64], [2, 1, 32, 100], axes=WIDTH)
def text_without_recurrence():
    return Graph(
        lambda net, x: net.classes(net.features(x).mean(2).transpose(1, 2)).softmax(2),
        features=nn.Sequential(ConvNormAct(1, 8, stride=2), ConvNormAct(8, 12, stride=2)), classes=nn.Linear(12, 11))


@case([2, 1, 28, 28], [5, 1, 28, 28], axes=BATCH, opset=16)
def spatial_transformer():
    def forward(net, x):
        theta = net.place(x.flatten(1)).view(-1, 2, 3) * 0.1 + net.identity
        grid = torch.matmul(net.points, theta.transpose(1, 2)).view(-1, 28, 28, 2)
        return net.conv(functional.grid_sample(x, grid, align_corners=False))
    net = Graph(forward, place=nn.Linear(784, 6), conv=nn.Conv2d(1, 4, 3))
    net.identity = parameter(2, 3)
    y, across = torch.meshgrid(torch.linspace(-1, 1, 28), torch.linspace(-1, 1, 28), indexing="ij")
    net.register_buffer("points", torch.stack([across, y, torch.ones_like(y)], -1).view(1, 784, 3))
    return net
