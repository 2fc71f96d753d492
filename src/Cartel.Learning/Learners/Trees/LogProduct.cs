namespace Cartel.Learning;

/// <summary>The logarithm of a product of many numbers at the price of a few logarithms.</summary>
internal struct LogProduct(double first)
{
    private double _product = first;
    private double _log;

    /// <summary>ln of what was multiplied so far.</summary>
    public readonly double Log => _log + Math.Log(_product);

    /// <summary>Takes another factor: from 1e−46 to 1e40.</summary>
    public void Multiply(double factor)
    {
        _product *= factor;
        if (_product is > 1e-250 and < 1e250) return;

        _log += Math.Log(_product);
        _product = 1;
    }
}
