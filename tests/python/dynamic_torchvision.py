"""torchvision's networks with open axes: narrow and shallow, so that they are exported quickly."""

from functools import partial

from torch import nn
from torchvision import models
from torchvision.models import densenet, efficientnet, regnet, resnet
from torchvision.models.detection import backbone_utils, fcos, retinanet, rpn, ssd, ssdlite
from torchvision.models.segmentation import deeplabv3, fcn, lraspp
from torchvision.models._utils import IntermediateLayerGetter
from torchvision.ops.feature_pyramid_network import LastLevelP6P7

from dynamic_case import BATCH, Graph, case

SMALL, OTHER = [1, 3, 64, 64], [2, 3, 96, 72]


def classifier(first=SMALL, other=OTHER, **options):
    """A case whose input is a small image."""
    return case(first, other, **options)


# Their adaptive pools to 6x6 and 7x7 are exported for one size of image only.
@classifier([1, 3, 224, 224], [2, 3, 224, 224], axes=BATCH)
def alexnet():
    net = models.alexnet(num_classes=10)
    net.classifier[1] = nn.Linear(256 * 6 * 6, 16)
    net.classifier[4], net.classifier[6] = nn.Linear(16, 16), nn.Linear(16, 10)
    return net


def small_vgg(norm):
    features = models.vgg.make_layers([8, "M", 8, "M", 16, 16, "M", 16, "M", 16, "M"], batch_norm=norm)
    net = models.VGG(nn.Sequential(*features, nn.Conv2d(16, 512, 1)), num_classes=10)
    net.classifier = nn.Sequential(nn.Linear(512 * 7 * 7, 8), nn.ReLU(True), nn.Dropout(), nn.Linear(8, 10))
    return net


@classifier([1, 3, 224, 224], [3, 3, 224, 224], axes=BATCH)
def vgg():
    return small_vgg(False)


@classifier([1, 3, 224, 224], [2, 3, 224, 224], axes=BATCH)
def vgg_bn():
    return small_vgg(True)


@classifier(opset=10)
def squeezenet1_0():
    return models.squeezenet1_0(num_classes=10)


@classifier(opset=10)
def squeezenet1_1():
    return models.squeezenet1_1(num_classes=10)


@classifier()
def resnet18():
    return models.resnet18(num_classes=10)


def bottlenecks(**options):
    return models.ResNet(resnet.Bottleneck, [1, 1, 1, 1], num_classes=10, **options)


@classifier()
def resnet50():
    return bottlenecks()


@classifier()
def resnext():
    return bottlenecks(groups=32, width_per_group=4)


@classifier()
def wide_resnet():
    return bottlenecks(width_per_group=96)


@classifier()
def dilated_resnet():
    return bottlenecks(replace_stride_with_dilation=[False, True, True])


@classifier()
def zero_init_resnet():
    return bottlenecks(zero_init_residual=True, norm_layer=partial(nn.GroupNorm, 8))


@classifier()
def densenet121():
    return densenet.DenseNet(8, (2, 2, 2, 2), 16, num_classes=10)


@classifier(other=[2, 3, 80, 64], opset=10)
def googlenet():
    return models.googlenet(num_classes=10, aux_logits=False, init_weights=False)


@classifier(other=[2, 3, 80, 64], opset=10)
def googlenet_of_raw_images():
    net = models.googlenet(num_classes=10, aux_logits=False, init_weights=False, transform_input=True)
    net.inception4a = net.inception4b = net.inception4c = net.inception4d = nn.Identity()
    net.inception4e = nn.Conv2d(480, 832, 1)
    return net


@classifier([1, 3, 96, 96], [2, 3, 107, 96])
def inception_v3():
    return models.inception_v3(num_classes=10, aux_logits=False, init_weights=False)


@classifier()
def mobilenet_v2():
    return models.mobilenet_v2(num_classes=10, width_mult=0.35)


@classifier()
def mobilenet_v3_small():
    return models.mobilenet_v3_small(num_classes=10, width_mult=0.5)


@classifier()
def mobilenet_v3_large():
    return models.mobilenet_v3_large(num_classes=10, width_mult=0.35)


@classifier()
def mobilenet_v3_dilated():
    return models.mobilenet_v3_small(num_classes=10, width_mult=0.35, dilated=True, reduced_tail=True)


@classifier()
def mnasnet():
    return models.MNASNet(0.35, num_classes=10)


@classifier(opset=11)
def shufflenet_v2_x0_5():
    return models.ShuffleNetV2([1, 2, 1], [24, 48, 96, 192, 256], num_classes=10)


@classifier(opset=11)
def shufflenet_v2_x1_0():
    return models.ShuffleNetV2([2, 2, 2], [24, 116, 232, 464, 256], num_classes=10)


@classifier()
def efficientnet_b0():
    setting, _ = efficientnet._efficientnet_conf("efficientnet_b0", width_mult=0.35, depth_mult=0.4)
    return models.EfficientNet(setting, 0.2, num_classes=10)


@classifier()
def efficientnet_v2():
    setting = [
        efficientnet.FusedMBConvConfig(1, 3, 1, 16, 16, 1), efficientnet.FusedMBConvConfig(4, 3, 2, 16, 24, 2),
        efficientnet.MBConvConfig(4, 3, 2, 24, 32, 2), efficientnet.MBConvConfig(6, 3, 1, 32, 40, 1)]
    norm = partial(nn.BatchNorm2d, eps=1e-3)
    return models.EfficientNet(setting, 0.2, num_classes=10, last_channel=64, norm_layer=norm)


