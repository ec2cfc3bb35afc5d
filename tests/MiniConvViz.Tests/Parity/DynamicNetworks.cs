namespace MiniConvViz.Tests.Parity;

/// <summary>The networks of <c>tests/python/dynamic_networks.py</c>, by the file that they are written in.</summary>
internal static class DynamicNetworks
{
    /// <summary>A file, what its networks are, and their names.</summary>
    /// <param name="File">The Python module.</param>
    /// <param name="Title">What they are, for the documentation.</param>
    /// <param name="Names">The names of the networks, in the order of the file.</param>
    public sealed record Group(string File, string Title, string[] Names);

    /// <summary>All groups.</summary>
    public static readonly Group[] Groups =
    [
        new("dynamic_torchvision", "torchvision's: classifiers, segmentation, parts of detectors",
        [
            "alexnet", "vgg", "vgg_bn", "squeezenet1_0", "squeezenet1_1", "resnet18", "resnet50", "resnext",
            "wide_resnet", "dilated_resnet", "zero_init_resnet", "densenet121", "googlenet", "googlenet_of_raw_images",
            "inception_v3", "mobilenet_v2", "mobilenet_v3_small", "mobilenet_v3_large", "mobilenet_v3_dilated",
            "mnasnet", "shufflenet_v2_x0_5", "shufflenet_v2_x1_0", "efficientnet_b0", "efficientnet_v2", "regnet_x",
            "regnet_y", "convnext", "swin", "vision_transformer", "maxvit", "fcn_resnet", "deeplabv3_resnet",
            "deeplabv3_mobilenet", "lraspp_mobilenet", "faster_rcnn_fpn", "faster_rcnn_fpn_of_odd_sizes",
            "retinanet_fpn", "ssd_head", "ssdlite_head", "retinanet_head", "fcos_head", "rpn_head",
        ]),
        new("dynamic_networks_of_images", "other published ones, from images to images, boxes and text",
        [
            "unet_with_computed_padding", "unet_with_cropping", "unet_of_8_levels", "unet_resized_to_the_skip",
            "unet_with_attention_gates", "unet_plus_plus", "linknet", "pyramid_pooling", "hrnet_exchange", "espcn",
            "srcnn", "edsr", "residual_dense", "denoiser", "style_transfer", "dcgan_generator", "patch_discriminator",
            "yolo_v3", "yolo_v5_neck", "yolo_v8_head", "centernet_peaks", "text_detector", "crnn_lstm", "crnn_gru",
            "crnn_rnn", "text_without_recurrence", "spatial_transformer",
        ]),
        new("dynamic_attention", "attention among channels, places and positions",
        [
            "squeeze_excite", "squeeze_excite_by_linear_layers", "cbam", "efficient_channel_attention",
            "coordinate_attention", "selective_kernel", "non_local", "global_context", "transformer_over_pixels",
            "attention_by_einsum", "linear_attention", "axial_attention", "shifted_windows", "padded_windows",
            "patch_merging", "vit_with_class_token", "vit_with_resized_positions", "sine_positions",
            "queries_over_pixels", "causal_attention", "multihead_attention_module", "mobile_vit", "mlp_mixer",
            "pool_former", "gated_mlp",
        ]),
        new("dynamic_layers", "one kind of layer or function each",
        [
            "nearest_by_scale", "bilinear_by_scale", "bilinear_by_scale_recomputed", "bilinear_between_corners",
            "bicubic_by_scale", "bicubic_between_corners", "resized_to_a_fixed_size", "resized_to_another_tensor",
            "linear_by_scale", "pixel_shuffle_and_back", "pixel_unshuffle", "focus", "channel_shuffle",
            "depthwise_separable", "odd_convolutions", "transposed_convolutions", "pools", "pools_of_ceil_mode",
            "global_pools", "adaptive_pool_to_a_grid", "paddings", "same_padding_of_timm", "group_and_instance_norms",
            "layer_norms", "local_response_norm", "weight_norms", "global_response_norm", "statistics", "unit_length",
            "best_pixels", "sorted_pixels", "gathered_channels", "gathered_elements", "flips_and_rolls",
            "split_and_stacked", "masked", "clamps", "einsums", "products", "one_function_each", "arithmetic",
            "gated_linear_unit", "coordinates_as_channels", "unfolded", "wavenet", "residual_1d", "siamese",
        ]),
    ];

    /// <summary>
    /// Networks in which errors have no finite bound where PyTorch names no value for several operators in a row: the
    /// masks of shifted windows are scattered, compared and added to scores. Their nodes are judged where there is one.
    /// </summary>
    public static readonly IReadOnlySet<string> PartlyJudged = new HashSet<string> { "swin" };

    /// <summary>The names of all networks.</summary>
    public static IEnumerable<string> Names => Groups.SelectMany(group => group.Names);
}
