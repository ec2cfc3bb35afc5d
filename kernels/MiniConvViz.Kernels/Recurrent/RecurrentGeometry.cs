namespace MiniConvViz.Kernels;

/// <summary>
/// The sizes of a recurrent layer, and the order of its time steps: <c>input [T,N,I]</c>, <c>weightIh [D,G*H,I]</c>,
/// <c>weightHh [D,G*H,H]</c>, <c>biasIh</c> and <c>biasHh [D,G*H]</c>, states <c>[D,N,H]</c>, output <c>[T,D,N,H]</c>,
/// or <c>[D,N,H]</c> for the last states.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.LSTM.html</remarks>
internal readonly struct RecurrentGeometry
{
    /// <summary>T, time steps of the longest sequence.</summary>
    public required int Steps { get; init; }

    /// <summary>N, sequences.</summary>
    public required int Batch { get; init; }

    /// <summary>I, features of one time step.</summary>
    public required int Inputs { get; init; }

    /// <summary>H, elements of a state.</summary>
    public required int Hidden { get; init; }

    /// <summary>G, rows of weights per element of a state: 4 in an LSTM, 3 in a GRU, 1 in a plain RNN.</summary>
    public required int Gates { get; init; }

    /// <summary>D: 1, or 2 where a second layer reads the sequence backwards.</summary>
    public required int Directions { get; init; }

    /// <summary>1 where the only direction is backwards, else 0.</summary>
    public required int IsReverse { get; init; }

    /// <summary>Which values are the output.</summary>
    public required RecurrentResult Result { get; init; }

    /// <summary>G*H, gate values of one sequence at one time step, in one direction.</summary>
    public int Width => Gates * Hidden;

    /// <summary>D*N*H, elements of all states.</summary>
    public int States => Directions * Batch * Hidden;

    /// <summary>The product of the input of all time steps with <c>weightIh</c> of all directions.</summary>
    public LinearGeometry Projection => new()
    {
        Rows = Steps * Batch,
        InFeatures = Inputs,
        OutFeatures = Directions * Width,
    };

    /// <summary>The product of the hidden states of one direction with some gates' rows of <c>weightHh</c>.</summary>
    public LinearGeometry Recurrence(int gates) => new()
    {
        Rows = Batch,
        InFeatures = Hidden,
        OutFeatures = gates * Hidden,
    };

    /// <summary>
    /// The place in time that a sequence reads and writes at one step. Backwards, a sequence begins at its own end;
    /// the steps after its length, whose output is zero, are at the places after its end in both directions.
    /// </summary>
    public int Time(int d, int step, int length) =>
        step < length && IsReverse + d > 0 ? length - 1 - step : step;
}
