using NUnit.Framework;

namespace Cartel.Testing;

/// <summary>A test with a folder of its own.</summary>
public abstract class FolderTest
{
    /// <summary>The folder, which is gone after the test.</summary>
    protected TemporaryFolder Folder { get; private set; } = null!;

    /// <summary>Makes it.</summary>
    [SetUp]
    public void MakeFolder() => Folder = new TemporaryFolder();

    /// <summary>Removes it.</summary>
    [TearDown]
    public void RemoveFolder() => Folder.Dispose();
}
