namespace Cartel.Learning;

/// <summary>The logarithm of a product of many numbers at the price of a few logarithms.</summary>
internal struct LogProduct()
{
    private double _product = 1;
    private double _log;

    /// <summary>ln of what was multiplied so far.</summary>
    public readonly double Log => _log + Math.Log(_product);

    /// <summary>Takes another factor: any positive float.</summary>
    public void Multiply(float factor)
    {
        _product *= factor;
        // The next float may be as small as 1.4e−45 or as large as 3.4e38: far from the ends of a double.
        if (_product is > 1e-250 and < 1e250) return;

        _log += Math.Log(_product);
        _product = 1;
    }
}
