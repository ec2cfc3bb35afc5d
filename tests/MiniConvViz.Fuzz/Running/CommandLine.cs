using System.CommandLine;
using System.Text.Json;
using MiniConvViz.Fuzz.Coverage;
using MiniConvViz.Fuzz.Targets;

namespace MiniConvViz.Fuzz.Running;

/// <summary>The options of the command line.</summary>
internal static class CommandLine
{
    private const int Done = 0;
    private const int HasFindings = 1;

    private static readonly Option<string[]> Format = new("--format")
    {
        Description = $"Kinds of file: {string.Join(", ", AllTargets.Formats)}; left out, all of them.",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<double> Minutes = new("--minutes")
    {
        Description = "How long, for all formats together; onnx gets half of it where there are several.",
        DefaultValueFactory = _ => 5,
    };

    private static readonly Option<long?> Runs = new("--runs")
    {
        Description = "How many inputs of each format; the time limit then still applies.",
    };

    private static readonly Option<string> Corpus = Folder("--corpus", "corpus", "The kept corpus; it is only read.");

    private static readonly Option<string?> Grow = new("--grow")
    {
        Description = "A folder for inputs that take new edges; it is read as well, so that a later call continues.",
    };

    private static readonly Option<string> Findings = Folder("--findings", "findings", "Receives the findings.");

    private static readonly Option<int> Seed = new("--seed")
    {
        Description = "The seed of all random changes.",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<int> Workers = new("--workers")
    {
        Description = "Processes that fuzz in parallel, each with its own corpus.",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<string?> Json = new("--json") { Description = "A file for the figures." };

    private static readonly Option<string[]> Replay = new("--replay")
    {
        Description = "Run these files, or all in these folders, once, and print the result of each.",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<string[]> Minimise = new("--minimise")
    {
        Description = "Shorten these findings as long as they have the same effect; saved next to them as FILE.min.",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<string?> MinimiseCorpus = new("--minimise-corpus")
    {
        Description = "Write to this folder the shortest inputs of --corpus and --grow that take all their edges.",
    };

    private static readonly Option<int?> Worker = new("--worker") { Hidden = true };
    private static readonly Option<string?> Recorder = new("--recorder") { Hidden = true };

    /// <summary>The command.</summary>
    public static RootCommand Create()
    {
        RootCommand root = new("Changes files of every supported format, and searches for faults.")
        {
            Format, Minutes, Runs, Corpus, Grow, Findings, Seed, Workers, Json, Replay, Minimise, MinimiseCorpus,
            Worker, Recorder,
        };
        root.SetAction(Act);
        return root;
    }

    private static int Act(ParseResult words)
    {
        FuzzOptions options = OptionsOf(words);
        if (words.GetValue(Replay) is { Length: > 0 } files)
        {
            return new Replay(options.Formats).Run(files) ? HasFindings : Done;
        }

        if (words.GetValue(Minimise) is { Length: > 0 } findings)
        {
            Array.ForEach(findings, file => new FindingMinimiser(file, options.Formats).Run());
            return Done;
        }

        if (words.GetValue(Worker) is int index)
        {
            EndWithParent();
            using Worker worker = new(options, index, words.GetRequiredValue(Recorder)!);
            if (words.GetValue(MinimiseCorpus) is string into)
            {
                worker.Minimise(into);
            }
            else
            {
                worker.Run();
            }

            return Done;
        }

        using InstrumentedCopy copy = new();
        Console.WriteLine($"{copy.Types} types count their branches");
        return words.GetValue(MinimiseCorpus) is string folder
            ? CorpusMinimiser.Run(options, copy, folder)
            : Fuzz(options, copy, words.GetValue(Json));
    }

    /// <summary>The parent process of a worker keeps its standard input open; a worker ends with its parent.</summary>
    private static void EndWithParent()
    {
        Thread watch = new(() =>
        {
            while (Console.In.Read() >= 0)
            {
                // Nothing is ever written to it.
            }

            Environment.Exit(HasFindings);
        })
        {
            IsBackground = true,
        };
        watch.Start();
    }

    private static int Fuzz(FuzzOptions options, InstrumentedCopy copy, string? json)
    {
        List<CampaignSummary> summaries = [];
        foreach (string format in options.Formats)
        {
            summaries.Add(new Campaign(options, format, options.TimeOf(format), copy).Run());
            Console.WriteLine(summaries[^1]);
        }

        if (json is not null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(json))!);
            File.WriteAllText(
                json, JsonSerializer.Serialize([.. summaries], CampaignSummaryJson.Default.CampaignSummaryArray));
        }

        int findings = summaries.Sum(summary => summary.Findings);
        Console.WriteLine(findings == 0 ? "no findings" : $"{findings} findings in {options.Findings}");
        return findings == 0 ? Done : HasFindings;
    }

    private static FuzzOptions OptionsOf(ParseResult words) => new()
    {
        Formats = words.GetValue(Format) is { Length: > 0 } formats ? formats : AllTargets.Formats,
        Time = TimeSpan.FromMinutes(words.GetValue(Minutes)),
        Runs = words.GetValue(Runs),
        Corpus = Path.GetFullPath(words.GetRequiredValue(Corpus)),
        Grow = words.GetValue(Grow) is string grow ? Path.GetFullPath(grow) : null,
        Findings = Path.GetFullPath(words.GetRequiredValue(Findings)),
        Seed = words.GetValue(Seed),
        Workers = words.GetValue(Workers),
    };

    /// <summary>An option for a folder; left out, it is next to the project, or in artifacts.</summary>
    private static Option<string> Folder(string name, string folder, string description) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => folder == "corpus"
            ? Path.Combine(ProjectFolder(), folder)
            : Path.Combine(Environment.CurrentDirectory, "artifacts", "fuzz", folder),
    };

    /// <summary>The folder of this project's sources, above the program's.</summary>
    private static string ProjectFolder()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MiniConvViz.Fuzz.csproj")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? Environment.CurrentDirectory;
    }
}
