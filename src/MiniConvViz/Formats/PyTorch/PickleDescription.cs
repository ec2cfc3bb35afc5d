using System.Buffers.Binary;
using System.Globalization;

namespace MiniConvViz.Formats.PyTorch;

/// <summary>
/// A short description of a value next to the weights, as Python would print it: <c>300</c>, <c>Namespace(lr=0.1)</c>,
/// <c>PosixPath('runs/1')</c>. It shows the content of the pickle; no object is created or looked up for it.
/// </summary>
internal static class PickleDescription
{
    private const int MostItems = 8;

    /// <summary>
    /// A file can contain one long list ten thousand times; this limits the part that is read each time.
    /// </summary>
    private const int MostLookedAt = 64;

    private const int DeepestNesting = 2;
    private const int Longest = 200;

    /// <summary>The description; null for a dict or list that contains other than plain values.</summary>
    public static string? Of(PickleValue value) => value switch
    {
        PickleText text => text.Value,
        PickleDict dict when !dict.Items.Take(MostLookedAt).All(
            pair => IsPlain(pair.Value) && PickledArray.Find(pair.Value) is null) => null,
        PickleList list when !list.Items.Take(MostLookedAt).All(IsPlain) => null,
        PickleTuple tuple when !tuple.Items.Take(MostLookedAt).All(IsPlain) => null,
        PickleTensor or PickleObject { TensorProblem: not null } => null,
        _ => Cut(Of(value, DeepestNesting)),
    };

    private static bool IsPlain(PickleValue value) =>
        value is not (PickleDict or PickleList or PickleTuple or PickleTensor or PickleStorage
            or PickleObject { TensorProblem: not null });

    private static string Cut(string text) => text.Length <= Longest ? text : text[..Longest] + "...";

    private static string LastPart(string name) => name[(name.LastIndexOf('.') + 1)..];

    private static string Of(PickleValue value, int depth) => value switch
    {
        PickleText { Value: string text } => $"'{Cut(text)}'",
        PickleInteger { Value: long number } => number.ToString(CultureInfo.InvariantCulture),
        PickleHugeInteger { Value: var number } => number.ToString(CultureInfo.InvariantCulture),
        PickleFloat { Value: double number } => number.ToString(CultureInfo.InvariantCulture),
        PickleBinary { Length: long length } => $"{length} bytes",
        PickleGlobal { Name: string name } => name,
        PickleTensor { Shape: var shape } => $"tensor {shape}",
        PickleNone or PickleBool or PickleDevice or PickleStorage => value.ToString()!,
        _ when depth == 0 => "...",
        PickleTuple { Items: var items } => $"({List(items, depth)})",
        PickleList { Items: var items } => $"[{List(items, depth)}]",
        PickleDict dict => $"{{{Entries(dict, ": ", quoted: true, depth)}}}",
        PickleObject whole => Number(whole) ?? Date(whole) ?? NumpyArray(whole) ?? Member(whole, depth)
            ?? Object(whole, depth),
        _ => value.ToString()!,
    };

    private static string List(IReadOnlyCollection<PickleValue> items, int depth) =>
        string.Join(", ", items.Take(MostItems).Select(item => Of(item, depth - 1)))
        + (items.Count > MostItems ? ", ..." : "");

    private static string Entries(PickleDict dict, string between, bool quoted, int depth) =>
        string.Join(", ", dict.Items.Take(MostItems).Select(pair =>
            (pair.Key is PickleText name && !quoted ? name.Value : Of(pair.Key, depth - 1))
            + between + Of(pair.Value, depth - 1)))
        + (dict.Items.Count > MostItems ? ", ..." : "");

    /// <summary><c>Type(argument, ..., attribute=value, ...)</c>; a path's parts are joined.</summary>
    private static string Object(PickleObject whole, int depth)
    {
        string type = LastPart(whole.Type);
        if (type.EndsWith("Path", StringComparison.Ordinal) && whole.Arguments.Length <= MostLookedAt
            && whole.Arguments.All(part => part is PickleText))
        {
            string path = string.Join('/', whole.Arguments.Cast<PickleText>().Select(part => part.Value));
            return $"{type}('{path.Replace("//", "/", StringComparison.Ordinal)}')";
        }

        string[] parts =
        [
            List([.. whole.Arguments.Concat(whole.Items).Take(MostItems + 1)], depth),
            whole.Entries is null ? "" : Entries(whole.Entries, ": ", quoted: true, depth),
            whole.State switch
            {
                PickleDict state => Entries(state, "=", quoted: false, depth),
                null or PickleNone => "",
                PickleValue state => Of(state, depth - 1),
            },
        ];
        return $"{type}({string.Join(", ", parts.Where(part => part.Length > 0))})";
    }

    /// <summary>A number of NumPy's: its type, <c>f8</c> say, and its bytes.</summary>
    private static string? Number(PickleObject whole)
    {
        if (whole is not
            {
                Type: "numpy.core.multiarray.scalar" or "numpy._core.multiarray.scalar",
                Arguments: [PickleObject { Type: "numpy.dtype", Arguments: [PickleText { Value: string type }, ..] },
                    PickleBinary bytes],
            })
        {
            return null;
        }

        return (type, bytes.First.Length) switch
        {
            ("f8", 8) => BinaryPrimitives.ReadDoubleLittleEndian(bytes.First).ToString(CultureInfo.InvariantCulture),
            ("f4", 4) => BinaryPrimitives.ReadSingleLittleEndian(bytes.First).ToString(CultureInfo.InvariantCulture),
            ("i8", 8) => BinaryPrimitives.ReadInt64LittleEndian(bytes.First).ToString(CultureInfo.InvariantCulture),
            ("i4", 4) => BinaryPrimitives.ReadInt32LittleEndian(bytes.First).ToString(CultureInfo.InvariantCulture),
            ("b1", 1) => bytes.First[0] == 0 ? "False" : "True",
            _ => $"numpy {type}",
        };
    }

    /// <summary>Ten bytes: year (big-endian), month, day, hour, minute, second, microseconds.</summary>
    private static string? Date(PickleObject whole) =>
        whole is { Type: "datetime.datetime", Arguments: [PickleBinary { Length: 10 } bytes, ..] }
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{BinaryPrimitives.ReadUInt16BigEndian(bytes.First)}-{bytes.First[2] & 0x7F:D2}-{bytes.First[3]:D2} "
                + $"{bytes.First[4]:D2}:{bytes.First[5]:D2}:{bytes.First[6]:D2}")
            : null;

    /// <summary>
    /// Created empty with a state set later (version, shape, type, order, bytes), or created from bytes, type, shape,
    /// order.
    /// </summary>
    private static string? NumpyArray(PickleObject whole)
    {
        PickleTuple? shape = (LastPart(whole.Type), whole) switch
        {
            ("_reconstruct", { State: PickleTuple { Items: [_, PickleTuple second, ..] } }) => second,
            ("_frombuffer", { Arguments: [_, _, PickleTuple third, ..] }) => third,
            _ => null,
        };
        return shape is null ? null : $"numpy array ({List(shape.Items, depth: 1)})";
    }

    /// <summary><c>getattr(object, 'name')</c>: a method, or a member of an enum.</summary>
    private static string? Member(PickleObject whole, int depth) =>
        whole is
        {
            Type: "builtins.getattr" or "__builtin__.getattr",
            Arguments: [PickleValue owner, PickleText { Value: string name }],
        }
            ? $"{(owner is PickleGlobal type ? LastPart(type.Name) : Of(owner, depth - 1))}.{Cut(name)}"
            : null;
}
