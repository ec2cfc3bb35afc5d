"""Networks that are not in the zoo. Each function makes one with seeded random weights."""

import torch
from torch import nn
from torch.nn import functional

# The input of each network.
INPUTS = {
    "unet": (1, 3, 48, 64), "squeeze_excite": (1, 3, 40, 40), "autoencoder": (1, 1, 28, 28),
    "group_norm": (1, 3, 33, 37), "sequence": (1, 2, 100), "many_activations": (1, 4, 17, 19),
}


def randomised(model):
    """The weights of `model` drawn anew, batch norms with statistics that are not 0 and 1."""
    generator = torch.Generator().manual_seed(11)
    for module in model.modules():
        if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)):
            module.running_mean.normal_(0, 0.3, generator=generator)
            module.running_var.uniform_(0.5, 2, generator=generator)
            module.weight.data.normal_(1, 0.2, generator=generator)
            module.bias.data.normal_(0, 0.2, generator=generator)
        elif hasattr(module, "weight") and isinstance(module.weight, nn.Parameter) and module.weight.dim() > 1:
            fan_in = module.weight[0].numel()
            module.weight.data.normal_(0, (2 / fan_in) ** 0.5, generator=generator)
    return model.eval()


class DoubleConv(nn.Sequential):
    def __init__(self, inputs, outputs):
        super().__init__(
            nn.Conv2d(inputs, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True),
            nn.Conv2d(outputs, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True))


class UNet(nn.Module):
    """Down, up again, and across: bilinear upsampling, padding to the skip's size, concatenation."""

    def __init__(self):
        super().__init__()
        self.down1 = DoubleConv(3, 8)
        self.down2 = DoubleConv(8, 16)
        self.bottom = DoubleConv(16, 32)
        self.pool = nn.MaxPool2d(2)
        self.up2 = DoubleConv(48, 16)
        self.up1 = DoubleConv(24, 8)
        self.head = nn.Conv2d(8, 2, 1)

    def forward(self, x):
        skip1 = self.down1(x)
        skip2 = self.down2(self.pool(skip1))
        y = self.bottom(self.pool(skip2))
        y = functional.interpolate(y, scale_factor=2.0, mode="bilinear", align_corners=False)
        y = self.up2(torch.cat([skip2, y], 1))
        y = functional.interpolate(y, scale_factor=2.0, mode="nearest")
        y = functional.pad(y, [1, 1, 1, 1], mode="reflect")[:, :, 1:-1, 1:-1]
        return self.head(self.up1(torch.cat([skip1, y], 1)))


class SqueezeExciteBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, padding=1, groups=channels, bias=False)
        self.norm = nn.BatchNorm2d(channels)
        self.activation = nn.SiLU()
        self.squeeze = nn.AdaptiveAvgPool2d(1)
        self.reduce = nn.Linear(channels, channels // 4)
        self.expand = nn.Linear(channels // 4, channels)
        self.gate = nn.Sigmoid()

    def forward(self, x):
        y = self.activation(self.norm(self.conv(x)))
        scale = self.squeeze(y).flatten(1)
        scale = self.gate(self.expand(functional.relu(self.reduce(scale))))
        return x + y * scale.view(x.shape[0], -1, 1, 1)


class SqueezeExcite(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 16, 3, stride=2, padding=1)
        self.blocks = nn.Sequential(SqueezeExciteBlock(16), SqueezeExciteBlock(16))
        self.head = nn.Linear(16, 5)

    def forward(self, x):
        x = self.blocks(functional.hardswish(self.stem(x)))
        return self.head(x.mean([2, 3])).softmax(-1)


class Autoencoder(nn.Module):
    """Transposed convolutions that reconstruct the image."""

    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Conv2d(1, 8, 3, stride=2, padding=1), nn.ELU(), nn.Conv2d(8, 16, 3, stride=2, padding=1),
            nn.BatchNorm2d(16), nn.LeakyReLU(0.2))
        self.decoder = nn.Sequential(
            nn.ConvTranspose2d(16, 8, 3, stride=2, padding=1, output_padding=1), nn.PReLU(8),
            nn.ConvTranspose2d(8, 8, 4, stride=2, padding=1, groups=2), nn.Softplus(), nn.Conv2d(8, 1, 3, padding=1),
            nn.Tanh())

    def forward(self, x):
        return self.decoder(self.encoder(x))


class GroupNorms(nn.Module):
    """Every norm with statistics of its input, and a pixel shuffle."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 12, 5, stride=2, padding=2)
        self.norm1 = nn.GroupNorm(3, 12)
        self.conv2 = nn.Conv2d(12, 16, 3, padding=2, dilation=2)
        self.norm2 = nn.InstanceNorm2d(16, affine=True)
        self.shuffle = nn.PixelShuffle(2)
        self.norm3 = nn.LayerNorm(4)
        self.activation = nn.GELU()

    def forward(self, x):
        x = functional.mish(self.norm1(self.conv1(x)))
        x = self.norm2(self.conv2(x))
        x = self.shuffle(x).permute(0, 2, 3, 1)
        return self.activation(self.norm3(x)).permute(0, 3, 1, 2)


class Sequence(nn.Module):
    """1-d convolutions over [N,C,L], as for sound or heartbeats."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv1d(2, 8, 7, stride=2, padding=3, bias=False)
        self.norm1 = nn.BatchNorm1d(8)
        self.relu = nn.ReLU()
        self.pool = nn.MaxPool1d(3, 2, 1)
        self.conv2 = nn.Conv1d(8, 12, 5, padding=4, dilation=2, groups=2)
        self.average = nn.AvgPool1d(2)
        self.fc = nn.Linear(12, 3)

    def forward(self, x):
        x = self.pool(self.relu(self.norm1(self.conv1(x))))
        x = self.average(torch.tanh(self.conv2(x)))
        return self.fc(torch.amax(x, 2))


class ManyActivations(nn.Module):
    """A branch per function, and arithmetic between them."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(4, 4, 3, padding=1)
        self.functions = nn.ModuleList([
            nn.SELU(), nn.CELU(0.7), nn.Softsign(), nn.Hardsigmoid(), nn.Hardtanh(-0.5, 0.75), nn.LogSoftmax(1),
            nn.ReLU6(), nn.Mish(), nn.GELU("tanh")])

    def forward(self, x):
        x = self.conv(x)
        y = torch.stack([function(x) for function in self.functions], 1).sum(1)
        parts = torch.chunk(y, 2, 1)
        y = torch.minimum(parts[0], parts[1]) - torch.exp(-torch.abs(parts[0])) / (1 + parts[1] ** 2)
        return torch.sqrt(torch.clamp(y.max(1, keepdim=True)[0] + 2.5, min=0.1))


class Segmentation(nn.Module):
    """One of torchvision's segmentation networks, which return a dictionary."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, x):
        return self.model(x)["out"]


def unet():
    return randomised(UNet())


def squeeze_excite():
    return randomised(SqueezeExcite())


def autoencoder():
    return randomised(Autoencoder())


def group_norm():
    return randomised(GroupNorms())


def sequence():
    return randomised(Sequence())


def many_activations():
    return randomised(ManyActivations())
