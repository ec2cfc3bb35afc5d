using System.Globalization;
using System.Text.RegularExpressions;

namespace MiniConvViz.Ptx;

/// <summary>
/// Parses the PTX that ILGPU generates for NVIDIA's drivers. Everything unsupported is an error; nothing is ignored.
/// </summary>
/// <remarks>Source: NVIDIA, "Parallel Thread Execution ISA".</remarks>
internal sealed partial class PtxParser
{
    private readonly PtxRegisters _registers = new();
    private readonly Dictionary<string, PtxParameter> _parameters = [];
    private readonly Dictionary<string, int> _labels = [];
    private readonly Dictionary<string, string[]> _targets = [];
    private readonly List<Func<PtxInstruction>> _code = [];
    private int _parameterBytes;

    /// <summary>All functions of a module, by name; the kernel is the one under <paramref name="entry"/>.</summary>
    public static Dictionary<string, PtxFunction> Parse(string ptx, out PtxFunction entry)
    {
        string text = Comment().Replace(ptx, "");
        Dictionary<string, PtxFunction> functions = [];
        entry = null!;
        foreach (Match head in Head().Matches(text))
        {
            PtxFunction function = new PtxParser().Function(head, BodyAfter(text, head.Index + head.Length));
            functions.Add(function.Name, function);
            entry = head.Groups["kind"].Value == "entry" ? function : entry;
        }

        return functions;
    }

    /// <summary>A decimal number.</summary>
    public static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>The names of a list in braces or without.</summary>
    public static string[] Names(string list) =>
        list.Split([',', ' ', '\t', '\n', '\r', '{', '}'], StringSplitOptions.RemoveEmptyEntries);

    private static string BodyAfter(string text, int start)
    {
        int depth = 1, end = start;
        while (depth > 0)
        {
            depth += text[end] switch
            {
                '{' => 1,
                '}' => -1,
                _ => 0,
            };
            end++;
        }

        return text[start..(end - 1)];
    }

    private PtxFunction Function(Match head, string body)
    {
        PtxParameter[] parameters = [.. Declarations(head.Groups["parameters"].Value)];
        PtxParameter? result = Declarations(head.Groups["result"].Value).Cast<PtxParameter?>().SingleOrDefault();
        foreach (string statement in body.Split(';'))
        {
            Statement(statement.Trim());
        }

        return new PtxFunction
        {
            Name = head.Groups["name"].Value,
            Parameters = parameters,
            Result = result,
            Code = [.. _code.Select(instruction => instruction())],
            ParameterBytes = _parameterBytes,
            Registers = _registers.Count,
            Constants = [.. _registers.Constants],
            Specials = [.. _registers.Specials],
            SharedBytes = _registers.SharedBytes,
            LocalBytes = _registers.LocalBytes,
            MaxThreads = MaxThreads().Match(head.Groups["limits"].Value) is { Success: true } limit
                ? Number(limit.Groups[1].Value)
                : 0,
        };
    }

    private void Statement(string text)
    {
        // A block in braces contains a call with its parameters; a repeated name refers to the latest.
        while (text.StartsWith('{') || text.StartsWith('}'))
        {
            text = text[1..].TrimStart();
        }

        if (Label().Match(text) is { Success: true } label)
        {
            string name = label.Groups[1].Value;
            string rest = text[label.Length..].Trim();
            if (rest.StartsWith(".branchtargets"))
            {
                _targets[name] = Names(rest[".branchtargets".Length..]);
                return;
            }

            _labels.Add(name, _code.Count);
            Statement(rest);
        }
        else if (text.StartsWith(".param"))
        {
            Declarations(text);
        }
        else if (Memory().Match(text) is { Success: true } memory)
        {
            _registers.Declare(
                memory.Groups["space"].Value, memory.Groups["name"].Value, Number(memory.Groups["bytes"].Value));
        }
        else if (text.Length > 0 && !text.StartsWith(".reg"))
        {
            Instruction(text);
        }
    }

    private List<PtxParameter> Declarations(string text)
    {
        List<PtxParameter> declared = [];
        foreach (Match match in Declaration().Matches(text))
        {
            int count = match.Groups["count"].Success ? Number(match.Groups["count"].Value) : 1;
            int scalar = Number(match.Groups["bits"].Value) / 8;
            int bytes = count * scalar;
            int alignment = match.Groups["alignment"].Success ? Number(match.Groups["alignment"].Value) : scalar;
            PtxParameter parameter = new(match.Groups["name"].Value, _parameterBytes, bytes, alignment);
            _parameters[parameter.Name] = parameter;
            _parameterBytes = (_parameterBytes + bytes + 15) & ~15;
            declared.Add(parameter);
        }

        return declared;
    }

    private void Instruction(string text)
    {
        Match guard = Guard().Match(text);
        string plain = text[guard.Length..];
        Match name = Name().Match(plain);
        string operands = plain[name.Length..].Trim();
        PtxInstruction start = new()
        {
            Op = PtxOp.Ret,
            Text = Whitespace().Replace(text, " "),
            Operands = [],
            Guard = guard.Success ? _registers.Of(guard.Groups["predicate"].Value) : -1,
            IsGuardNegated = guard.Groups["not"].Length > 0,
            IsUniform = name.Value.Split('.').Contains("uni"),
        };
        PtxInstruction instruction = new PtxDecoder(_registers, _parameters).Decode(start, name.Value, operands);

        // Labels may follow after the branches to them.
        string[] targets = instruction.Op switch
        {
            PtxOp.Bra => [operands],
            PtxOp.BrxIdx => [Names(operands)[1]],
            _ => [],
        };
        IEnumerable<string> labels = targets.SelectMany(label => _targets.GetValueOrDefault(label, [label]));
        _code.Add(() => instruction with { Targets = [.. labels.Select(label => _labels[label])] });
    }

    [GeneratedRegex(@"//[^\n]*")]
    private static partial Regex Comment();

    [GeneratedRegex(
        @"\.(?<kind>entry|func)\s*(\((?<result>[^)]*)\))?\s*(?<name>\w+)\s*\((?<parameters>[^)]*)\)(?<limits>[^;{]*)\{")]
    private static partial Regex Head();

    [GeneratedRegex(@"\.param\s+(\.align\s+(?<alignment>\d+)\s+)?\.[a-z](?<bits>\d+)\s+(?<name>\w+)(\[(?<count>\d+)\])?")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\.maxntid\s+(\d+)")]
    private static partial Regex MaxThreads();

    [GeneratedRegex(@"^\.(?<space>shared|local)\s+\.align\s+\d+\s+\.b8\s+(?<name>\w+)\[(?<bytes>\d+)\]$")]
    private static partial Regex Memory();

    [GeneratedRegex(@"^(\w+):")]
    private static partial Regex Label();

    [GeneratedRegex(@"^@(?<not>!?)(?<predicate>%\w+)\s+")]
    private static partial Regex Guard();

    [GeneratedRegex(@"^[a-z][\w.]*")]
    private static partial Regex Name();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Whitespace();
}
