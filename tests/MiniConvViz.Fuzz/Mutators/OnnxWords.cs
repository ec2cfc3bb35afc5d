namespace MiniConvViz.Fuzz.Mutators;

/// <summary>The names of ONNX that mutations insert into graphs.</summary>
internal static class OnnxWords
{
    /// <summary>Operators.</summary>
    public static readonly string[] Kinds =
    [
        "Abs", "Add", "And", "ArgMax", "AveragePool", "BatchNormalization", "Cast", "Ceil", "Celu", "Clip",
        "Concat", "Constant", "ConstantOfShape", "Conv", "ConvTranspose", "DepthToSpace", "Div", "Dropout", "Elu",
        "Equal", "Erf", "Exp", "Expand", "Flatten", "Floor", "Gather", "Gelu", "Gemm", "GlobalAveragePool",
        "GlobalMaxPool", "Greater", "GroupNormalization", "HardSigmoid", "HardSwish", "Identity",
        "InstanceNormalization", "LRN", "LayerNormalization", "LeakyRelu", "Less", "LogSoftmax", "LpPool",
        "MatMul", "Max", "MaxPool", "Mean", "Min", "Mish", "Mod", "Mul", "Neg", "Not", "Or", "PRelu", "Pad", "Pow",
        "Range", "ReduceMax", "ReduceMean", "ReduceSum", "Relu", "Reshape", "Resize", "Selu", "Shape", "Sigmoid",
        "Size", "Slice", "Softmax", "Softplus", "Softsign", "SpaceToDepth", "Split", "Sqrt", "Squeeze", "Sub",
        "Sum", "Tanh", "Transpose", "Unsqueeze", "Upsample", "Where",
        "GatherElements", "GatherND", "ScatterElements", "ScatterND", "GridSample", "MaxUnpool", "NonZero", "TopK",
        "GRU", "LSTM", "RNN",
    ];

    /// <summary>Attributes of one integer.</summary>
    public static readonly string[] OneInteger =
    [
        "axis", "group", "ceil_mode", "count_include_pad", "keepdims", "transA", "transB", "p", "size",
        "blocksize", "num_groups", "to", "allowzero", "noop_with_empty_axes", "training_mode", "select_last_index",
        "exclude_outside", "spatial", "start", "end", "num_outputs", "storage_order", "broadcast",
        "batch_dims", "align_corners",
        "hidden_size", "layout", "linear_before_reset", "input_forget",
    ];

    /// <summary>Attributes of several integers.</summary>
    public static readonly string[] Lists =
    [
        "kernel_shape", "strides", "pads", "dilations", "output_padding", "output_shape", "perm", "axes", "split",
        "starts", "ends",
    ];

    /// <summary>Attributes of one float.</summary>
    public static readonly string[] OneFloat =
    [
        "alpha", "beta", "epsilon", "bias", "gamma", "cubic_coeff_a", "extrapolation_value", "momentum", "min",
        "max", "clip",
    ];

    /// <summary>Attributes that are texts, and their values.</summary>
    public static readonly (string Name, string[] Values)[] Texts =
    [
        ("auto_pad", ["NOTSET", "SAME_UPPER", "SAME_LOWER", "VALID"]),
        ("mode", ["nearest", "linear", "cubic", "constant", "reflect", "edge", "wrap", "DCR", "CRD", "bilinear", "bicubic"]),
        ("coordinate_transformation_mode",
        [
            "half_pixel", "align_corners", "asymmetric", "pytorch_half_pixel", "half_pixel_symmetric",
            "tf_crop_and_resize",
        ]),
        ("nearest_mode", ["floor", "ceil", "round_prefer_floor", "round_prefer_ceil"]),
        ("approximate", ["none", "tanh"]),
        ("reduction", ["none", "add", "mul", "min", "max"]),
        ("padding_mode", ["zeros", "border", "reflection"]),
        ("direction", ["forward", "reverse", "bidirectional"]),
        ("keep_aspect_ratio_policy", ["stretch", "not_larger", "not_smaller"]),
    ];
}
