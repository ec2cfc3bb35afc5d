namespace MiniConvViz.Formats.PyTorch;

/// <summary>
/// Adds items, entries and attributes to a value that was created before: APPEND, ADDITEMS, SETITEM, BUILD.
/// </summary>
internal static class PickleFilling
{
    /// <summary>Adds items to a list, or to an object that is one.</summary>
    /// <exception cref="FormatException">The value cannot have items.</exception>
    public static void Append(PickleValue target, PickleValue[] items, PickleMemory memory)
    {
        (int present, Action<PickleValue[]> add) = target switch
        {
            PickleList whole => (whole.Items.Count, (Action<PickleValue[]>)whole.Add),
            PickleObject whole => (whole.Items.Count, whole.Add),
            _ => throw new FormatException($"expected a list, got {target}; the file is damaged"),
        };
        memory.TakeItems(present, items.Length);
        add(items);
    }

    /// <summary>Adds keys, each followed by its value, to a dict, or to an object that is one.</summary>
    /// <exception cref="FormatException"> The value cannot have entries, a key has no value, or a text is a key
    /// already.
    /// </exception>
    public static void SetItems(PickleValue target, PickleValue[] keysAndValues, PickleMemory memory)
    {
        PickleDict dict = target switch
        {
            PickleDict whole => whole,
            PickleObject whole => whole.Entries ??= new PickleDict(),
            _ => throw new FormatException($"expected a dict, got {target}; the file is damaged"),
        };
        if (keysAndValues.Length % 2 != 0)
        {
            throw new FormatException("a key without a value; the file is damaged");
        }

        memory.TakeEntries(dict.Items.Count, keysAndValues.Length / 2);
        for (int i = 0; i < keysAndValues.Length; i += 2)
        {
            dict.Add(keysAndValues[i], keysAndValues[i + 1]);
        }
    }

    /// <summary>
    /// Sets an object's attributes. Those of an OrderedDict (<c>state_dict._metadata</c>: module versions) and of a
    /// tensor are dropped.
    /// </summary>
    /// <exception cref="FormatException">The value has no attributes.</exception>
    public static void Build(PickleValue target, PickleValue state)
    {
        if (target is PickleObject whole)
        {
            whole.State = state;
        }
        else if (target is not (PickleDict or PickleTensor))
        {
            throw new FormatException($"expected an object, for BUILD gives attributes, got {target}; the file is "
                + "damaged");
        }
    }
}
