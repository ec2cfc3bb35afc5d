using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Steps;

/// <summary>What a backend passes to an operator to get its <see cref="GpuForms"/>.</summary>
/// <param name="Gpu">The device; forms that it excludes do not fit.</param>
/// <param name="Inputs">The shapes of the inputs.</param>
/// <param name="SumsOnly">As <see cref="CpuRequest.SumsOnly"/>.</param>
internal sealed record GpuRequest(GpuAccelerator Gpu, IReadOnlyList<Shape> Inputs, bool SumsOnly);