def small_regnet(se_ratio):
    blocks = regnet.BlockParams.from_init_params(depth=6, w_0=24, w_a=24.0, w_m=2.5, group_width=8, se_ratio=se_ratio)
    return models.RegNet(blocks, num_classes=10)


@classifier()
def regnet_x():
    return small_regnet(None)


@classifier()
def regnet_y():
    return small_regnet(0.25)


@classifier()
def convnext():
    block = models.convnext.CNBlockConfig
    return models.ConvNeXt(
        [block(24, 48, 1), block(48, 64, 2), block(64, None, 1)], layer_scale=0.5, num_classes=10)


@classifier(opset=12)
def swin():
    return models.SwinTransformer([4, 4], 24, [2, 2], [2, 4], [4, 4], num_classes=10)


@classifier(other=[3, 3, 64, 64], axes=BATCH, opset=12)
def vision_transformer():
    return models.VisionTransformer(64, 16, 2, 4, 32, 64, num_classes=10)


@classifier(other=[2, 3, 64, 64], axes=BATCH, opset=12)
def maxvit():
    return models.MaxVit((64, 64), 16, 4, [16, 32], [1, 1], 8, 0.0, num_classes=10)


class Outputs(nn.Module):
    """A network that returns a dictionary or a list, as its values."""

    def __init__(self, network, names=None):
        super().__init__()
        self.network, self.names = network, names

    def forward(self, x):
        values = self.network(x)
        return tuple(values[name] for name in self.names) if self.names else tuple(values.values())


def trunk(**layers):
    """ResNet-50's layers, one block each, the last two dilated."""
    return IntermediateLayerGetter(bottlenecks(replace_stride_with_dilation=[False, True, True]), layers)


@case(SMALL, [2, 3, 72, 104], opset=11)
def fcn_resnet():
    net = fcn.FCN(trunk(layer2="out", layer1="aux"), fcn.FCNHead(512, 5), fcn.FCNHead(256, 5))
    return Outputs(net, ["out", "aux"])


@case(SMALL, [2, 3, 72, 104], opset=11)
def deeplabv3_resnet():
    return Outputs(deeplabv3.DeepLabV3(trunk(layer2="out"), deeplabv3.DeepLabHead(512, 5)))


@case(SMALL, [1, 3, 104, 72], opset=11)
def deeplabv3_mobilenet():
    backbone = IntermediateLayerGetter(
        models.mobilenet_v3_small(width_mult=0.5, dilated=True).features, {"8": "out"})
    return Outputs(deeplabv3.DeepLabV3(backbone, deeplabv3.DeepLabHead(24, 4)))


@case(SMALL, [2, 3, 104, 72], opset=11)
def lraspp_mobilenet():
    backbone = IntermediateLayerGetter(
        models.mobilenet_v3_small(width_mult=0.5, dilated=True).features, {"3": "low", "8": "high"})
    return Outputs(lraspp.LRASPP(backbone, 16, 24, 4, 32))


@case(SMALL, [2, 3, 96, 80], opset=11)
def faster_rcnn_fpn():
    return Outputs(backbone_utils.resnet_fpn_backbone(
        backbone_name="resnet18", weights=None, trainable_layers=5, norm_layer=nn.BatchNorm2d))


@case(SMALL, [2, 3, 70, 90], opset=11)
def faster_rcnn_fpn_of_odd_sizes():
    extra = backbone_utils.LastLevelMaxPool()
    net = models.mobilenet_v3_small(width_mult=0.5).features
    return Outputs(backbone_utils.BackboneWithFPN(net, {"1": "0", "3": "1", "8": "2"}, [8, 16, 24], 16, extra))


@case(SMALL, [1, 3, 80, 96], opset=11)
def retinanet_fpn():
    extra = LastLevelP6P7(16, 16)
    net = models.mobilenet_v3_small(width_mult=0.5).features
    return Outputs(backbone_utils.BackboneWithFPN(net, {"1": "0", "3": "1", "8": "2"}, [8, 16, 24], 16, extra))


def pyramid(head, channels=16):
    """Three feature maps, each half of the one before, and a head over all."""
    def forward(net, x):
        a = net.a(x).relu()
        b = net.b(a).relu()
        return net.head([a, b, net.c(b).relu()])
    return Graph(
        forward, a=nn.Conv2d(3, channels, 3, 4, 1), b=nn.Conv2d(channels, channels, 3, 2, 1),
        c=nn.Conv2d(channels, channels, 3, 2, 1), head=head)


@case(SMALL, [2, 3, 80, 96])
def ssd_head():
    return Outputs(pyramid(ssd.SSDHead([16] * 3, [4, 6, 4], 5)))


@case(SMALL, [2, 3, 72, 88])
def ssdlite_head():
    norm = partial(nn.BatchNorm2d, eps=0.001, momentum=0.03)
    return Outputs(pyramid(ssdlite.SSDLiteHead([16] * 3, [4, 6, 4], 5, norm)))


@case(SMALL, [2, 3, 80, 96])
def retinanet_head():
    return Outputs(pyramid(retinanet.RetinaNetHead(16, 3, 4)))


@case(SMALL, [2, 3, 80, 96])
def fcos_head():
    return Outputs(pyramid(fcos.FCOSHead(32, 1, 4), channels=32))


@case(SMALL, [2, 3, 96, 80])
def rpn_head():
    def forward(net, maps):
        scores, boxes = net.rpn(maps)
        return tuple(scores + boxes)
    return pyramid(Graph(forward, rpn=rpn.RPNHead(16, 3)))
