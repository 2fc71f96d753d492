namespace Cartel.Streams;

/// <summary>Opens pairs of IDX files: images and their labels.</summary>
internal static class ImageFiles
{
    public static ImageDataSet OpenMnist(DataSpec spec, string? dataFolder)
    {
        new SpecOptions(spec).Done();
        var folder = DataFiles.Folder(spec.Text, spec.Target, dataFolder);
        return Open(spec, InFolder(spec, folder, "train-images-idx3-ubyte"), InFolder(spec, folder, "train-labels-idx1-ubyte"));
    }

    public static ImageDataSet OpenPair(DataSpec spec, string? dataFolder)
    {
        var options = new SpecOptions(spec);
        var labels = options.Text("labels") ?? throw new DataSpecException(spec.Text, "names no labels; write idx:IMAGES?labels=LABELS");
        options.Done();
        return Open(spec, DataFiles.File(spec.Text, spec.Target, dataFolder), DataFiles.File(spec.Text, labels, dataFolder));
    }

    private static ImageDataSet Open(DataSpec spec, string imageFile, string labelFile)
    {
        var images = IdxFile.Read(imageFile, dimensions: 3);
        var labels = IdxFile.Read(labelFile, dimensions: 1);
        return images.Sizes[0] == labels.Sizes[0]
            ? new ImageDataSet(spec.Text, images, labels)
            : throw new StreamFormatException(labelFile, null, $"has {labels.Sizes[0]} labels, and {imageFile} has {images.Sizes[0]} images");
    }

    private static string InFolder(DataSpec spec, string folder, string name)
    {
        var path = Path.Combine(folder, name);
        if (File.Exists(path)) return path;
        if (File.Exists(path + ".gz")) return path + ".gz";

        throw new DataSpecException(spec.Text, $"the folder {folder} has neither {name} nor {name}.gz");
    }
}
