using System.IO.Compression;
using System.Xml.Linq;

namespace MiniConvViz.Cli.Tests;

/// <summary>
/// The NuGet packages, made in a folder of their own: what they hold, the installed tool, and the README's library
/// example as a project that knows nothing but the packages.
/// </summary>
public sealed class PackagesTests
{
    private const string Version = "0.0.0-test";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);
    private static readonly string[] Libraries = ["MiniConvViz.Kernels", "MiniConvViz", "MiniConvViz.Imaging"];

    private TemporaryFolder _folder = null!;

    [OneTimeSetUp]
    public void Pack()
    {
        _folder = new TemporaryFolder();
        string output = Dotnet(
            RepositoryFiles.Root,
            "pack", "MiniConvViz.sln", "-c", "Release", $"-p:Version={Version}", "--output", Packages,
            "--artifacts-path", _folder.File("artifacts"), "--disable-build-servers");
        Assert.That(output, Does.Not.Contain("warning").And.Not.Contain("missing a readme"));
    }

    [OneTimeTearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Pack_Solution_MakesThreeLibrariesAndTheTool() => Assert.That(
        Directory.EnumerateFiles(Packages).Select(file => Path.GetFileName(file)),
        Is.EquivalentTo(((string[])[.. Libraries, "MiniConvViz.Cli"]).Select(name => $"{name}.{Version}.nupkg")));

    [TestCase("MiniConvViz.Kernels")]
    [TestCase("MiniConvViz")]
    [TestCase("MiniConvViz.Imaging")]
    [TestCase("MiniConvViz.Cli")]
    public void Pack_EveryPackage_SaysWhatItIs(string name)
    {
        using ZipArchive package = Open(name);
        using Stream stream = package.GetEntry($"{name}.nuspec")!.Open();
        XElement[] metadata = [.. XDocument.Load(stream).Root!.Elements().Single().Elements()];

        Assert.That(Value("license"), Is.EqualTo("MIT"));
        Assert.That(Value("readme"), Is.EqualTo("README.md"));
        Assert.That(Value("description"), Does.Not.Contain("Package Description").And.EndsWith("."));
        Assert.That(Value("tags"), Does.Contain("feature-maps"));
        Assert.That(package.GetEntry("README.md"), Is.Not.Null);

        string? Value(string element) => metadata.SingleOrDefault(child => child.Name.LocalName == element)?.Value;
    }

    [TestCase("MiniConvViz", "contentFiles/any/any/")]
    [TestCase("MiniConvViz.Cli", "tools/net10.0/any/")]
    public void Pack_BundledModels_TravelWithTheLibraryAndTheTool(string name, string folder)
    {
        using ZipArchive package = Open(name);
        string models = Path.Combine(CliProcess.Folder, "models");
        string[] expected =
        [
            .. Directory.EnumerateFiles(models, "*", SearchOption.AllDirectories)
                .Select(file => folder + Path.GetRelativePath(CliProcess.Folder, file).Replace('\\', '/')),
        ];

        Assert.That(expected, Has.Length.EqualTo(14));
        Assert.That(package.Entries.Select(entry => entry.FullName), Is.SupersetOf(expected));
    }

    [TestCase("MiniConvViz.Imaging")]
    [TestCase("MiniConvViz.Cli")]
    public void Pack_FontLicence_TravelsWithTheFont(string name)
    {
        using ZipArchive package = Open(name);
        Assert.That(package.GetEntry("Fonts/LICENSE.txt"), Is.Not.Null);
        Assert.That(package.Entries.Select(entry => entry.Name), Does.Not.Contain("libSkiaSharp.pdb"));
    }

    [Test]
    public void ToolInstall_FromTheFolder_RendersTheBundledModelAnywhere()
    {
        string tool = _folder.File("tool");
        string anywhere = Directory.CreateDirectory(_folder.File("anywhere")).FullName;
        Dotnet(
            anywhere,
            "tool", "install", "MiniConvViz.Cli", "--version", Version, "--tool-path", tool, "--source", Packages);

        string program = Path.Combine(tool, "miniconvviz");
        ChildProcess.Run(program, ["render", "--model", "fashion-resnet"], anywhere, Limit).Succeeded();

        Assert.That(new RenderedReport(anywhere, "feature-maps").AssertWhole().Classes[0], Is.EqualTo("Ankle boot"));
    }

    [Test]
    public void ReadmeLibraryExample_AgainstThePackages_CompilesAndWritesPictures()
    {
        string project = Directory.CreateDirectory(_folder.File("example")).FullName;
        string built = _folder.File("example-built");
        File.WriteAllText(Path.Combine(project, "Program.cs"), Readme.LibraryExample);
        File.WriteAllText(Path.Combine(project, "example.csproj"), ExampleProject);
        Dotnet(project, "build", "--source", Packages, "--disable-build-servers", "--output", built);

        string run = Directory.CreateDirectory(_folder.File("run")).FullName;
        string printed = Dotnet(run, Path.Combine(built, "example.dll"));

        string[] pictures = [.. Directory.EnumerateFiles(run).Select(file => Path.GetFileName(file)).Order()];
        Assert.That(
            pictures,
            Is.EqualTo(["layer1.0.relu.png", "layer1.0.relu_1.png", "layer1.1.relu.png", "layer1.1.relu_1.png"]));
        foreach (string picture in pictures)
        {
            PngFile.AssertDecodes(Path.Combine(run, picture));
            Assert.That(printed, Does.Contain($"{Path.GetFileNameWithoutExtension(picture)} [1,16,28,28]"));
        }
    }

    /// <summary>
    /// Packages of others are taken from where they were restored before; ours go to a folder of this test's own, for
    /// the next run makes others of the same version.
    /// </summary>
    private string ExampleProject =>
        $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
            <Nullable>enable</Nullable>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
            <NuGetAudit>false</NuGetAudit>
            <RestorePackagesPath>{_folder.File("restored")}</RestorePackagesPath>
            <RestoreFallbackFolders>{RestoredBefore}</RestoreFallbackFolders>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="MiniConvViz.Imaging" Version="{Version}" />
          </ItemGroup>
        </Project>
        """;

    private static string RestoredBefore => Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    private string Packages => _folder.File("packages");

    private static string Dotnet(string folder, params IEnumerable<string> arguments)
    {
        ProcessOutcome outcome = ChildProcess.Run("dotnet", arguments, folder, Limit);
        Assert.That(outcome.ExitCode, Is.Zero, outcome.Output + outcome.Error);
        return outcome.Output;
    }

    private ZipArchive Open(string name) => ZipFile.OpenRead(Path.Combine(Packages, $"{name}.{Version}.nupkg"));
}
