using System.Globalization;

namespace MiniConvViz.Ptx;

/// <summary>
/// The registers of a function, numbered in the order in which they are first named. Constants, special registers and
/// addresses of memory are registers, too, which are set before the function runs.
/// </summary>
internal sealed class PtxRegisters
{
    private readonly Dictionary<string, int> _indices = [];
    private readonly List<(int Register, ulong Value)> _constants = [];
    private readonly List<(int Register, PtxSpecial Special, int Offset)> _specials = [];
    private readonly Dictionary<string, (PtxSpecial Space, int Offset)> _memory = [];

    /// <summary>The number of registers.</summary>
    public int Count => _indices.Count;

    /// <summary>The registers with constants.</summary>
    public IReadOnlyList<(int Register, ulong Value)> Constants => _constants;

    /// <summary>The registers with a thread's indices or with addresses.</summary>
    public IReadOnlyList<(int Register, PtxSpecial Special, int Offset)> Specials => _specials;

    /// <summary>Bytes of shared memory that are declared.</summary>
    public int SharedBytes { get; private set; }

    /// <summary>Bytes of local memory that are declared.</summary>
    public int LocalBytes { get; private set; }

    /// <summary>Declares memory, whose name then stands for its address.</summary>
    /// <param name="space"><c>shared</c> or <c>local</c>.</param>
    /// <param name="name">Its name.</param>
    /// <param name="bytes">Its length.</param>
    public void Declare(string space, string name, int bytes)
    {
        bytes = (bytes + 15) & ~15;
        if (space == "shared")
        {
            _memory.Add(name, (PtxSpecial.Shared, SharedBytes));
            SharedBytes += bytes;
        }
        else
        {
            _memory.Add(name, (PtxSpecial.Local, LocalBytes));
            LocalBytes += bytes;
        }
    }

    /// <summary>The index of a register; constants and special registers have one, too.</summary>
    public int Of(string name)
    {
        if (_indices.TryGetValue(name, out int known))
        {
            return known;
        }

        int place = _indices.Count;
        _indices.Add(name, place);
        if (_memory.TryGetValue(name, out (PtxSpecial Space, int Offset) memory))
        {
            _specials.Add((place, memory.Space, memory.Offset));
        }
        else if (Special(name) is PtxSpecial special)
        {
            _specials.Add((place, special, 0));
        }
        else if (!name.StartsWith('%'))
        {
            _constants.Add((place, Constant(name)));
        }

        return place;
    }

    private static PtxSpecial? Special(string name) => name switch
    {
        "%tid.x" => PtxSpecial.Thread,
        "%ntid.x" => PtxSpecial.GroupSize,
        "%ctaid.x" => PtxSpecial.Group,
        _ => name.Contains('.') ? throw new NotSupportedException($"PTX: register {name}") : null,
    };

    private static ulong Constant(string text) =>
        text.StartsWith("0f") ? uint.Parse(text[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture)
        : text.StartsWith('-') ? (ulong)long.Parse(text, CultureInfo.InvariantCulture)
        : ulong.Parse(text, CultureInfo.InvariantCulture);
}
