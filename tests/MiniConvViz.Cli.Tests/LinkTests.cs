using System.Text.RegularExpressions;

namespace MiniConvViz.Cli.Tests;

/// <summary>Links between the pages lead to existing files and headings.</summary>
public sealed partial class LinkTests
{
    private static IEnumerable<string> Pages =>
    [
        "README.md", "SECURITY.md", "CHANGELOG.md", "weights/README.md", "tests/goldens/README.md",
        .. Directory.EnumerateFiles(RepositoryFiles.Get("docs"), "*.md", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(RepositoryFiles.Root, file).Replace('\\', '/')),
    ];

    [TestCaseSource(nameof(Pages))]
    public void Links_LeadToFilesAndHeadings(string page)
    {
        string folder = Path.GetDirectoryName(RepositoryFiles.Get(page))!;
        Assert.Multiple(() =>
        {
            foreach (Match link in Link().Matches(WithoutCode(File.ReadAllText(RepositoryFiles.Get(page)))))
            {
                string target = link.Groups["target"].Value;
                if (target.Contains("://", StringComparison.Ordinal))
                {
                    continue;
                }

                string[] parts = target.Split('#');
                string file = parts[0].Length == 0 ? RepositoryFiles.Get(page) : Path.Combine(folder, parts[0]);
                Assert.That(Path.Exists(file), $"{page}: {target}");
                if (parts.Length == 2 && Path.GetExtension(file) == ".md" && File.Exists(file))
                {
                    Assert.That(Headings(file), Does.Contain(parts[1]), $"{page}: {target}");
                }
            }
        });
    }

    /// <summary>A heading's anchor, as GitHub makes it: small letters, no punctuation, hyphens for spaces.</summary>
    private static IEnumerable<string> Headings(string file) => WithoutCode(File.ReadAllText(file))
        .Split('\n')
        .Where(line => line.StartsWith('#'))
        .Select(line => Punctuation().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    private static string WithoutCode(string text) => Code().Replace(text, "");

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"[^\p{L}\p{N}\- _]")]
    private static partial Regex Punctuation();

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Code();
}
