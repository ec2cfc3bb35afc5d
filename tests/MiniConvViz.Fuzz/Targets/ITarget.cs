namespace MiniConvViz.Fuzz.Targets;

/// <summary>Everything that the program does with one kind of untrusted file.</summary>
internal interface ITarget
{
    /// <summary>Its name in <c>--format</c>.</summary>
    string Format { get; }

    /// <summary>The extension of such a file.</summary>
    string Extension { get; }

    /// <summary>
    /// Processes a file. Refusals are thrown as the documented exceptions, a wrong value as
    /// <see cref="WrongValueException"/>.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="meter">Measures each part of the work against its limits.</param>
    void Run(string path, Meter meter);
}
