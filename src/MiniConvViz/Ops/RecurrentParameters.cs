using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// The learned tensors of a recurrent layer with G gates, in PyTorch's order of gates (LSTM: i, f, g, o; GRU: r, z, n).
/// D is 1, or 2 where a second direction reads the sequence backwards.
/// </summary>
/// <param name="WeightIh">[D,G*H,I], PyTorch's <c>weight_ih_l0</c> and <c>weight_ih_l0_reverse</c>.</param>
/// <param name="WeightHh">[D,G*H,H]</param>
/// <param name="BiasIh">[D,G*H], or null.</param>
/// <param name="BiasHh">[D,G*H], or null.</param>
/// <param name="Peephole">[D,3*H], an LSTM's weights from the cell state to the gates i, f and o; or null.</param>
public sealed record RecurrentParameters(
    Tensor WeightIh, Tensor WeightHh, Tensor? BiasIh = null, Tensor? BiasHh = null, Tensor? Peephole = null);
