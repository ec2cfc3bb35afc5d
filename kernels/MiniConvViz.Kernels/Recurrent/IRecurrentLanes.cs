using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>The vector form of one time step's gates and states, between the matrix products.</summary>
internal interface IRecurrentLanes
{
    /// <summary>
    /// How often a step alternates between a product with <c>weightHh</c> and the gates: twice where a GRU resets the
    /// state before the second product.
    /// </summary>
    static abstract int Passes(in RecurrentFormula formula);

    /// <summary>The gates' rows of <c>weightHh</c> that a pass multiplies: the first one and their number.</summary>
    static abstract (int First, int Count) Gates(in RecurrentFormula formula, int pass);

    /// <summary>Some adjacent elements of the state of one sequence.</summary>
    /// <param name="row">The sequence's values at this step.</param>
    /// <param name="pass">Which pass.</param>
    /// <param name="j">The first element.</param>
    /// <param name="lanes">How many, at most a vector's lanes.</param>
    /// <returns>The hidden state after the step; of any value before the last pass.</returns>
    static abstract Vector<float> Run(in RecurrentRow row, int pass, int j, int lanes);
}
