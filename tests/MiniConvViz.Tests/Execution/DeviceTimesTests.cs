using MiniConvViz.Execution;

namespace MiniConvViz.Tests.Execution;

public sealed class DeviceTimesTests
{
    private TemporaryFolder _folder = null!;
    private RememberedText _text = null!;
    private DateTime _now = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    [SetUp]
    public void CreateFolder()
    {
        _folder = new TemporaryFolder();
        _text = new RememberedText(_folder.File("times"), "a device");
    }

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Start_OfOneMeasurement_IsNotKnown()
    {
        Times().AddStart(TimeSpan.FromSeconds(9));
        Assert.That(Times().Start, Is.Null, "the driver's caches were empty");
    }

    [Test]
    public void Start_OfSeveral_IsTheShortest()
    {
        Times().AddStart(TimeSpan.FromSeconds(9));
        Times().AddStart(TimeSpan.FromSeconds(0.5));
        Times().AddStart(TimeSpan.FromSeconds(0.7));
        Assert.That(Times().Start, Is.EqualTo(0.5));
    }

    [Test]
    public void Start_AfterAWeek_IsMeasuredAgain()
    {
        Times().AddStart(TimeSpan.FromSeconds(9));
        Times().AddStart(TimeSpan.FromSeconds(9));
        _now += TimeSpan.FromDays(6);
        Assert.That(Times().Start, Is.EqualTo(9));
        _now += TimeSpan.FromDays(2);
        Assert.That(Times().Start, Is.Null);
        Times().AddStart(TimeSpan.FromSeconds(1));
        Assert.That(Times().All.Single().Seconds, Is.EqualTo(1), "what is too old leaves the file");
    }

    [TestCase(10, 1.0, Reason = "no more than a larger one took")]
    [TestCase(100, 1.0)]
    [TestCase(101, 2.0)]
    [TestCase(1000, 2.0)]
    [TestCase(5000, 10.0, Reason = "in proportion to the largest")]
    public void EstimateRun_BesideTwoMeasured_IsRatherTooLong(long multiplyAdds, double seconds)
    {
        Times().AddRun(1000, TimeSpan.FromSeconds(2));
        Times().AddRun(100, TimeSpan.FromSeconds(1));
        Assert.That(Times().EstimateRun(multiplyAdds), Is.EqualTo(seconds).Within(1e-9));
    }

    [Test]
    public void AddRun_OfTheSameWork_ReplacesTheOlder()
    {
        Times().AddRun(100, TimeSpan.FromSeconds(1));
        Times().AddRun(100, TimeSpan.FromSeconds(3));
        Assert.That(Times().EstimateRun(100), Is.EqualTo(3));
    }

    [Test]
    public void AddRun_OfManyKinds_KeepsTheLatest()
    {
        for (int work = 1; work <= 100; work++)
        {
            Times().AddRun(work, TimeSpan.FromSeconds(1));
        }

        Assert.That(Times().All.Select(time => time.MultiplyAdds), Is.EqualTo(Enumerable.Range(69, 32)));
    }

    [TestCase("")]
    [TestCase("miniconvviz times 2\n2026-03-01T12:00:00.0000000Z\t0\t0.1\n2026-03-01T12:00:00.0000000Z\t0\t0.1\n")]
    [TestCase("miniconvviz times 1\nnonsense\n\t\t\n2026-03-01T12:00:00.0000000Z\t-1\t0.1\n")]
    [TestCase("miniconvviz times 1\n2026-03-01T12:00:00.0000000Z\t0\tNaN\n2026-03-01T12:00:00.0000000Z\t0\t-1\n")]
    [TestCase("miniconvviz times 1\n2027-03-01T12:00:00.0000000Z\t0\t1\n2027-03-01T12:00:00.0000000Z\t0\t1\n",
        Reason = "a clock that was wrong")]
    public void All_OfADamagedFile_IsEmptyAndTheFileIsWrittenAnew(string text)
    {
        _text.Write(text);
        Assert.That(Times().All, Is.Empty);
        Assert.That(Times().Start, Is.Null);
        Times().AddRun(100, TimeSpan.FromSeconds(1));
        Assert.That(Times().EstimateRun(100), Is.EqualTo(1));
    }

    [Test]
    public void AddStart_WhereNothingCanBeWritten_IsForgotten()
    {
        File.WriteAllText(_folder.File("file"), "");
        DeviceTimes times = new(new RememberedText(_folder.File("file"), "a device"), () => _now);
        Assert.That(() => times.AddStart(TimeSpan.FromSeconds(1)), Throws.Nothing);
        Assert.That(times.All, Is.Empty);
    }

    private DeviceTimes Times() => new(_text, () => _now);
}
