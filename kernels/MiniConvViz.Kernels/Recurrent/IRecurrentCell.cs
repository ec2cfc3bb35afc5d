namespace MiniConvViz.Kernels;

/// <summary>One time step of one sequence in one direction: what makes a layer an LSTM, a GRU or a plain RNN.</summary>
internal interface IRecurrentCell
{
    /// <summary>The definition: the states after the step from those before it.</summary>
    static abstract void Step<T>(in RecurrentStep<T> step)
        where T : struct, IRecurrentNumber<T>;
}
