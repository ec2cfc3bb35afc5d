using MiniConvViz.Tensors;

namespace MiniConvViz.Execution;

/// <summary>Arrays that held activations and were recycled by their owners, by length.</summary>
internal sealed class RecycledArrays
{
    private readonly Dictionary<int, Stack<float[]>> _byLength = [];

    /// <summary>A recycled array of this length, or a new one; its elements are undefined.</summary>
    public float[] Take(int length) =>
        _byLength.TryGetValue(length, out Stack<float[]>? recycled) && recycled.TryPop(out float[]? array)
            ? array
            : GC.AllocateUninitializedArray<float>(length);

    /// <summary>Keeps an array for a later <see cref="Take"/>; its owner does not read it again.</summary>
    public void Return(float[] array)
    {
        if (!_byLength.TryGetValue(array.Length, out Stack<float[]>? recycled))
        {
            _byLength.Add(array.Length, recycled = []);
        }

        recycled.Push(array);
    }

    /// <summary>A copy, in a recycled array if there is one.</summary>
    public Tensor Copy(Tensor values)
    {
        float[] array = Take(values.Data.Length);
        values.Data.CopyTo(array, 0);
        return new Tensor(values.Shape, array);
    }

    /// <summary>Releases all of them.</summary>
    public void Clear() => _byLength.Clear();
}
