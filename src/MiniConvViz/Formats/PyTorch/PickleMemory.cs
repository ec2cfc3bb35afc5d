namespace MiniConvViz.Formats.PyTorch;

/// <summary>
/// Counts the memory of one pickle's values, by kind and rounded up: a file may need only one byte for each.
/// </summary>
internal sealed class PickleMemory
{
    private const int Value = 40;
    private const int Object = 64;
    private const int Tensor = 160;
    private const int Mark = 8;
    private const int Memo = 56;
    private const int Item = 16;
    private const int Entry = 100;
    private const int FirstOfList = 80;
    private const int FirstOfDict = 300;

    private long _bytes;

    /// <summary>Counts a value and its place on the stack.</summary>
    /// <exception cref="FormatException">All values together take more than any state_dict needs.</exception>
    public void TakeValue(PickleValue value) => Take(Value + (value switch
    {
        PickleText text => (long)sizeof(char) * text.Value.Length,
        PickleBinary => PickleBinary.Kept,
        PickleTuple tuple => Item * tuple.Items.Length,
        PickleObject whole => Object + (Item * whole.Arguments.Length),
        PickleHugeInteger huge => huge.Value.GetByteCount(),
        PickleTensor => Tensor,
        _ => 0,
    }));

    /// <inheritdoc cref="TakeValue"/>
    public void TakeMark() => Take(Mark);

    /// <inheritdoc cref="TakeValue"/>
    public void TakeMemo() => Take(Memo);

    /// <summary>Counts items that are added to a list of a given length.</summary>
    /// <inheritdoc cref="TakeValue"/>
    public void TakeItems(int present, int added) => Take((present == 0 ? FirstOfList : 0) + ((long)Item * added));

    /// <summary>Counts entries that are added to a dict of a given length.</summary>
    /// <inheritdoc cref="TakeValue"/>
    public void TakeEntries(int present, int added) => Take((present == 0 ? FirstOfDict : 0) + ((long)Entry * added));

    private void Take(long bytes)
    {
        _bytes += bytes;
        if (_bytes > CheckpointLimits.PickleMemory)
        {
            throw new FormatException(
                $"its values take more than {CheckpointLimits.PickleMemory >> 20} MB, which no state_dict needs");
        }
    }
}
