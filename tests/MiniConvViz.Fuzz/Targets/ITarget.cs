namespace MiniConvViz.Fuzz.Targets;

/// <summary>All that the program does with one kind of file from a stranger.</summary>
internal interface ITarget
{
    /// <summary>What <c>--format</c> calls it.</summary>
    string Format { get; }

    /// <summary>How such a file's name ends.</summary>
    string Extension { get; }

    /// <summary>
    /// Does it. Refusals leave as the documented exceptions; a wrong value leaves as <see cref="WrongValueException"/>.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="meter">Is told what each part of the work may take.</param>
    void Run(string path, Meter meter);
}
