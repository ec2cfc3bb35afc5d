namespace MiniConvViz.Execution;

/// <summary>Arrays that once held activations and that their owners gave back, by length.</summary>
internal sealed class SpareArrays
{
    private readonly Dictionary<int, Stack<float[]>> _byLength = [];

    /// <summary>An array that nobody holds; its numbers are whatever they were.</summary>
    public float[] Take(int length) =>
        _byLength.TryGetValue(length, out Stack<float[]>? spare) && spare.TryPop(out float[]? array)
            ? array
            : GC.AllocateUninitializedArray<float>(length);

    /// <summary>Keeps an array for a later <see cref="Take"/>; its owner promises not to look at it again.</summary>
    public void Give(float[] array)
    {
        if (!_byLength.TryGetValue(array.Length, out Stack<float[]>? spare))
        {
            _byLength.Add(array.Length, spare = []);
        }

        spare.Push(array);
    }

    /// <summary>Lets go of all of them.</summary>
    public void Clear() => _byLength.Clear();
}
