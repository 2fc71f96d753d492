namespace Cartel.Learning;

/// <summary>A snapshot or a model part cannot be used: it is damaged, of another version, or does not fit.</summary>
public sealed class ModelFormatException(string reason, Exception? cause = null) : Exception(reason, cause);
