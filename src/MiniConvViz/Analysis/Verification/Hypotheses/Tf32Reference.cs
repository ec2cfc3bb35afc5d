using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Analysis;

/// <summary>
/// On NVIDIA's GPUs since Ampere, PyTorch's convolutions (and matrix products, as an option) round their inputs and
/// weights to TF32's 10 bits of mantissa.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/notes/cuda.html, TensorFloat-32</remarks>
internal sealed class Tf32Reference : IHypothesis
{
    public string Name => "TF32 reference";

    public string Remedy =>
        "set torch.backends.cudnn.allow_tf32 = torch.backends.cuda.matmul.allow_tf32 = False and dump again";

    public IEnumerable<Conjecture?> TryOn(Divergence divergence)
    {
        Operator? rounded = divergence.Operator switch
        {
            Conv2d convolution => convolution.WithWeights(Round(convolution.Weight), convolution.Bias),
            ConvTranspose2d convolution => convolution.WithWeights(Round(convolution.Weight), convolution.Bias),
            Linear linear => new Linear(Round(linear.Weight), linear.Bias),
            _ => null,
        };
        return rounded is null
            ? []
            : [divergence.With(Claim(divergence.Reference), () => rounded, Round(divergence.Inputs[0]))];
    }

    private static Tensor Round(Tensor tensor) => FloatRounding.Round(tensor, FloatRounding.ToTf32);

    private static string Claim(ReferenceFile reference)
    {
        string device = reference.About("device");
        return "PyTorch rounded inputs and weights to TF32"
            + (device.Length > 0
                ? $" (the file says device {device}, tf32_cudnn {reference.About("tf32_cudnn")}, "
                    + $"tf32_matmul {reference.About("tf32_matmul")})"
                : "");
    }
}
