"""Networks of other projects than torchvision, written down again from their published architectures and key names."""

import math

import torch
import torch.nn.functional as F
from torch import nn


class CifarBlock(nn.Module):
    """Two 3x3 convolutions; `option` is A (padding, akamaster), B (`downsample`, chenyaofo) or K (`shortcut`, kuangliu)."""

    def __init__(self, inputs, planes, stride, option):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, planes, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(planes)
        self.conv2 = nn.Conv2d(planes, planes, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        self.option, self.planes = option, planes
        self.changes = stride != 1 or inputs != planes
        if self.changes and option != "A":
            projection = nn.Sequential(nn.Conv2d(inputs, planes, 1, stride, bias=False), nn.BatchNorm2d(planes))
            setattr(self, "downsample" if option == "B" else "shortcut", projection)

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        if self.changes and self.option == "A":
            x = F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, self.planes // 4, self.planes // 4))
        elif self.changes:
            x = (self.downsample if self.option == "B" else self.shortcut)(x)
        return F.relu(y + x)


class CifarResNet(nn.Module):
    def __init__(self, blocks, width, option, classes=10):
        super().__init__()
        self.conv1 = nn.Conv2d(3, width, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        inputs = width
        for stage, count in enumerate(blocks):
            planes = width << stage
            layer = [CifarBlock(inputs if i == 0 else planes, planes, 2 if stage and i == 0 else 1, option)
                     for i in range(count)]
            setattr(self, f"layer{stage + 1}", nn.Sequential(*layer))
            inputs = planes
        self.stages = len(blocks)
        self.last = "fc" if option == "B" else "linear"
        setattr(self, self.last, nn.Linear(inputs, classes))

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        for stage in range(self.stages):
            x = getattr(self, f"layer{stage + 1}")(x)
        return getattr(self, self.last)(F.avg_pool2d(x, x.size(3)).flatten(1))


class CifarVgg(nn.Module):
    def __init__(self, layers, batch_norm, deep, classes=10):
        super().__init__()
        features, channels = [], 3
        for layer in layers:
            if layer == "M":
                features.append(nn.MaxPool2d(2, 2))
                continue
            features.append(nn.Conv2d(channels, layer, 3, padding=1))
            features += [nn.BatchNorm2d(layer)] if batch_norm else []
            features.append(nn.ReLU())
            channels = layer
        self.features = nn.Sequential(*features)
        self.classifier = nn.Linear(512, classes) if not deep else nn.Sequential(
            nn.Linear(512, 512), nn.ReLU(), nn.Dropout(), nn.Linear(512, 512), nn.ReLU(), nn.Dropout(),
            nn.Linear(512, classes))

    def forward(self, x):
        return self.classifier(self.features(x).flatten(1))


VGG11 = [64, "M", 128, "M", 256, 256, "M", 512, 512, "M", 512, 512, "M"]


class BlockD(nn.Module):
    """timm's BasicBlock or Bottleneck with `downsample_avg`."""

    def __init__(self, inputs, planes, stride, bottleneck):
        super().__init__()
        outputs = planes * 4 if bottleneck else planes
        sizes = [(inputs, planes, 1, 1), (planes, planes, 3, stride), (planes, outputs, 1, 1)] if bottleneck else [
            (inputs, planes, 3, stride), (planes, planes, 3, 1)]
        for i, (a, b, kernel, step) in enumerate(sizes, 1):
            setattr(self, f"conv{i}", nn.Conv2d(a, b, kernel, step, kernel // 2, bias=False))
            setattr(self, f"bn{i}", nn.BatchNorm2d(b))
        self.count = len(sizes)
        self.downsample = None
        if stride != 1 or inputs != outputs:
            pool = nn.Identity() if stride == 1 else nn.AvgPool2d(2, stride, ceil_mode=True, count_include_pad=False)
            self.downsample = nn.Sequential(pool, nn.Conv2d(inputs, outputs, 1, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = x
        for i in range(1, self.count + 1):
            y = getattr(self, f"bn{i}")(getattr(self, f"conv{i}")(y))
            y = F.relu(y) if i < self.count else y
        return F.relu(y + (x if self.downsample is None else self.downsample(x)))


class ResNetD(nn.Module):
    def __init__(self, blocks, bottleneck, classes=5):
        super().__init__()
        self.conv1 = nn.Sequential(
            nn.Conv2d(3, 32, 3, 2, 1, bias=False), nn.BatchNorm2d(32), nn.ReLU(),
            nn.Conv2d(32, 32, 3, 1, 1, bias=False), nn.BatchNorm2d(32), nn.ReLU(),
            nn.Conv2d(32, 64, 3, 1, 1, bias=False))
        self.bn1 = nn.BatchNorm2d(64)
        self.maxpool = nn.MaxPool2d(3, 2, 1)
        inputs = 64
        for stage, count in enumerate(blocks):
            planes = 64 << stage
            layer = []
            for i in range(count):
                layer.append(BlockD(inputs, planes, 2 if stage and i == 0 else 1, bottleneck))
                inputs = planes * 4 if bottleneck else planes
            setattr(self, f"layer{stage + 1}", nn.Sequential(*layer))
        self.fc = nn.Linear(inputs, classes)

    def forward(self, x):
        x = self.maxpool(F.relu(self.bn1(self.conv1(x))))
        for stage in range(1, 5):
            x = getattr(self, f"layer{stage}")(x)
        return self.fc(x.mean((2, 3)))


class SameConv2d(nn.Conv2d):
    """TensorFlow's padding: as much as makes the output ceil(input / stride), the odd row below."""

    def forward(self, x):
        pads = []
        for size, kernel, stride in zip(x.shape[:1:-1], self.kernel_size[::-1], self.stride[::-1]):
            total = max((math.ceil(size / stride) - 1) * stride + kernel - size, 0)
            pads += [total // 2, total - total // 2]
        return F.conv2d(F.pad(x, pads), self.weight, self.bias, self.stride, 0, self.dilation, self.groups)


class SqueezeExcite(nn.Module):
    def __init__(self, channels, squeezed, names, act, gate):
        super().__init__()
        self.names, self.act, self.gate = names, act, gate
        setattr(self, names[0], nn.Conv2d(channels, squeezed, 1))
        setattr(self, names[1], nn.Conv2d(squeezed, channels, 1))

    def forward(self, x):
        first, second = (getattr(self, name) for name in self.names)
        return x * self.gate(second(self.act(first(x.mean((2, 3), keepdim=True)))))


class MobileBlock(nn.Module):
    """An inverted residual under timm's names, or EfficientNet-PyTorch's where `luke`."""

    def __init__(self, inputs, expanded, outputs, kernel, stride, squeezed, act, gate, se_act, eps, same, luke):
        super().__init__()
        expands = expanded != inputs
        if luke:
            names = [("_expand_conv", "_bn0"), ("_depthwise_conv", "_bn1"), ("_project_conv", "_bn2")][not expands:]
        else:
            names = ([("conv_pw", "bn1"), ("conv_dw", "bn2"), ("conv_pwl", "bn3")] if expands
                     else [("conv_dw", "bn1"), ("conv_pw", "bn2")])
        conv = SameConv2d if same else nn.Conv2d
        pad = (lambda k: 0) if same else (lambda k: k // 2)
        sizes = ([(inputs, expanded, 1, 1, 1)] if expands else []) + [
            (expanded, expanded, kernel, stride, expanded), (expanded, outputs, 1, 1, 1)]
        for (name, norm), (a, b, k, step, groups) in zip(names, sizes):
            setattr(self, name, conv(a, b, k, step, pad(k), groups=groups, bias=False))
            setattr(self, norm, nn.BatchNorm2d(b, eps=eps))
        self.names, self.act, self.luke, self.squeezed = names, act, luke, squeezed
        self.skips = stride == 1 and inputs == outputs
        if squeezed and luke:
            self._se_reduce, self._se_expand = nn.Conv2d(expanded, squeezed, 1), nn.Conv2d(squeezed, expanded, 1)
        elif squeezed:
            self.se = SqueezeExcite(expanded, squeezed, ("conv_reduce", "conv_expand"), se_act, gate)

    def forward(self, x):
        y = x
        for i, (name, norm) in enumerate(self.names):
            if i == len(self.names) - 1 and self.squeezed:
                y = self.se(y) if not self.luke else y * torch.sigmoid(
                    self._se_expand(F.silu(self._se_reduce(y.mean((2, 3), keepdim=True)))))
            y = getattr(self, norm)(getattr(self, name)(y))
            y = self.act(y) if i < len(self.names) - 1 else y
        return y + x if self.skips else y


B0 = [(1, 3, 1, 16, 1), (6, 3, 2, 24, 2), (6, 5, 2, 40, 2), (6, 3, 2, 80, 3), (6, 5, 1, 112, 3), (6, 5, 2, 192, 4),
      (6, 3, 1, 320, 1)]
V2 = [(1, 3, 1, 16, 1), (6, 3, 2, 24, 2), (6, 3, 2, 32, 3), (6, 3, 2, 64, 4), (6, 3, 1, 96, 3), (6, 3, 2, 160, 3),
      (6, 3, 1, 320, 1)]
V3_SMALL = [  # per stage: (kernel, expanded, channels, stride, squeezed, activation)
    [(3, 16, 16, 2, 8, F.relu)], [(3, 72, 24, 2, 0, F.relu), (3, 88, 24, 1, 0, F.relu)],
    [(5, 96, 40, 2, 24, F.hardswish), (5, 240, 40, 1, 64, F.hardswish), (5, 240, 40, 1, 64, F.hardswish)],
    [(5, 120, 48, 1, 32, F.hardswish), (5, 144, 48, 1, 40, F.hardswish)],
    [(5, 288, 96, 2, 72, F.hardswish), (5, 576, 96, 1, 144, F.hardswish), (5, 576, 96, 1, 144, F.hardswish)]]


class MobileNet(nn.Module):
    """timm's mobilenetv2_100 and efficientnet_b0, TensorFlow's form of the latter, EfficientNet-PyTorch's b0."""

    def __init__(self, rows, act, has_se, eps=1e-5, same=False, luke=False, classes=5):
        super().__init__()
        conv = SameConv2d if same else nn.Conv2d
        self.names = ("_conv_stem", "_bn0", "_conv_head", "_bn1", "_fc") if luke else (
            "conv_stem", "bn1", "conv_head", "bn2", "classifier")
        setattr(self, self.names[0], conv(3, 32, 3, 2, 0 if same else 1, bias=False))
        setattr(self, self.names[1], nn.BatchNorm2d(32, eps=eps))
        inputs, stages = 32, []
        for expand, kernel, stride, outputs, repeats in rows:
            stage = []
            for repeat in range(repeats):
                stage.append(MobileBlock(inputs, inputs * expand, outputs, kernel, stride if repeat == 0 else 1,
                                         inputs // 4 if has_se else 0, act, torch.sigmoid, act, eps, same, luke))
                inputs = outputs
            stages.append(stage)
        if luke:
            self._blocks = nn.ModuleList([block for stage in stages for block in stage])
        else:
            self.blocks = nn.Sequential(*(nn.Sequential(*stage) for stage in stages))
        setattr(self, self.names[2], conv(inputs, 1280, 1, bias=False))
        setattr(self, self.names[3], nn.BatchNorm2d(1280, eps=eps))
        setattr(self, self.names[4], nn.Linear(1280, classes))
        self.act, self.luke = act, luke

    def forward(self, x):
        stem, stem_norm, head, head_norm, last = (getattr(self, name) for name in self.names)
        x = self.act(stem_norm(stem(x)))
        for block in self._blocks if self.luke else self.blocks:
            x = block(x)
        return last(self.act(head_norm(head(x))).mean((2, 3)))


class ConvBnAct(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv, self.bn1 = nn.Conv2d(inputs, outputs, 1, bias=False), nn.BatchNorm2d(outputs)

    def forward(self, x):
        return F.hardswish(self.bn1(self.conv(x)))


class MobileNetV3(nn.Module):
    """timm's mobilenetv3_small_100."""

    def __init__(self, classes=5):
        super().__init__()
        self.conv_stem, self.bn1 = nn.Conv2d(3, 16, 3, 2, 1, bias=False), nn.BatchNorm2d(16)
        inputs, stages = 16, []
        for rows in V3_SMALL:
            stage = []
            for kernel, expanded, outputs, stride, squeezed, act in rows:
                stage.append(MobileBlock(inputs, expanded, outputs, kernel, stride, squeezed, act, F.hardsigmoid, F.relu,
                                         1e-5, False, False))
                inputs = outputs
            stages.append(nn.Sequential(*stage))
        self.blocks = nn.Sequential(*stages, nn.Sequential(ConvBnAct(96, 576)))
        self.conv_head, self.classifier = nn.Conv2d(576, 1024, 1), nn.Linear(1024, classes)

    def forward(self, x):
        x = self.blocks(F.hardswish(self.bn1(self.conv_stem(x)))).mean((2, 3), keepdim=True)
        return self.classifier(F.hardswish(self.conv_head(x)).flatten(1))
