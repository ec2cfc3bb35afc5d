using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Xml.Linq;

namespace MiniConvViz.Cli.Tests;

/// <summary>
/// The NuGet packages, made in a folder of their own: their contents, the installed tool, and the README's library
/// example as a project that uses only the packages. The tool is packed for this machine's platform only.
/// </summary>
[Category("Exhaustive")]
public sealed class PackagesTests
{
    private const string Version = "0.0.0-test";

    private const long Megabyte = 1_000_000;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);
    private static readonly string[] Libraries = ["MiniConvViz.Kernels", "MiniConvViz", "MiniConvViz.Imaging"];

    private TemporaryFolder _folder = null!;

    [OneTimeSetUp]
    public void Pack()
    {
        _folder = new TemporaryFolder();
        string output = Dotnet(
            RepositoryFiles.Root,
            "pack", "MiniConvViz.sln", "-c", "Release", $"-p:Version={Version}", $"-p:ToolPlatforms={Platform}",
            "--output", Packages,
            "--artifacts-path", _folder.File("artifacts"), "--disable-build-servers",
            "-p:RunAnalyzersDuringBuild=false");
        Assert.That(output, Does.Not.Contain("warning").And.Not.Contain("missing a readme"));
    }

    [OneTimeTearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Pack_Solution_MakesThreeLibrariesWithSymbolsAndTheTool() => Assert.That(
        Directory.EnumerateFiles(Packages).Select(file => Path.GetFileName(file)),
        Is.EquivalentTo((string[])
        [
            .. Libraries.SelectMany(name => new[] { $"{name}.{Version}.nupkg", $"{name}.{Version}.snupkg" }),
            $"MiniConvViz.Cli.{Version}.nupkg",
            $"{Tool}.{Version}.nupkg",
        ]));

    [TestCase("MiniConvViz.Kernels")]
    [TestCase("MiniConvViz")]
    [TestCase("MiniConvViz.Imaging")]
    [TestCase("MiniConvViz.Cli")]
    public void Pack_EveryPackage_ReportsWhatItIs(string name)
    {
        using ZipArchive package = Open(name);
        using Stream stream = package.GetEntry($"{name}.nuspec")!.Open();
        XElement[] metadata = [.. XDocument.Load(stream).Root!.Elements().Single().Elements()];

        Assert.That(Value("license"), Is.EqualTo("MIT"));
        Assert.That(Value("readme"), Is.EqualTo("README.md"));
        Assert.That(Value("description"), Does.Not.Contain("Package Description").And.EndsWith("."));
        Assert.That(Value("tags"), Does.Contain("feature-maps"));
        foreach (string file in (string[])["README.md", "LICENSE", "THIRD-PARTY-NOTICES.txt"])
        {
            Assert.That(package.GetEntry(file), Is.Not.Null, file);
        }

        string? Value(string element) => metadata.SingleOrDefault(child => child.Name.LocalName == element)?.Value;
    }

    [Test]
    public void Notices_NameEveryPackageThatTravels()
    {
        string notices = File.ReadAllText(RepositoryFiles.Get("THIRD-PARTY-NOTICES.txt"));
        string[] packages =
        [
            .. XDocument.Load(RepositoryFiles.Get("Directory.Packages.props")).Descendants("ItemGroup")
                .Single(group => group.Attribute("Label")?.Value == "Product").Elements()
                .Select(package => package.Attribute("Include")!.Value).Where(name => name != "Grpc.Tools")
                .Select(name => name.StartsWith("SkiaSharp.NativeAssets.", StringComparison.Ordinal) ? "SkiaSharp.NativeAssets.*" : name),
        ];

        Assert.That(packages, Has.Length.GreaterThan(6));
        foreach (string package in packages)
        {
            Assert.That(notices, Does.Contain(package));
        }
    }

    [Test]
    public void Tool_OfOnePlatform_IsSmallAndCompiledAheadOfTime()
    {
        FileInfo file = new(PackagePath(Tool));
        using ZipArchive package = Open(Tool);
        ZipArchiveEntry engine = package.Entries.Single(entry => entry.Name == "MiniConvViz.dll");
        long built = new FileInfo(Path.Combine(CliProcess.Folder, "MiniConvViz.dll")).Length;

        Assert.That(file.Length, Is.LessThan(25 * Megabyte));
        Assert.That(package.Entries.Sum(entry => entry.Length), Is.LessThan(80 * Megabyte));
        Assert.That(engine.Length, Is.GreaterThan(built * 3 / 2), "with machine code beside its instructions");
        Assert.That(
            package.Entries.Select(entry => entry.FullName),
            Is.SupersetOf(((string[])["THIRD-PARTY-NOTICES.SkiaSharp.txt", Program]).Select(name => $"tools/net10.0/{Platform}/{name}")));
    }

    [TestCase("MiniConvViz")]
    [TestCase("MiniConvViz.Cli")]
    public void Pack_BundledModels_TravelWithTheLibraryAndTheTool(string name)
    {
        string folder = name == "MiniConvViz" ? "contentFiles/any/any/" : $"tools/net10.0/{Platform}/";
        using ZipArchive package = Open(name == "MiniConvViz" ? name : Tool);
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

        long size = Directory.EnumerateFiles(built, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);
        Assert.That(size, Is.LessThan(60 * Megabyte), "bytes of the built example");

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
    /// Third parties' packages are those that were restored before; ours are in a folder of this test, since each run
    /// makes new packages of the same version.
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

    /// <summary>The platform of this machine in the packages' names: <c>linux-x64</c>.</summary>
    private static string Platform => RuntimeInformation.RuntimeIdentifier;

    private static string Tool => $"MiniConvViz.Cli.{Platform}";

    private static string Program => OperatingSystem.IsWindows() ? "miniconvviz.exe" : "miniconvviz";

    private string Packages => _folder.File("packages");

    private static string Dotnet(string folder, params IEnumerable<string> arguments)
    {
        ProcessOutcome outcome = ChildProcess.Run("dotnet", arguments, folder, Limit);
        Assert.That(outcome.ExitCode, Is.Zero, outcome.Output + outcome.Error);
        return outcome.Output;
    }

    private ZipArchive Open(string name) => ZipFile.OpenRead(PackagePath(name));

    private string PackagePath(string name) => Path.Combine(Packages, $"{name}.{Version}.nupkg");
}
